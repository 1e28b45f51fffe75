/** Videos, streams, cameras and series of images, frame by frame. */
package org.jpose.media.video.read;
