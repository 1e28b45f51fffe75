package org.jpose.media.video.read;

import java.util.Optional;
import java.util.OptionalLong;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.media.image.SourceView;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.VideoFacts;

/** The frames of a source as they are looked at. */
final class ViewedFrames implements FrameSource {
  private final FrameSource source;
  private final SourceView view;
  private final VideoFacts facts;

  ViewedFrames(FrameSource source, SourceView view) {
    this.source = source;
    this.view = view;
    VideoFacts whole = source.facts();
    byte[] nothing = new byte[3 * whole.width() * whole.height()];
    Image empty = Image.wrap(whole.width(), whole.height(), ColourOrder.BGR, nothing);
    Image viewed = view.of(empty, whole.name());
    facts =
        new VideoFacts(
            whole.name(),
            viewed.width(),
            viewed.height(),
            whole.framesPerSecond(),
            whole.frames(),
            whole.duration(),
            whole.live());
  }

  @Override
  public VideoFacts facts() {
    return facts;
  }

  @Override
  public Optional<Frame> next() {
    return source
        .next()
        .map(frame -> frame.withImage(view.of(frame.image(), "a frame of " + facts.name())));
  }

  @Override
  public boolean givesNewest() {
    return source.givesNewest();
  }

  @Override
  public long dropped() {
    return source.dropped();
  }

  @Override
  public OptionalLong origin() {
    return source.origin();
  }

  @Override
  public void close() {
    source.close();
  }
}
