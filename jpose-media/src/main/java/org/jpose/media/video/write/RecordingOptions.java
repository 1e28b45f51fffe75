package org.jpose.media.video.write;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How a video is written.
 *
 * @param codec how frames are encoded; if empty H.264 in {@code .mp4}, {@code .mov} and {@code
 *     .mkv}, MPEG-4 in {@code .avi}, VP9 in {@code .webm}; MPEG-4 also for frames H.264 does not
 *     take
 * @param rate frames a second: frames are spaced evenly, as many as are written; if empty each
 *     keeps its time
 * @param audioOf video whose sound is copied, as far as the frames go; one without sound gives none
 * @param bitRate bits a second; if empty 0.15 a pixel of each frame, or the codec's own measure of
 *     quality where it has one
 * @param threads threads that encode
 */
public record RecordingOptions(
    Optional<VideoCodec> codec,
    OptionalDouble rate,
    Optional<Path> audioOf,
    OptionalLong bitRate,
    int threads) {
  private static final double MAX_RATE = 1000;
  private static final int MAX_THREADS = 64;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is not positive or too large, or sound is asked for
   *     with another rate of frames, which it would not fit
   */
  public RecordingOptions {
    rate.ifPresent(
        r -> {
          if (!(r > 0) || r > MAX_RATE) {
            throw new IllegalArgumentException(
                r + " frames a second: must be positive, " + MAX_RATE + " at most");
          }
        });
    bitRate.ifPresent(
        b -> {
          if (b < 1000) {
            throw new IllegalArgumentException(b + " bits a second: must be 1000 or more");
          }
        });
    if (threads < 1 || threads > MAX_THREADS) {
      throw new IllegalArgumentException(
          threads + " threads to encode: expected 1 to " + MAX_THREADS);
    }
    if (rate.isPresent() && audioOf.isPresent()) {
      throw new IllegalArgumentException(
          "sound of %s does not fit frames of another rate; leave out one of both"
              .formatted(audioOf.get()));
    }
  }

  /** By the extension, with the times of the frames, without sound, one thread. */
  public static RecordingOptions defaults() {
    return new RecordingOptions(
        Optional.empty(), OptionalDouble.empty(), Optional.empty(), OptionalLong.empty(), 1);
  }

  /** The same with a codec. */
  public RecordingOptions withCodec(VideoCodec newCodec) {
    return new RecordingOptions(Optional.of(newCodec), rate, audioOf, bitRate, threads);
  }

  /** The same with frames spaced evenly. */
  public RecordingOptions withRate(double newRate) {
    return new RecordingOptions(codec, OptionalDouble.of(newRate), audioOf, bitRate, threads);
  }

  /** The same with the sound of a video. */
  public RecordingOptions keepAudio(Path source) {
    return new RecordingOptions(codec, rate, Optional.of(source), bitRate, threads);
  }

  /** The same with a number of bits a second. */
  public RecordingOptions withBitRate(long newBitRate) {
    return new RecordingOptions(codec, rate, audioOf, OptionalLong.of(newBitRate), threads);
  }

  /** The same with another number of threads. */
  public RecordingOptions withThreads(int newThreads) {
    return new RecordingOptions(codec, rate, audioOf, bitRate, newThreads);
  }
}
