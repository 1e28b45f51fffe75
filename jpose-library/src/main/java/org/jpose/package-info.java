/** The way in for Java programs: {@link org.jpose.Jpose}. */
package org.jpose;
