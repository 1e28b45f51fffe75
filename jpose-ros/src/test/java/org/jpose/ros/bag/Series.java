package org.jpose.ros.bag;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jpose.core.image.Image;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.VideoFacts;

/** Pictures as a video of 25 a second. */
final class Series implements FrameSource {
  private final List<Image> images;
  private int next;

  Series(List<Image> images) {
    this.images = images;
  }

  @Override
  public VideoFacts facts() {
    Image first = images.get(0);
    return new VideoFacts(
        "series",
        first.width(),
        first.height(),
        25,
        OptionalLong.of(images.size()),
        Optional.empty(),
        false);
  }

  @Override
  public Optional<Frame> next() {
    if (next == images.size()) {
      return Optional.empty();
    }
    Frame frame = new Frame(next, Duration.ofMillis(40L * next), images.get(next));
    next++;
    return Optional.of(frame);
  }

  @Override
  public void close() {}
}
