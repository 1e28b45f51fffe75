package org.jpose.train.engine;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jpose.weights.Tensor;

/** How far two engines' numbers are apart. */
public final class Differences {
  private Differences() {}

  /** The largest difference of two results, as part of the range of the expected one. */
  public static double largest(FieldBatch expected, FieldBatch found) {
    return Math.max(
        largest(expected.heat(), found.heat()), largest(expected.affinity(), found.affinity()));
  }

  private static double largest(float[] expected, float[] found) {
    if (expected.length != found.length) {
      throw new AssertionError(found.length + " numbers, expected " + expected.length);
    }
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs((double) expected[i] - found[i]));
    }
    return largest / range(expected);
  }

  /** Greatest minus least number. */
  static double range(float[] values) {
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    return greatest - least;
  }

  /** How many of the planes vary by more than a hundredth of the range of all. */
  static double varying(FieldBatch fields) {
    int cells = fields.height() * fields.width();
    int planes = fields.heat().length / cells;
    int varying = 0;
    for (int plane = 0; plane < planes; plane++) {
      float[] one = Arrays.copyOfRange(fields.heat(), plane * cells, (plane + 1) * cells);
      varying += range(one) > range(fields.heat()) / 100 ? 1 : 0;
    }
    return (double) varying / planes;
  }

  /** The largest number without its sign. */
  public static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /**
   * How gradients differ.
   *
   * @param expected by name
   * @param difference the largest of each, by the same names
   */
  record Gradients(Map<String, Tensor> expected, Map<String, Double> difference) {
    int count() {
      return difference.size();
    }

    double expectedNorm() {
      double squares = 0;
      for (Tensor tensor : expected.values()) {
        for (float value : tensor.data()) {
          squares += (double) value * value;
        }
      }
      return Math.sqrt(squares);
    }

    /** The largest difference as part of the tensor's largest number, noise taken off. */
    double relative(double noise) {
      return difference.keySet().stream()
          .mapToDouble(name -> relative(name, noise))
          .max()
          .orElseThrow();
    }

    private double relative(String name, double noise) {
      double most = expected.values().stream().mapToDouble(t -> largest(t.data())).max().orElse(0);
      double own = largest(expected.get(name).data());
      return Math.max(0, difference.get(name) - noise * most) / Math.max(own, noise * most);
    }

    String worst(double noise) {
      return difference.keySet().stream()
          .sorted(Comparator.comparingDouble(name -> -relative(name, noise)))
          .limit(5)
          .map(name -> name + " " + relative(name, noise))
          .toList()
          .toString();
    }
  }

  /** Compares all tensors of the truth that are named as gradients. */
  static Gradients gradients(Map<String, Tensor> truth, Map<String, Tensor> found) {
    Map<String, Tensor> expected = new LinkedHashMap<>(truth);
    expected.keySet().removeIf(name -> !name.startsWith("gradient/"));
    if (!expected.keySet().equals(found.keySet())) {
      throw new AssertionError(found.keySet() + ", expected " + expected.keySet());
    }
    Map<String, Double> difference = new LinkedHashMap<>();
    expected.forEach(
        (name, tensor) -> {
          float[] numbers = found.get(name).data();
          double most = 0;
          for (int i = 0; i < numbers.length; i++) {
            most = Math.max(most, Math.abs((double) tensor.data()[i] - numbers[i]));
          }
          difference.put(name, most);
        });
    return new Gradients(expected, difference);
  }
}
