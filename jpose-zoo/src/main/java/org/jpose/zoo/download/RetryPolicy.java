package org.jpose.zoo.download;

import java.time.Duration;

/**
 * How patient a download is.
 *
 * @param connect for a connection
 * @param answer for a server to begin its answer
 * @param silence for the next bytes of an answer
 * @param idle attempts in a row that bring nothing before an address is given up
 * @param attempts attempts at most, for servers that drop every connection after a few bytes
 * @param firstPause before the second attempt; each later pause is twice as long
 * @param longestPause no pause is longer, whatever a server asks for
 */
public record RetryPolicy(
    Duration connect,
    Duration answer,
    Duration silence,
    int idle,
    int attempts,
    Duration firstPause,
    Duration longestPause) {
  /** For servers of any speed. */
  public static RetryPolicy defaults() {
    return new RetryPolicy(
        Duration.ofSeconds(15),
        Duration.ofSeconds(60),
        Duration.ofSeconds(30),
        4,
        100,
        Duration.ofSeconds(1),
        Duration.ofSeconds(30));
  }

  /**
   * How long to wait before the next attempt.
   *
   * @param failed attempts in a row that brought nothing
   * @param asked what the server asks for; 0 if it asks for nothing
   */
  Duration pause(int failed, Duration asked) {
    Duration own = firstPause.multipliedBy(1L << Math.max(0, Math.min(failed - 1, 10)));
    Duration pause = asked.isZero() ? own : asked;
    return pause.compareTo(longestPause) < 0 ? pause : longestPause;
  }
}
