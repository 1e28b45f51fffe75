/** Frames into video files and series of images. */
package org.jpose.media.video.write;
