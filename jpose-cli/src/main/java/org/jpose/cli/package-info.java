/** The {@code jpose} program. The only place that prints and decides exit codes. */
package org.jpose.cli;
