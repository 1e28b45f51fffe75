package org.jpose.weights;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the numbers of a tensor lie in a row of numbers: element {@code [i][j]...} at {@code i *
 * strides[0] + j * strides[1] + ...}.
 *
 * @param shape sizes, outermost first
 * @param strides numbers from one element of an axis to the next; not negative
 */
public record StridedTensor(List<Integer> shape, List<Long> strides) {
  private static final int MOST_AXES = 32;
  private static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8;

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if shape and strides differ in length, a size or stride is
   *     negative, or the numbers or their extent are too many
   */
  public StridedTensor {
    shape = List.copyOf(shape);
    strides = List.copyOf(strides);
    if (shape.size() != strides.size() || shape.size() > MOST_AXES) {
      throw new IllegalArgumentException(
          "shape %s and strides %s do not go together".formatted(shape, strides));
    }
    if (strides.stream().anyMatch(stride -> stride < 0)) {
      throw new IllegalArgumentException("strides are " + strides + ", expected none below 0");
    }
    elements(shape);
    extent(shape, strides);
  }

  /**
   * Returns the sizes as whole numbers of Java.
   *
   * @throws IllegalArgumentException if one is negative or the product too large
   */
  public static List<Integer> sizes(List<Long> sizes) {
    List<Integer> shape = new ArrayList<>();
    if (sizes.size() > MOST_AXES) {
      throw new IllegalArgumentException(
          sizes.size() + " axes, expected " + MOST_AXES + " at most");
    }
    for (long size : sizes) {
      if (size < 0 || size > MOST_ELEMENTS) {
        throw outOfRange(sizes);
      }
      shape.add((int) size);
    }
    elements(shape);
    return shape;
  }

  private static int elements(List<Integer> shape) {
    long elements = 1;
    for (int size : shape) {
      elements = size < 0 ? -1 : elements * size;
      if (elements < 0 || elements > MOST_ELEMENTS) {
        throw outOfRange(shape);
      }
    }
    return (int) elements;
  }

  private static IllegalArgumentException outOfRange(List<? extends Number> shape) {
    return new IllegalArgumentException("shape " + shape + " is out of range");
  }

  private static long extent(List<Integer> shape, List<Long> strides) {
    long last = 0;
    for (int axis = 0; axis < shape.size(); axis++) {
      if (shape.get(axis) == 0) {
        return 0;
      }
      try {
        last =
            Math.addExact(last, Math.multiplyExact((long) shape.get(axis) - 1, strides.get(axis)));
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException(
            "strides " + strides + " of shape " + shape + " are out of range");
      }
    }
    if (last >= MOST_ELEMENTS) {
      throw new IllegalArgumentException(
          "strides " + strides + " of shape " + shape + " are out of range");
    }
    return last + 1;
  }

  /** Returns the layout with the last axis fastest. */
  public static StridedTensor rows(List<Integer> shape) {
    Long[] strides = new Long[shape.size()];
    long stride = 1;
    for (int axis = shape.size() - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= Math.max(1, shape.get(axis));
    }
    return new StridedTensor(shape, List.of(strides));
  }

  /** Returns Fortran's layout: the first axis fastest. */
  public static StridedTensor columns(List<Integer> shape) {
    List<Long> strides = new ArrayList<>();
    long stride = 1;
    for (int size : shape) {
      strides.add(stride);
      stride *= Math.max(1, size);
    }
    return new StridedTensor(shape, strides);
  }

  /** Returns how many numbers the tensor has. */
  public int elements() {
    return elements(shape);
  }

  /** Returns how many numbers lie from its first to its last, both included. */
  public int extent() {
    return (int) extent(shape, strides);
  }

  /**
   * Returns the tensor, its last axis fastest.
   *
   * @param row the numbers from the first on, {@link #extent()} of them; wrapped if they are in
   *     order already
   */
  public Tensor gather(float[] row) {
    if (strides.equals(rows(shape).strides())) {
      return new Tensor(shape, row);
    }
    float[] data = new float[elements()];
    int[] index = new int[shape.size()];
    long position = 0;
    for (int i = 0; i < data.length; i++) {
      data[i] = row[(int) position];
      int axis = shape.size() - 1;
      while (axis >= 0 && ++index[axis] == shape.get(axis)) {
        position -= (shape.get(axis) - 1) * strides.get(axis);
        index[axis] = 0;
        axis--;
      }
      position += axis < 0 ? 0 : strides.get(axis);
    }
    return new Tensor(shape, data);
  }
}
