package org.jpose.media.pipeline;

import java.util.Optional;
import org.jpose.media.video.FrameSource;

/** All frames of a source, read by whoever asks. */
record EveryFrame(FrameSource source) implements Feed<TimedFrame> {
  @Override
  public Optional<TimedFrame> next() {
    return TimedFrame.next(source);
  }

  @Override
  public void close() {
    source.close();
  }
}
