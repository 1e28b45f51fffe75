/** {@code jpose bench}: what models cost on this machine, and how accurate they are. */
package org.jpose.cli.bench;
