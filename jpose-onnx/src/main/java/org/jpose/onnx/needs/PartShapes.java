package org.jpose.onnx.needs;

import java.util.Arrays;

/** Sizes of what is chosen from values, or joined of them. Stateless. */
final class PartShapes {
  private PartShapes() {}

  static long[] concatenated(NetworkStep step) {
    int axis = step.axis(1, step.shape().length);
    long side = 0;
    for (NetworkValue part : step.in()) {
      side = Math.addExact(side, part.shape()[axis]);
    }
    return Sizes.with(step.shape(), axis, side);
  }

  /** The largest part, for all of them. */
  static long[] split(NetworkStep step) {
    long[] from = step.shape();
    long[] parts = parts(step);
    return parts == null
        ? from
        : Sizes.with(from, step.axis(0, from.length), Arrays.stream(parts).max().orElse(0));
  }

  /** Lengths of the parts that something is split into; null if they are not known. */
  static long[] parts(NetworkStep step) {
    long side = step.shape()[step.axis(0, step.shape().length)];
    int outputs = step.node().outputs().size();
    long[] parts = step.integers("split", 1);
    if (parts == null && !step.isGiven(1)) {
      long count = Math.max(1, step.node().integer("num_outputs", outputs));
      long most = (side + count - 1) / count;
      parts = new long[outputs];
      Arrays.setAll(parts, i -> Math.max(0, Math.min(most, side - i * most)));
    }
    boolean fits =
        parts != null
            && parts.length == outputs
            && Arrays.stream(parts).allMatch(part -> part >= 0 && part <= side)
            && Arrays.stream(parts).sum() == side;
    return fits ? parts : null;
  }

  /**
   * What is kept of a dimension.
   *
   * @param start place of the first
   * @param count how many there are
   * @param step from one to the next
   */
  record Cut(int axis, long start, long count, long step) {
    static Cut of(int axis, long side, long start, long end, long step) {
      long least = step > 0 ? 0 : -1;
      long most = step > 0 ? side : side - 1;
      long from = Math.max(least, Math.min(most, start < 0 ? start + side : start));
      long to = Math.max(least, Math.min(most, end < 0 ? end + side : end));
      long way = step > 0 ? to - from : from - to;
      long count = way <= 0 ? 0 : (way - 1) / Math.abs(step) + 1;
      return new Cut(axis, from, count, step);
    }
  }

  /** What is kept of which dimensions; null if that is not known. */
  static Cut[] cuts(NetworkStep step) {
    long[] shape = step.shape();
    long[] starts = step.integers("starts", 1);
    long[] ends = step.integers("ends", 2);
    if (starts == null || ends == null) {
      return null;
    }
    long[] axes = step.isGiven("axes", 3) ? step.integers("axes", 3) : Sizes.axes(starts.length);
    long[] steps = step.isGiven(4) ? step.in().get(4).integers() : new long[0];
    if (axes == null || steps == null) {
      return null;
    }
    Cut[] cuts = new Cut[axes.length];
    for (int i = 0; i < axes.length; i++) {
      int axis = Sizes.axis(axes[i], shape.length);
      cuts[i] = Cut.of(axis, shape[axis], starts[i], ends[i], Sizes.at(steps, i, 1));
    }
    return cuts;
  }

  static long[] sliced(NetworkStep step) {
    long[] out = step.shape().clone();
    Cut[] cuts = cuts(step);
    // Without them it is no larger than what it is cut from.
    for (Cut cut : cuts == null ? new Cut[0] : cuts) {
      out[cut.axis()] = cut.count();
    }
    return out;
  }

  static long[] gathered(NetworkStep step) {
    long[] from = step.shape();
    int axis = step.axis(0, from.length);
    return Sizes.joined(Arrays.copyOf(from, axis), step.shape(1), Sizes.from(from, axis + 1));
  }

  /** Indices [.., n] choose blocks by their first n dimensions (after those of the batch). */
  static long[] gatheredBlocks(NetworkStep step) {
    long[] places = step.shape(1);
    int last = places.length - 1;
    int chosen = (int) (step.node().integer("batch_dims", 0) + places[last]);
    return Sizes.joined(Arrays.copyOf(places, last), Sizes.from(step.shape(), chosen));
  }

  static long[] best(NetworkStep step) {
    long[] from = step.shape();
    int axis = step.axis(-1, from.length);
    long[] count = step.integers("k", 1);
    // There are no more than there were.
    return count == null
        ? from
        : Sizes.with(from, axis, Math.min(from[axis], Math.max(0, count[0])));
  }

  /** As many as there are, or could be. */
  static long[] nonZero(NetworkStep step) {
    NetworkValue from = step.in().get(0);
    long count =
        from.numbers() == null
            ? from.count()
            : Arrays.stream(from.numbers()).filter(number -> number != 0).count();
    return new long[] {from.shape().length, count};
  }

  static long[] oneHot(NetworkStep step) {
    long[] from = step.shape();
    long[] depth = step.in().get(1).integers();
    int axis = step.axis(-1, from.length + 1);
    return depth == null
        ? null
        : Sizes.joined(Arrays.copyOf(from, axis), new long[] {depth[0]}, Sizes.from(from, axis));
  }

  /** An image read at the places of a grid. */
  static long[] sampled(NetworkStep step) {
    long[] grid = step.shape(1);
    return Sizes.joined(
        Arrays.copyOf(step.shape(), 2), Arrays.copyOfRange(grid, 1, grid.length - 1));
  }

  /** Sizes that a shape's part has: all, unless the operation wants fewer. */
  static long[] ofShape(NetworkNode node, long[] shape) {
    int start = bound(node.integer("start", 0), shape.length);
    int end = bound(node.integer("end", shape.length), shape.length);
    return Arrays.copyOfRange(shape, start, Math.max(start, end));
  }

  private static int bound(long place, int rank) {
    return (int) Math.min(rank, Math.max(0, place < 0 ? place + rank : place));
  }
}
