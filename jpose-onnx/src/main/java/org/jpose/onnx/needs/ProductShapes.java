package org.jpose.onnx.needs;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Sizes of products of matrices, and of what Einstein's notation says. Stateless. */
final class ProductShapes {
  private ProductShapes() {}

  /**
   * A product of matrices, or of vectors.
   *
   * @param second which input the second factor is
   */
  static long[] product(NetworkStep step, int second) {
    return product(step.shape(), step.shape(second));
  }

  private static long[] product(long[] a, long[] b) {
    long[] left = a.length == 1 ? new long[] {1, a[0]} : a;
    long[] right = b.length == 1 ? new long[] {b[0], 1} : b;
    long[] out =
        Sizes.broadcast(
            Arrays.copyOf(left, left.length - 2), Arrays.copyOf(right, right.length - 2));
    long[] rows = a.length == 1 ? new long[0] : new long[] {left[left.length - 2]};
    long[] columns = b.length == 1 ? new long[0] : new long[] {right[right.length - 1]};
    return Sizes.joined(out, rows, columns);
  }

  /** The product of two matrices, either of them turned. */
  static long[] gemm(NetworkStep step, int second) {
    return new long[] {
      step.shape()[step.is("transA") ? 1 : 0], step.shape(second)[step.is("transB") ? 0 : 1]
    };
  }

  static long[] fused(NetworkStep step) {
    return step.is("transBatchA") || step.is("transBatchB")
        ? null
        : product(
            turned(step.shape(), step.is("transA")), turned(step.shape(1), step.is("transB")));
  }

  private static long[] turned(long[] matrices, boolean isTurned) {
    int last = matrices.length - 1;
    return isTurned && last > 0
        ? Sizes.with(Sizes.with(matrices, last, matrices[last - 1]), last - 1, matrices[last])
        : matrices;
  }

  /** An equation of two values without dots; what lies between three or more may be larger. */
  static long[] summed(NetworkStep step) {
    String equation = equation(step);
    String[] sides = equation.split("->", -1);
    if (equation.contains(".") || step.in().size() > 2) {
      return null;
    }
    Map<Integer, Long> sizes = sizes(step);
    IntStream letters =
        sides.length > 1
            ? sides[1].chars()
            // Those that are there once, in the alphabet's order.
            : sizes.keySet().stream()
                .mapToInt(letter -> letter)
                .filter(letter -> sides[0].indexOf(letter) == sides[0].lastIndexOf(letter));
    return letters.mapToLong(sizes::get).toArray();
  }

  private static String equation(NetworkStep step) {
    return step.node().texts().get("equation").replace(" ", "");
  }

  /** Sizes of an equation's letters, in the alphabet's order. */
  static Map<Integer, Long> sizes(NetworkStep step) {
    Map<Integer, Long> sizes = new TreeMap<>();
    String[] terms = equation(step).split("->", -1)[0].split(",", -1);
    for (int i = 0; i < terms.length; i++) {
      long[] shape = step.shape(i);
      for (int d = 0; d < shape.length; d++) {
        sizes.merge((int) terms[i].charAt(d), shape[d], Math::max);
      }
    }
    return sizes;
  }
}
