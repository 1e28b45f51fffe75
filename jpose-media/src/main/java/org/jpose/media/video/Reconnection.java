package org.jpose.media.video;

import java.time.Duration;

/**
 * What is done when a stream or a camera is lost. The pause doubles with each try, up to sixteen
 * times the first; the count starts again with each frame that comes.
 *
 * @param tries how often it is opened again before it is given up; 0 for never
 * @param firstPause pause before the first try
 */
public record Reconnection(int tries, Duration firstPause) {
  private static final int MAX_DOUBLINGS = 4;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a number is negative or the pause longer than an hour
   */
  public Reconnection {
    if (tries < 0 || firstPause.isNegative() || firstPause.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException(
          "%d tries with a first pause of %s: expected 0 or more, and an hour at most"
              .formatted(tries, firstPause));
    }
  }

  /** Five tries within 16 seconds. */
  public static Reconnection defaults() {
    return new Reconnection(5, Duration.ofMillis(500));
  }

  /** None: the end of a connection is the end of the source. */
  public static Reconnection never() {
    return new Reconnection(0, Duration.ZERO);
  }

  /** Pause before a try, counted from 1. */
  public Duration pause(int attempt) {
    return firstPause.multipliedBy(1L << Math.min(attempt - 1, MAX_DOUBLINGS));
  }
}
