package org.jpose.media.video.read;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.jpose.core.Counted;
import org.jpose.core.image.Image;
import org.jpose.media.MediaException;
import org.jpose.media.video.FramePosition;
import org.jpose.media.video.RawVideo;
import org.jpose.media.video.VideoFacts;
import org.jpose.media.video.VideoOptions;
import org.jpose.media.video.ffmpeg.FfmpegException;
import org.jpose.media.video.ffmpeg.InputAddress;
import org.jpose.media.video.ffmpeg.Interruption;
import org.jpose.media.video.ffmpeg.TimeBase;

/**
 * A video with a beginning and an end: a file, or one behind an address. Frames before a damage are
 * given, then the damage is reported; frames that cannot be decoded are left out and reported at
 * the end, with those of which the decoder had to invent parts.
 */
final class StoredVideo implements RawVideo {
  /** How much earlier than its head says a video may end at most; heads are not that exact. */
  private static final Duration TOLERANCE = Duration.ofSeconds(1);

  /** The same for short videos: frames, whose last has no duration in some formats, ... */
  private static final int TOLERATED_FRAMES = 3;

  /** ... and a part of the whole. */
  private static final int TOLERATED_PART = 5;

  private static final Duration SMALLEST_STEP = Duration.ofNanos(1_000);

  /** Times that jump back so far begin anew, as where files were put one behind the other. */
  private static final Duration NEW_CLOCK = Duration.ofMillis(500);

  private final InputAddress address;
  private final VideoOptions options;
  private final Interruption interruption;
  private final FrameRotation rotation;
  private final VideoFacts facts;
  private final long firstTimestamp;
  private final boolean once;
  private VideoReader reader;
  private boolean fresh = true;
  private boolean told;
  private long flawed;
  private long index = -1;
  private Duration time = Duration.ZERO;
  private Duration shift = Duration.ZERO;
  private OptionalLong skipTo = OptionalLong.empty();

  /** Takes over an open reader and the interruption it asks. */
  StoredVideo(
      InputAddress address, VideoReader reader, VideoOptions options, Interruption interruption) {
    this.address = address;
    this.reader = reader;
    this.options = options;
    this.interruption = interruption;
    rotation = FrameRotation.of(reader.demuxer().stream());
    firstTimestamp = reader.timestamp().orElse(0);
    once = reader.demuxer().isPipe();
    int width = reader.storedWidth();
    int height = reader.storedHeight();
    Optional<Duration> duration = duration(reader);
    double rate = reader.rate();
    facts =
        new VideoFacts(
            address.name(),
            rotation.width(width, height),
            rotation.height(width, height),
            rate,
            reader.declaredFrames(),
            duration,
            false);
  }

  /** Whether an input has an end, as far as it says. */
  static boolean isStored(VideoReader reader) {
    return duration(reader).isPresent() || reader.declaredFrames().isPresent();
  }

  private static Optional<Duration> duration(VideoReader reader) {
    long units = reader.demuxer().stream().duration();
    if (units != avutil.AV_NOPTS_VALUE && units > 0) {
      return Optional.of(reader.timeBase().time(units));
    }
    return wholeDuration(reader);
  }

  private static Optional<Duration> wholeDuration(VideoReader reader) {
    long micros = reader.demuxer().context().duration();
    return micros != avutil.AV_NOPTS_VALUE && micros > 0
        ? Optional.of(TimeBase.MICROS.time(micros))
        : Optional.empty();
  }

  @Override
  public VideoFacts facts() {
    return facts;
  }

  @Override
  public boolean advance() {
    fresh = false;
    try {
      do {
        interruption.allow(options.timeout());
        if (!reader.advance()) {
          if (skipTo.isPresent()) {
            countFromTheBeginning();
            return advance();
          }
          checkIsWhole();
          return false;
        }
      } while (isToBeSkipped());
    } catch (FfmpegException e) {
      throw damaged(e.getMessage());
    }
    index++;
    flawed += reader.isFlawed() ? 1 : 0;
    Duration shown =
        reader.timestamp().isPresent()
            ? reader.timeBase().time(reader.timestamp().getAsLong() - firstTimestamp)
            : nominal(index);
    time = after(time, shown.plus(shift));
    return true;
  }

  // Broken files repeat times or jump back; ours grow.
  private Duration after(Duration last, Duration shown) {
    if (index == 0 || shown.compareTo(last) > 0) {
      return shown.isNegative() ? Duration.ZERO : shown;
    }
    if (last.minus(shown).compareTo(NEW_CLOCK) < 0) {
      return last.plus(SMALLEST_STEP);
    }
    Duration next = last.plus(nominal(1));
    shift = shift.plus(next).minus(shown);
    return next;
  }

  private Duration nominal(long frame) {
    return Duration.ofNanos(Math.round(frame * 1e9 / facts.framesPerSecond()));
  }

