package org.jpose.media.pipeline;

import org.jpose.media.video.Frame;

/**
 * A frame and when its source gave it.
 *
 * @param frame the frame
 * @param nanos by {@link System#nanoTime()}
 */
record Arrival(Frame frame, long nanos) {
  static Arrival now(Frame frame) {
    return new Arrival(frame, System.nanoTime());
  }
}
