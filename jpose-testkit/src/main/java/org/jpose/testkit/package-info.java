/**
 * What tests of several modules share: goldens of the shared folder, random people, naive twins of
 * fast code, contracts of interfaces, house rules.
 */
package org.jpose.testkit;
