/** Programs of a few lines that use jpose; docs/EXAMPLES.md shows them. */
package org.jpose.examples;
