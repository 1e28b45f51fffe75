package org.jpose.media.pipeline;

import java.util.Optional;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FrameSource;

/**
 * A frame and when it arrived: by its source's clock, if that has one, else when the source gave
 * it.
 *
 * @param frame the frame
 * @param nanos by {@link System#nanoTime()}
 */
record TimedFrame(Frame frame, long nanos) {
  /** Waits for a source's next frame. */
  static Optional<TimedFrame> next(FrameSource source) {
    Optional<Frame> frame = source.next();
    long now = System.nanoTime();
    return frame.map(
        f -> {
          long arrived =
              source.origin().isPresent() ? source.origin().getAsLong() + f.time().toNanos() : now;
          return new TimedFrame(f, Math.min(now, arrived));
        });
  }
}
