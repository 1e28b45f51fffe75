/** {@code jpose image}: people in image files. */
package org.jpose.cli.image;
