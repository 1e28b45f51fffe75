package org.jpose.media.video.read;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jpose.core.Counted;
import org.jpose.media.MediaException;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FramePosition;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.RawVideo;
import org.jpose.media.video.VideoFacts;
import org.jpose.media.video.VideoOptions;

/** The frames that are wanted of a source, again and again if asked for. */
final class SelectedFrames implements FrameSource {
  private final RawVideo video;
  private final VideoOptions options;
  private final VideoFacts facts;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile boolean closed;
  private boolean freed;
  private boolean over;
  private MediaException failure;
  private long first = -1;
  private long lastIndex;
  private Duration firstTime = Duration.ZERO;
  private Duration lastTime = Duration.ZERO;
  private long indexOffset;
  private Duration timeOffset = Duration.ZERO;

  /** Takes over a source and goes to the first frame wanted; closes it if that fails. */
  SelectedFrames(RawVideo video, VideoOptions options) {
    this.video = video;
    this.options = options;
    try {
      facts = facts(video.facts());
      video.rewind(options.from());
    } catch (RuntimeException e) {
      video.close();
      throw e;
    }
  }

  private VideoFacts facts(VideoFacts whole) {
    if (options.loop() && whole.live()) {
      throw new IllegalArgumentException(whole.name() + ": is live, it cannot be looped");
    }
    double rate = whole.framesPerSecond();
    double seconds = whole.duration().map(d -> d.toNanos() / 1e9).orElse(Double.NaN);
    long all = whole.frames().isPresent() ? whole.frames().getAsLong() : Math.round(seconds * rate);
    boolean known = !Double.isNaN(seconds) || whole.frames().isPresent();
    long begin = options.from().map(p -> number(p, rate)).orElse(0L);
    long end = Math.min(all, options.to().map(p -> number(p, rate)).orElse(Long.MAX_VALUE));
    long range = Math.max(0, end - begin);
    boolean countable = whole.frames().isPresent() && !options.loop();
    boolean lasting = known && !options.loop() && !whole.live();
    return new VideoFacts(
        whole.name(),
        whole.width(),
        whole.height(),
        rate / options.step(),
        countable
            ? OptionalLong.of((range + options.step() - 1) / options.step())
            : OptionalLong.empty(),
        lasting
            ? range == all
                ? whole.duration()
                : Optional.of(Duration.ofNanos(Math.round(range * 1e9 / rate)))
            : Optional.empty(),
        whole.live());
  }

  // A time of a file of variable rate may be another frame than this.
  private static long number(FramePosition position, double rate) {
    return position instanceof FramePosition.AtFrame frame
        ? frame.index()
        : (long) Math.ceil(((FramePosition.AtTime) position).time().toNanos() / 1e9 * rate - 1e-6);
  }

  @Override
  public VideoFacts facts() {
    return facts;
  }

  @Override
  public OptionalLong origin() {
    return video.origin();
  }

  @Override
  public Optional<Frame> next() {
    reading.lock();
    try {
      if (closed || over) {
        return Optional.empty();
      }
      if (failure != null) {
        throw failure;
      }
      return read();
    } catch (MediaException e) {
      if (closed) {
        return Optional.empty();
      }
      failure = e;
      throw e;
    } finally {
      reading.unlock();
    }
  }

  private Optional<Frame> read() {
    while (!closed) {
      if (!video.advance() || isReached(options.to(), false)) {
        checkThereWasOne();
        if (!options.loop()) {
          over = true;
          return Optional.empty();
        }
        again();
      } else if (isReached(options.from(), true)) {
        note();
        if ((video.index() - first) % options.step() == 0) {
          return Optional.of(
              new Frame(
                  indexOffset + video.index(),
                  timeOffset.plus(video.time()),
                  video.image(),
                  video.file()));
        }
      }
    }
    return Optional.empty();
  }

  private boolean isReached(Optional<FramePosition> position, boolean withoutOne) {
    return position.map(p -> p.isReached(video.index(), video.time())).orElse(withoutOne);
  }

  private void note() {
    if (first < 0) {
      first = video.index();
      firstTime = video.time();
    }
    lastIndex = video.index();
    lastTime = video.time();
  }

  private void checkThereWasOne() {
    if (first < 0 && options.from().isPresent() && !closed) {
      throw new MediaException(
          "%s: has %s (%.2f s), none is in the range from %s%s; name an earlier one"
              .formatted(
                  facts.name(),
                  Counted.of(video.index() + 1, "frame"),
                  video.time().toMillis() / 1e3,
                  options.from().get(),
                  options.to().map(to -> " to " + to).orElse("")));
    }
  }

  private void again() {
    if (first < 0) {
      throw new MediaException(facts.name() + ": has no frame to be repeated; name another video");
    }
    Duration frame = Duration.ofNanos(Math.round(1e9 / video.facts().framesPerSecond()));
    indexOffset += lastIndex + 1 - first;
    timeOffset = timeOffset.plus(lastTime).plus(frame).minus(firstTime);
    video.rewind(options.from());
  }

  @Override
  public void close() {
    closed = true;
    video.end();
    reading.lock();
    try {
      if (!freed) {
        freed = true;
        video.close();
      }
    } finally {
      reading.unlock();
    }
  }
}
