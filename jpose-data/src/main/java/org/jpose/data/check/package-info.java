/** Finds what is wrong with data before a training run does. */
package org.jpose.data.check;