  private boolean isToBeSkipped() throws FfmpegException {
    if (skipTo.isEmpty()) {
      return false;
    }
    long wanted = skipTo.getAsLong();
    OptionalLong here = reader.timestamp();
    if (here.isPresent() && here.getAsLong() < wanted) {
      return true;
    }
    skipTo = OptionalLong.empty();
    if (here.isPresent() && here.getAsLong() == wanted) {
      return false;
    }
    countFromTheBeginning();
    return !reader.advance();
  }

  // Where a seek did not lead to the frame its packets promised.
  private void countFromTheBeginning() throws FfmpegException {
    reopen();
    fresh = false;
  }

  private void checkIsWhole() {
    tellWhatIsMissing();
    Optional<String> missing = reader.missing();
    if (missing.isPresent()) {
      throw damaged(missing.get());
    }
    if (reader.isFlawed()) {
      throw damaged("its last frame is not whole");
    }
    Optional<Duration> whole = declaredDuration();
    Duration end = reader.demuxer().end();
    if (whole.isPresent() && whole.get().minus(tolerance(whole.get())).compareTo(end) > 0) {
      throw damaged(
          "it ends at %.2f s, its head says %.2f s"
              .formatted(end.toMillis() / 1e3, whole.get().toMillis() / 1e3));
    }
  }

  private Duration tolerance(Duration whole) {
    Duration part = whole.dividedBy(TOLERATED_PART);
    Duration frames = nominal(TOLERATED_FRAMES);
    Duration tolerance = part.compareTo(frames) > 0 ? part : frames;
    return tolerance.compareTo(TOLERANCE) < 0 ? tolerance : TOLERANCE;
  }

  private void tellWhatIsMissing() {
    long declared = reader.declaredFrames().orElse(index + 1);
    // Some programs count one too many.
    boolean whole = reader.damaged() == 0 && flawed == 0;
    if (told || whole && Math.abs(declared - index - 1) <= 1) {
      return;
    }
    told = true;
    options
        .listener()
        .accept(
            "%s: %s came, its head says %d; %s could not be decoded, %d of the frames only in part"
                .formatted(
                    address.name(),
                    Counted.of(index + 1, "frame"),
                    declared,
                    Counted.of(reader.damaged(), "packet"),
                    flawed));
  }

  // Other durations are guesses from the bit rate or from what is there.
  private Optional<Duration> declaredDuration() {
    int method = reader.demuxer().context().duration_estimation_method();
    return method == avformat.AVFMT_DURATION_FROM_STREAM ? wholeDuration(reader) : Optional.empty();
  }

  private MediaException damaged(String reason) {
    return new MediaException(
        "%s: damaged or cut off after %s: %s; the frames before are good; copy or download it again for the others"
            .formatted(address.name(), Counted.of(index + 1, "frame"), reason));
  }

  @Override
  public long index() {
    return index;
  }

  @Override
  public Duration time() {
    return time;
  }

  @Override
  public Image image() {
    try {
      return reader.image(rotation);
    } catch (FfmpegException e) {
      throw damaged(e.getMessage());
    }
  }

  @Override
  public void rewind(Optional<FramePosition> from) {
    try {
      if (!fresh) {
        reopen();
      }
      if (!once && from.isPresent() && !from.get().isReached(0, Duration.ZERO)) {
        interruption.allow(options.timeout().multipliedBy(10));
        Optional<PacketIndex> place =
            PacketIndex.find(address, from.get(), firstTimestamp, interruption);
        if (place.isPresent() && place.get().seekTo() > firstTimestamp) {
          seek(place.get());
        }
      }
    } catch (FfmpegException e) {
      throw damaged(e.getMessage());
    }
  }

  private void seek(PacketIndex place) throws FfmpegException {
    try {
      reader.seek(place.seekTo());
      skipTo = OptionalLong.of(place.timestamp());
      index = place.index() - 1;
    } catch (FfmpegException e) {
      // A file that cannot be sought is read from its beginning.
      reopen();
    }
  }

  // Not a seek to 0: a file without an index cannot, and some formats land behind the first frame.
  private void reopen() throws FfmpegException {
    if (once) {
      throw new MediaException(
          address.name() + ": is a pipe, which gives its video once; save it to a file");
    }
    reader.close();
    interruption.allow(options.timeout());
    reader = open(address, options, interruption);
    fresh = true;
    index = -1;
    flawed = 0;
    time = Duration.ZERO;
    shift = Duration.ZERO;
    skipTo = OptionalLong.empty();
  }

  /** Opens a reader as this class needs it. */
  static VideoReader open(InputAddress address, VideoOptions options, Interruption interruption)
      throws FfmpegException {
    return VideoReader.open(
        address, options.decoderThreads(), VideoReader.Pace.HIGH_THROUGHPUT, interruption);
  }

  @Override
  public void end() {
    interruption.end();
  }

  @Override
  public void close() {
    reader.close();
    interruption.close();
  }
}
