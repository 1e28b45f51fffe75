/** Classes that break the house rules, each one of them, so that the rules are seen to bite. */
package org.jpose.core.broken;
