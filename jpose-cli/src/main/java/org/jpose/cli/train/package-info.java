/** {@code jpose train} and {@code dataworker}: networks learn. */
package org.jpose.cli.train;
