package org.jpose.server;

import java.time.Duration;

/**
 * What may be asked of a {@link PoseServer}.
 *
 * @param bytes most bytes of a request's body, and of a frame of a stream
 * @param pixels most pixels of an image
 * @param timeout until when a request's body must be there, and its work begun; how long the
 *     network may run then, before it is stopped; a stream on which no frame comes for twice as
 *     long is closed
 * @param queue photos that may wait while others are worked on; more are refused. Each that waits
 *     makes the last one's answer later by one turn; the last place is given only when the oldest
 *     photo is half done
 */
public record RequestLimits(long bytes, long pixels, Duration timeout, int queue) {
  private static final long MOST_BYTES = 1L << 30;
  private static final int MOST_QUEUE = 10_000;

  public RequestLimits {
    if (bytes < 1 || bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "the limit of a body is " + bytes + " bytes, expected 1 to " + MOST_BYTES);
    }
    if (pixels < 1) {
      throw new IllegalArgumentException(
          "the limit of an image is " + pixels + " pixels, expected 1 or more");
    }
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("timeout is " + timeout + ", expected more than 0");
    }
    if (queue < 0 || queue > MOST_QUEUE) {
      throw new IllegalArgumentException("queue is " + queue + ", expected 0 to " + MOST_QUEUE);
    }
  }

  /** 20 MB, 50 million pixels, 30 seconds, one that waits. */
  public static RequestLimits defaults() {
    return new RequestLimits(20_000_000, 50_000_000, Duration.ofSeconds(30), 1);
  }

  /** The same with another limit on bytes. */
  public RequestLimits withBytes(long newBytes) {
    return new RequestLimits(newBytes, pixels, timeout, queue);
  }

  /** The same with another limit on pixels. */
  public RequestLimits withPixels(long newPixels) {
    return new RequestLimits(bytes, newPixels, timeout, queue);
  }

  /** The same with another timeout. */
  public RequestLimits withTimeout(Duration newTimeout) {
    return new RequestLimits(bytes, pixels, newTimeout, queue);
  }

  /** The same with another number that may wait. */
  public RequestLimits withQueue(int newQueue) {
    return new RequestLimits(bytes, pixels, timeout, newQueue);
  }
}
