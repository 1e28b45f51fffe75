/** The {@code jpose} program: its commands, one package each, its help, its end. */
package org.jpose.cli;
