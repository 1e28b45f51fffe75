/** {@code jpose serve}, {@code ros} and {@code spark}: people for other programs. */
package org.jpose.cli.serve;
