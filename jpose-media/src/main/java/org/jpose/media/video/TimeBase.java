package org.jpose.media.video;

import java.time.Duration;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * The unit of a stream's time stamps: {@code numerator / denominator} seconds.
 *
 * @param numerator at least 1
 * @param denominator at least 1
 */
record TimeBase(long numerator, long denominator) {
  private static final long NANOS = 1_000_000_000;

  static TimeBase of(AVRational rational) {
    return new TimeBase(rational.num(), rational.den());
  }

  /** The time of so many units, to the nanosecond below. */
  Duration time(long units) {
    long parts = Math.multiplyExact(units, numerator);
    long seconds = Math.floorDiv(parts, denominator);
    return Duration.ofSeconds(seconds, Math.floorMod(parts, denominator) * NANOS / denominator);
  }

  /** The units of a time, rounded. */
  long units(Duration time) {
    double nanosAUnit = (double) NANOS * numerator / denominator;
    return Math.round(time.toNanos() / nanosAUnit);
  }
}
