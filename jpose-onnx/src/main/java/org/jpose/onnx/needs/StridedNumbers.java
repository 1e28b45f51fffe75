package org.jpose.onnx.needs;

/** Numbers taken out of others with steps of their own in each dimension. Stateless. */
final class StridedNumbers {
  private StridedNumbers() {}

  /**
   * Copies numbers.
   *
   * @param shape of the result
   * @param start place of the first one
   * @param steps how far apart neighbours are in each dimension; 0 where all are the same
   */
  static double[] of(double[] numbers, long[] shape, long start, long[] steps) {
    double[] all = new double[(int) NetworkValue.of(shape).count()];
    for (int i = 0; i < all.length; i++) {
      long place = start;
      long left = i;
      for (int d = shape.length - 1; d >= 0; d--) {
        place += left % shape[d] * steps[d];
        left /= shape[d];
      }
      all[i] = numbers[Math.toIntExact(place)];
    }
    return all;
  }
}
