package org.jpose.media.video.ffmpeg;

import java.time.Duration;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * The unit of a stream's time stamps: {@code numerator / denominator} seconds.
 *
 * @param numerator at least 1
 * @param denominator at least 1
 */
public record TimeBase(long numerator, long denominator) {
  /** FFmpeg's own unit, of what is said of an input as a whole. */
  public static final TimeBase MICROS = new TimeBase(1, 1_000_000);

  private static final long NANOS = 1_000_000_000;

  /** 136 years: only damaged files say more, and the sum of two still fits into nanoseconds. */
  private static final long MOST_SECONDS = 1L << 32;

  /** As FFmpeg has it. */
  public static TimeBase of(AVRational rational) {
    return new TimeBase(rational.num(), rational.den());
  }

  /** The time of so many units, to the nanosecond below; 136 years at most, forwards or back. */
  public Duration time(long units) {
    double about = (double) units * numerator / denominator;
    if (Math.abs(about) >= MOST_SECONDS) {
      return Duration.ofSeconds(about < 0 ? -MOST_SECONDS : MOST_SECONDS);
    }
    long parts = units * numerator;
    long seconds = Math.floorDiv(parts, denominator);
    return Duration.ofSeconds(seconds, Math.floorMod(parts, denominator) * NANOS / denominator);
  }

  /** The units of a time, rounded. */
  public long units(Duration time) {
    double nanosAUnit = (double) NANOS * numerator / denominator;
    return Math.round(time.toNanos() / nanosAUnit);
  }
}
