package org.jpose.onnx.needs;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Arithmetic of the sizes of values, which are arrays with one number a dimension. Stateless. */
final class Sizes {
  private Sizes() {}

  /** A dimension; negative ones are counted from the end. */
  static int axis(long axis, int rank) {
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /** The numbers 0, 1, 2 and so on, one for each dimension. */
  static long[] axes(int rank) {
    return LongStream.range(0, rank).toArray();
  }

  /** A number of a list, or another where the list is shorter. */
  static long at(long[] values, int index, long other) {
    return index < values.length ? values[index] : other;
  }

  static long[] joined(long[]... parts) {
    return Arrays.stream(parts).flatMapToLong(Arrays::stream).toArray();
  }

  /** All from one dimension on. */
  static long[] from(long[] shape, int start) {
    return Arrays.copyOfRange(shape, start, shape.length);
  }

  /** The same but for one dimension. */
  static long[] with(long[] shape, int axis, long side) {
    long[] changed = shape.clone();
    changed[axis] = side;
    return changed;
  }

  /** Without some dimensions, or with 1 in their place. */
  static long[] without(long[] shape, long[] axes, boolean keep) {
    long[] left = shape.clone();
    for (long axis : axes) {
      left[axis(axis, shape.length)] = keep ? 1 : -1;
    }
    return Arrays.stream(left).filter(side -> side >= 0).toArray();
  }

  /** Of values that are repeated until they fit each other. */
  static long[] broadcast(long[]... shapes) {
    int rank = Arrays.stream(shapes).mapToInt(shape -> shape.length).max().orElse(0);
    long[] all = new long[rank];
    Arrays.fill(all, 1);
    for (long[] shape : shapes) {
      for (int i = 0; i < shape.length; i++) {
        int at = rank - shape.length + i;
        all[at] = shape[i] == 0 ? 0 : Math.max(all[at], shape[i]);
      }
    }
    return all;
  }
}
