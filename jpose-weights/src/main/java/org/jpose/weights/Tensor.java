package org.jpose.weights;

import java.util.List;

/**
 * Numbers in rows, the last axis fastest. Convolution weights are {@code [outputs, inputs / groups,
 * row, column]}.
 *
 * <p>Wraps the array it is given: neither side may change it afterwards.
 */
public final class Tensor {
  private final List<Integer> shape;
  private final float[] data;

  /**
   * Wraps {@code data}.
   *
   * @throws IllegalArgumentException if a size is negative or the product of the sizes is not the
   *     length of {@code data}
   */
  public Tensor(List<Integer> shape, float[] data) {
    this.shape = List.copyOf(shape);
    this.data = data;
    long elements = 1;
    for (int size : shape) {
      elements = size < 0 ? -1 : Math.multiplyExact(elements, (long) size);
      if (elements < 0) {
        break;
      }
    }
    if (elements != data.length) {
      throw new IllegalArgumentException(
          "tensor of shape " + shape + " with " + data.length + " numbers");
    }
  }

  /** Returns a vector around {@code data}. */
  public static Tensor vector(float... data) {
    return new Tensor(List.of(data.length), data);
  }

  /** Returns the sizes, outermost first; empty for a single number. */
  public List<Integer> shape() {
    return shape;
  }

  /** Returns the numbers themselves, not a copy; they must not be changed. */
  public float[] data() {
    return data;
  }

  @Override
  public String toString() {
    return "Tensor" + shape;
  }
}
