package org.jpose.ros.message;

import java.time.Duration;
import java.time.Instant;

/**
 * A time of ROS: since 1970, or since the start of a simulation.
 *
 * @param seconds 0 to 2^32 - 1
 * @param nanos 0 to 10^9 - 1
 */
public record Time(long seconds, int nanos) implements Comparable<Time> {
  private static final long NANOS = 1_000_000_000L;
  private static final long MOST = 0xffffffffL;

  /** The beginning; in headers it means that no time is known. */
  public static final Time ZERO = new Time(0, 0);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public Time {
    if (seconds < 0 || seconds > MOST || nanos < 0 || nanos >= NANOS) {
      throw new IllegalArgumentException(
          "%d s and %d ns are no time of ROS; expected 0 to 2^32 - 1, and below 10^9"
              .formatted(seconds, nanos));
    }
  }

  /** Two numbers of a message; nanoseconds beyond a second, which some senders have, are added. */
  static Time of(long seconds, long nanos) {
    long all = Math.min(MOST, Math.max(0, seconds) + Math.max(0, nanos) / NANOS);
    return new Time(all, (int) (Math.max(0, nanos) % NANOS));
  }

  /** The time by this machine's clock. */
  public static Time now() {
    Instant now = Instant.now();
    return new Time(now.getEpochSecond(), now.getNano());
  }

  /** So much later. */
  public Time plus(Duration duration) {
    Duration sum = sinceZero().plus(duration);
    return new Time(sum.getSeconds(), sum.getNano());
  }

  /** Time since {@link #ZERO}. */
  public Duration sinceZero() {
    return Duration.ofSeconds(seconds, nanos);
  }

  @Override
  public int compareTo(Time other) {
    return sinceZero().compareTo(other.sinceZero());
  }

  @Override
  public String toString() {
    return "%d.%09d".formatted(seconds, nanos);
  }
}
