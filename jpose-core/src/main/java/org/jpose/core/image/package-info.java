/** Images in memory and the way from an image to the network's input and back. */
package org.jpose.core.image;
