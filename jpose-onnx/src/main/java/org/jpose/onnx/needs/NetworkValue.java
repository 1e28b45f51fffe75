package org.jpose.onnx.needs;

import java.util.Arrays;

/**
 * What is known of a value of a network before it runs.
 *
 * @param shape sizes of its dimensions
 * @param numbers what is in it, if it is small and does not depend on the image; null otherwise
 * @param whole whether its numbers are integers
 * @param fixed whether it does not depend on the image
 */
record NetworkValue(long[] shape, double[] numbers, boolean whole, boolean fixed) {
  /** Of more numbers none is looked at: shapes have few. */
  static final int MOST_NUMBERS = 256;

  /** Of an image, or of what becomes of it. */
  static NetworkValue of(long... shape) {
    return new NetworkValue(shape, null, false, false);
  }

  /** Number of elements. */
  long count() {
    long count = 1;
    for (long side : shape) {
      count = Math.multiplyExact(count, side);
    }
    return count;
  }

  /** Numbers that are in it as integers. */
  long[] integers() {
    return numbers == null ? null : Arrays.stream(numbers).mapToLong(n -> (long) n).toArray();
  }
}
