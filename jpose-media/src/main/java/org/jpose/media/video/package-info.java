/** Frames of video files, cameras, streams and series of images, and videos to be written. */
package org.jpose.media.video;
