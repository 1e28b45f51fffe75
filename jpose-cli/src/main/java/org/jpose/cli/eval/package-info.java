/** {@code jpose eval}: how good found people are. */
package org.jpose.cli.eval;
