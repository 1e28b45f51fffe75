/** What the program tells its caller: text, errors, exit codes; and how it is stopped. */
package org.jpose.cli.terminal;
