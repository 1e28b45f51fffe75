/** {@code jpose video} and {@code webcam}: people in videos and in what a camera sees. */
package org.jpose.cli.video;
