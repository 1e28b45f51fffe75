package org.jpose.onnx.needs;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Sizes of values that are given another form, or made smaller or larger. Stateless. */
final class FormShapes {
  private FormShapes() {}

  static long[] reshaped(NetworkStep step) {
    long[] wanted = step.integers("shape", 1);
    if (wanted == null) {
      return null;
    }
    long[] out = wanted.clone();
    long known = 1;
    int open = -1;
    for (int i = 0; i < out.length; i++) {
      if (out[i] == 0 && !step.is("allowzero")) {
        out[i] = step.shape()[i];
      }
      if (out[i] == -1) {
        open = i;
      } else {
        known = Math.multiplyExact(known, out[i]);
      }
    }
    if (open >= 0) {
      out[open] = known == 0 ? 0 : step.in().get(0).count() / known;
    }
    return out;
  }

  static long[] flattened(NetworkStep step) {
    long[] from = step.shape();
    int axis = step.axis(1, from.length);
    return new long[] {
      NetworkValue.of(Arrays.copyOf(from, axis)).count(),
      NetworkValue.of(Sizes.from(from, axis)).count()
    };
  }

  static long[] transposed(NetworkStep step) {
    long[] from = step.shape();
    return Arrays.stream(order(step)).mapToLong(d -> from[d]).toArray();
  }

  /** Which dimension each becomes that is transposed. */
  static int[] order(NetworkStep step) {
    int rank = step.shape().length;
    long[] turned = LongStream.range(0, rank).map(i -> rank - 1 - i).toArray();
    return Arrays.stream(step.node().integers("perm", turned)).mapToInt(d -> (int) d).toArray();
  }

  static long[] squeezed(NetworkStep step) {
    if (!step.isGiven("axes", 1)) {
      return Arrays.stream(step.shape()).filter(side -> side != 1).toArray();
    }
    long[] axes = step.integers("axes", 1);
    return axes == null ? null : Sizes.without(step.shape(), axes, false);
  }

  static long[] unsqueezed(NetworkStep step) {
    long[] axes = step.integers("axes", 1);
    if (axes == null) {
      return null;
    }
    long[] from = step.shape();
    long[] out = new long[from.length + axes.length];
    for (long axis : axes) {
      out[Sizes.axis(axis, out.length)] = 1;
    }
    int next = 0;
    for (int i = 0; i < out.length; i++) {
      out[i] = out[i] == 1 ? 1 : from[next++];
    }
    return out;
  }

  static long[] reduced(NetworkStep step) {
    long[] shape = step.shape();
    boolean given = step.isGiven("axes", 1);
    if (!given && step.is("noop_with_empty_axes")) {
      return shape;
    }
    long[] all = Sizes.axes(shape.length);
    long[] axes = given ? step.integers("axes", 1) : all;
    // Whatever is summed up, no more is left than there was.
    return axes == null ? shape : Sizes.without(shape, axes.length == 0 ? all : axes, keeps(step));
  }

  /** Which of a dimension is the largest or smallest. */
  static long[] found(NetworkStep step) {
    return Sizes.without(step.shape(), step.node().integers("axis", 0), keeps(step));
  }

  private static boolean keeps(NetworkStep step) {
    return step.node().integer("keepdims", 1) != 0;
  }

  static long[] expanded(NetworkStep step) {
    long[] wanted = step.in().get(1).integers();
    return wanted == null ? null : Sizes.broadcast(step.shape(), wanted);
  }

  static long[] tiled(NetworkStep step) {
    long[] repeats = step.integers("repeats", 1);
    if (repeats == null) {
      return null;
    }
    long[] out = step.shape().clone();
    Arrays.setAll(out, i -> Math.multiplyExact(out[i], Math.max(0, repeats[i])));
    return out;
  }

  static long[] padded(NetworkStep step) {
    long[] pads = step.integers("pads", 1);
    if (pads == null) {
      return null;
    }
    long[] out = step.shape().clone();
    long[] axes = step.isGiven(3) ? step.in().get(3).integers() : Sizes.axes(out.length);
    for (int i = 0; i < axes.length; i++) {
      int axis = Sizes.axis(axes[i], out.length);
      long more = Math.addExact(pads[i], pads[axes.length + i]);
      out[axis] = Math.max(0, Math.addExact(out[axis], more));
    }
    return out;
  }

  static long[] resized(NetworkStep step) {
    long[] out = step.shape().clone();
    NetworkValue sizes = step.isGiven(3) ? step.in().get(3) : null;
    double[] scales = scales(step, sizes != null);
    if (sizes == null && scales == null || sizes != null && sizes.numbers() == null) {
      return null;
    }
    long[] axes = step.node().integers("axes", Sizes.axes(out.length));
    for (int i = 0; i < axes.length; i++) {
      int axis = Sizes.axis(axes[i], out.length);
      double side = sizes == null ? Math.floor(out[axis] * scales[i]) : sizes.numbers()[i];
      out[axis] = Math.max(0, (long) requireBelow(Long.MAX_VALUE, side));
    }
    return out;
  }

  /** Factors of a resize; null if it has none or they are not known. */
  private static double[] scales(NetworkStep step, boolean sized) {
    int input = step.in().size() <= 2 ? 1 : 2;
    double[] scales = step.node().floats().get("scales");
    if (scales != null || !step.isGiven(input)) {
      return scales;
    }
    NetworkValue factors = step.in().get(input);
    return factors.count() == 0 && sized ? null : factors.numbers();
  }

  /** Numbers from one to another. */
  static long[] range(NetworkStep step) {
    double[] from = step.in().get(0).numbers();
    double[] to = step.in().get(1).numbers();
    double[] by = step.in().get(2).numbers();
    if (from == null || to == null || by == null) {
      return null;
    }
    double count = Math.ceil((to[0] - from[0]) / by[0]);
    return new long[] {Math.max(0, (long) requireBelow(Integer.MAX_VALUE, count))};
  }

  private static double requireBelow(long most, double size) {
    if (!(size < most)) {
      throw new ArithmeticException("a size of " + size);
    }
    return size;
  }
}
