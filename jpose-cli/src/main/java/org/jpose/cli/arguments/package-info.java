/** Options that several commands share. */
package org.jpose.cli.arguments;
