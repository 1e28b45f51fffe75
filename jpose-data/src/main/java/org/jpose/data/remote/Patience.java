package org.jpose.data.remote;

import java.time.Duration;

/**
 * How long to wait for a batch before somebody else is asked: the smoothed time from question to
 * answer and four times its deviation, as TCP waits for an acknowledgement (RFC 6298, section 2).
 * Not thread-safe.
 */
final class Patience {
  private static final double TIME_WEIGHT = 1.0 / 8;
  private static final double DEVIATION_WEIGHT = 1.0 / 4;
  private static final int MAX_DOUBLINGS = 10;
  private static final int LEAST_PART = 20;
  private static final long MOST = Duration.ofHours(1).toNanos();

  private final long first;
  private double time;
  private double deviation;

  /**
   * Patience before anything is known.
   *
   * @param first time to wait before anything was answered; it is never less than a twentieth of it
   */
  Patience(Duration first) {
    this.first = first.toNanos();
  }

  /** Notes how long an answer took, late ones too: patience grows with what batches need. */
  void answered(long nanos) {
    if (time == 0) {
      time = nanos;
      deviation = nanos / 2.0;
    } else {
      deviation += DEVIATION_WEIGHT * (Math.abs(nanos - time) - deviation);
      time += TIME_WEIGHT * (nanos - time);
    }
  }

  /**
   * Nanoseconds to wait for an answer.
   *
   * @param earlier how often the same was asked in vain; each time doubles the patience
   */
  long nanos(int earlier) {
    double base = time == 0 ? first : Math.max(first / LEAST_PART, time + 4 * deviation);
    return (long) Math.min(MOST, base * (1 << Math.min(earlier, MAX_DOUBLINGS)));
  }
}
