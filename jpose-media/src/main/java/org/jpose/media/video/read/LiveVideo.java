package org.jpose.media.video.read;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jpose.core.Counted;
import org.jpose.core.image.Image;
import org.jpose.media.MediaException;
import org.jpose.media.video.FramePosition;
import org.jpose.media.video.RawVideo;
import org.jpose.media.video.Reconnection;
import org.jpose.media.video.VideoFacts;
import org.jpose.media.video.VideoOptions;
import org.jpose.media.video.ffmpeg.FfmpegException;
import org.jpose.media.video.ffmpeg.InputAddress;
import org.jpose.media.video.ffmpeg.Interruption;

/**
 * A camera or stream: opened again when it is lost. Times are those of arrival by the clock of this
 * machine, since streams begin theirs again with each connection, and cameras over HTTP have none.
 */
final class LiveVideo implements RawVideo {
  private final InputAddress address;
  private final VideoOptions options;
  private final Interruption interruption;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final VideoFacts facts;
  private FrameRotation rotation;
  private VideoReader reader;
  private long damagedTold;
  private long index = -1;
  private long arrived;
  private OptionalLong origin;

  /** Takes over an open reader and the interruption it asks. */
  LiveVideo(
      InputAddress address, VideoReader reader, VideoOptions options, Interruption interruption) {
    this.address = address;
    this.reader = reader;
    this.options = options;
    this.interruption = interruption;
    origin = OptionalLong.of(System.nanoTime());
    rotation = FrameRotation.of(reader.demuxer().stream());
    facts =
        new VideoFacts(
            address.name(),
            rotation.width(reader.storedWidth(), reader.storedHeight()),
            rotation.height(reader.storedWidth(), reader.storedHeight()),
            reader.rate(),
            OptionalLong.empty(),
            Optional.empty(),
            true);
  }

  /** Opens a reader as this class needs it. */
  static VideoReader open(InputAddress address, VideoOptions options, Interruption interruption)
      throws FfmpegException {
    return VideoReader.open(
        address, options.decoderThreads(), VideoReader.Pace.LOW_DELAY, interruption);
  }

  @Override
  public VideoFacts facts() {
    return facts;
  }

  @Override
  public OptionalLong origin() {
    return origin;
  }

  @Override
  public boolean advance() {
    String reason = "it ended";
    if (reader != null) {
      interruption.allow(options.timeout());
      try {
        if (reader.advance()) {
          arrive();
          return true;
        }
        if (options.reconnection().tries() == 0) {
          return false;
        }
      } catch (FfmpegException e) {
        reason = e.getMessage();
      }
    }
    return reconnect(reason);
  }

  private boolean reconnect(String lost) {
    String reason = lost;
    Reconnection reconnection = options.reconnection();
    for (int attempt = 1; attempt <= reconnection.tries(); attempt++) {
      if (interruption.isEnded()) {
        return false;
      }
      disconnect();
      Duration pause = reconnection.pause(attempt);
      tell(
          "lost after %s: %s; trying again in %.1f s (%d of %d)"
              .formatted(
                  Counted.of(index + 1, "frame"),
                  reason,
                  pause.toMillis() / 1e3,
                  attempt,
                  reconnection.tries()));
      if (waitedFor(pause)) {
        return false;
      }
      try {
        interruption.allow(options.timeout());
        reader = open(address, options, interruption);
        rotation = FrameRotation.of(reader.demuxer().stream());
        if (reader.advance()) {
          arrive();
          tell("back after " + Counted.of(attempt, "try", "tries"));
          return true;
        }
        reason = "it ended";
      } catch (FfmpegException e) {
        reason = e.getMessage();
      }
    }
    String tried =
        reconnection.tries() == 0
            ? ""
            : ", and not back after " + Counted.of(reconnection.tries(), "try", "tries");
    throw new MediaException(
        "%s: lost after %s%s: %s; the frames before are good; is it on and in reach?"
            .formatted(address.name(), Counted.of(index + 1, "frame"), tried, reason));
  }

  private boolean waitedFor(Duration pause) {
    try {
      return ended.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void arrive() {
    arrived = System.nanoTime();
    index++;
    if (index == 0) {
      origin = OptionalLong.of(arrived);
    }
    if (reader.damaged() > damagedTold) {
      tell(Counted.of(reader.damaged() - damagedTold, "packet") + " cannot be decoded");
    }
    damagedTold = reader.damaged();
  }

  private void tell(String what) {
    options.listener().accept(address.name() + ": " + what);
  }

  private void disconnect() {
    if (reader != null) {
      reader.close();
      reader = null;
      damagedTold = 0;
    }
  }

  @Override
  public long index() {
    return index;
  }

  @Override
  public Duration time() {
    return Duration.ofNanos(arrived - origin.getAsLong());
  }

  @Override
  public Image image() {
    try {
      return reader.image(rotation);
    } catch (FfmpegException e) {
      throw new MediaException(
          "%s: frame %d has no pixels: %s; try another format of the camera"
              .formatted(address.name(), index, e.getMessage()));
    }
  }

  /** Stays where it is: nothing that was is kept. */
  @Override
  public void rewind(Optional<FramePosition> from) {}

  @Override
  public void end() {
    interruption.end();
    ended.countDown();
  }

  @Override
  public void close() {
    disconnect();
    interruption.close();
  }
}
