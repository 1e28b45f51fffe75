package org.jpose.testkit;

import java.util.stream.LongStream;

/**
 * Seeds of random tests. They start at {@code -Djpose.seed=N}, 0 unless told, so that a failure,
 * whose name and message give the seed, can be run again and other draws can be tried.
 */
public final class Seeds {
  private Seeds() {}

  /** Sixty seeds. */
  public static LongStream sixty() {
    return from(60);
  }

  /** Three hundred seeds. */
  public static LongStream threeHundred() {
    return from(300);
  }

  private static LongStream from(int count) {
    long first = Long.getLong("jpose.seed", 0);
    return LongStream.range(first, first + count);
  }
}
