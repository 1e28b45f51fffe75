package org.jpose.media.video.write;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.PendingFile;
import org.jpose.core.image.Image;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FrameSink;
import org.jpose.media.video.VideoFacts;
import org.jpose.media.video.ffmpeg.FfmpegException;
import org.jpose.media.video.ffmpeg.LastErrorLine;
import org.jpose.media.video.ffmpeg.TimeBase;

/**
 * Writes a video file. Every frame is written, at its time less that of the first. Where the file
 * knows a rate only, a frame is repeated until the next is to be shown, unless that is so late that
 * times have jumped: it then follows at once. Frames that come so fast that they would be shown
 * late by a quarter of a second are left out. A file is begun with the first frame, whose size is
 * that of the video.
 */
final class VideoFileSink implements FrameSink {
  private static final double LATEST_SECONDS = 0.25;

  /** Two minutes at 30 frames a second. */
  private static final long MOST_REPEATS = 3600;

  private final PendingFile pending;
  private final Path target;
  private final Container container;
  private final RecordingOptions options;
  private final double rate;
  private final Duration period;
  private AudioCopy audio;
  private Muxer muxer;
  private VideoEncoder encoder;
  private int stream;
  private Duration first = Duration.ZERO;
  private Duration last = Duration.ZERO;
  private long lastUnits = -1;
  private long jumpedUnits;
  private long written;
  private boolean over;
  private boolean closed;

  VideoFileSink(Path target, Container container, VideoFacts source, RecordingOptions options) {
    this.target = target;
    this.container = container;
    this.options = options;
    rate = options.rate().orElse(source.framesPerSecond());
    period = Duration.ofNanos(Math.round(1e9 / rate));
    pending = PendingFile.beside(target);
  }

  @Override
  public void write(Frame frame) {
    checkIsOpen();
    if (written > 0 && frame.time().compareTo(last) <= 0) {
      throw new IllegalArgumentException(
          "%s: frame %d at %s comes after one at %s; times must grow"
              .formatted(target, frame.index(), frame.time(), last));
    }
    try {
      if (written == 0) {
        first = frame.time();
        begin(frame.image());
      }
      encode(frame);
      last = frame.time();
      written++;
      if (audio != null) {
        audio.copy(muxer, first, last);
      }
    } catch (FfmpegException | RuntimeException e) {
      throw failed(e);
    }
  }

  private FileException unfit(String reason) {
    return new FileException(target + ": " + reason);
  }

  private void checkIsOpen() {
    if (over || closed) {
      throw new IllegalStateException(
          target + ": was completed, closed or failed before; open another to write more");
    }
  }

  private void writeVideo(AVPacket packet) throws FfmpegException {
    muxer.write(packet, stream, encoder.timeBase());
  }

  private void encode(Frame frame) throws FfmpegException {
    long units = units(frame.time()) - jumpedUnits;
    if (repeats()) {
      long missing = units - lastUnits - 1;
      if (missing > MOST_REPEATS) {
        jumpedUnits += missing;
        units -= missing;
      }
      for (; lastUnits + 1 < units; lastUnits++) {
        encoder.repeat(lastUnits + 1, this::writeVideo);
      }
      if (lastUnits - units > rate * LATEST_SECONDS) {
        return;
      }
    }
    lastUnits = Math.max(units, lastUnits + 1);
    encoder.encode(frame.image(), lastUnits, periodUnits(), this::writeVideo);
  }

  /** Whether frames have times, and the file has none. */
  private boolean repeats() {
    return container.isEvenlySpaced() && options.rate().isEmpty();
  }

  private boolean isEvenlySpaced() {
    return container.isEvenlySpaced() || options.rate().isPresent();
  }

  private long units(Duration time) {
    if (repeats()) {
      return Math.round(time.minus(first).toNanos() / 1e9 * rate);
    }
    if (isEvenlySpaced()) {
      return written;
    }
    return new TimeBase(1, VideoEncoder.UNITS).units(time.minus(first));
  }

  private long periodUnits() {
    return isEvenlySpaced() ? 1 : Math.max(1, new TimeBase(1, VideoEncoder.UNITS).units(period));
  }

  private void begin(Image image) throws FfmpegException {
    LastErrorLine.begin();
    int width = PictureInput.even(image.width());
    int height = PictureInput.even(image.height());
    VideoCodec usual = container.codec();
    VideoCodec codec =
        options.codec().orElse(usual.takes(width, height) ? usual : VideoCodec.MPEG4);
    if (!codec.takes(width, height)) {
      throw unfit(
          "%s does not take frames of %dx%d pixels, 16x16 to 4096x2304 are; choose MPEG4"
              .formatted(codec, width, height));
    }
    muxer = new Muxer(container, pending.path());
    encoder =
        VideoEncoder.open(
            codec,
            width,
            height,
            image.pixelAspect(),
            rate,
            isEvenlySpaced(),
            muxer.wantsGlobalHeader(),
            options);
    if (!muxer.takes(codec.encoder().id())) {
      throw unfit(
          "a " + container.format() + " file has no place for " + codec + "; choose another codec");
    }
    AVCodecParameters parameters = encoder.parameters();
    try {
      stream = muxer.add(parameters, encoder.timeBase());
    } finally {
      avcodec.avcodec_parameters_free(parameters);
    }
    muxer.declareRate(stream, encoder.frameRate());
    if (options.audioOf().isPresent()) {
      addAudio(options.audioOf().get());
    }
    muxer.begin();
  }

  private void addAudio(Path source) throws FfmpegException {
    try {
      audio = AudioCopy.open(source).orElse(null);
    } catch (FfmpegException e) {
      throw new FileException(
          source + ": its sound cannot be read: " + e.getMessage() + "; leave it out", e);
    }
    if (audio != null && !audio.addedTo(muxer)) {
      throw unfit(
          "a %s file has no place for the sound of %s (%s); write .mkv, or leave out the sound"
              .formatted(container.format(), source, audio.codec()));
    }
  }

  @Override
  public void complete() {
    checkIsOpen();
    if (written == 0) {
      over = true;
      throw new FileException(
          target + ": no frame came, and a video has at least one; nothing was written");
    }
    try {
      encoder.finish(periodUnits(), this::writeVideo);
      if (audio != null) {
        audio.copy(muxer, first, last.plus(period));
      }
      muxer.finish();
      free();
      pending.commit();
      over = true;
    } catch (FfmpegException | IOException | RuntimeException e) {
      throw failed(e);
    }
  }

  private FileException failed(Exception cause) {
    over = true;
    free();
    pending.close();
    return cause instanceof FileException known ? known : pending.failure(cause);
  }

  private void free() {
    if (audio != null) {
      audio.close();
      audio = null;
    }
    if (encoder != null) {
      encoder.close();
      encoder = null;
    }
    if (muxer != null) {
      muxer.close();
      muxer = null;
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      free();
      pending.close();
    }
  }
}
