/** Optimal pairing of two sets. */
package org.jpose.core.assignment;
