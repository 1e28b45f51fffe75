package org.jpose.weights.tensorflow;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jpose.net.Handle;
import org.jpose.net.Interpolation;
import org.jpose.net.Operation;

/** Translates resizes, and the shapes they are computed from. */
final class TensorFlowResizing {
  private final TensorFlowNetwork net;

  TensorFlowResizing(TensorFlowNetwork net) {
    this.net = net;
  }

  private TensorFlowValue planes(TensorFlowNode node, Operation operation, Handle... inputs) {
    return new TensorFlowValue.Planes(net.add(node.name(), operation, inputs));
  }

  TensorFlowValue shape(TensorFlowNode node) {
    return new TensorFlowValue.ShapeOf(net.planes(node, 0));
  }

  TensorFlowValue grid(TensorFlowNode node) {
    boolean masked =
        List.of("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask")
            .stream()
            .anyMatch(mask -> node.integer(mask, 0) != 0);
    boolean grid =
        net.value(node, 0) instanceof TensorFlowValue.ShapeOf
            && Arrays.equals(net.integers(node, 1), new long[] {1})
            && Arrays.equals(net.integers(node, 2), new long[] {3})
            && Arrays.equals(net.integers(node, 3), new long[] {1});
    if (masked || !grid) {
      throw node.fault("is supported only as rows and columns of a shape: [1:3] without masks");
    }
    return new TensorFlowValue.GridOf(((TensorFlowValue.ShapeOf) net.value(node, 0)).handle(), 1);
  }

  TensorFlowValue resize(TensorFlowNode node) {
    Handle from = net.planes(node, 0);
    Interpolation interpolation = interpolation(node);
    if (!(net.value(node, 1) instanceof TensorFlowValue.GridOf grid)) {
      return upsample(node, from, fixedFactor(node, from), interpolation);
    }
    if (grid.factor() == 1) {
      return planes(node, new Operation.ResizeLike(interpolation), from, grid.handle());
    }
    if (!grid.handle().equals(from)) {
      throw node.fault(
          ("resizes to %d times the rows and columns of another node, supported are multiples of"
                  + " its own")
              .formatted(grid.factor()));
    }
    return upsample(node, from, grid.factor(), interpolation);
  }

  private TensorFlowValue upsample(
      TensorFlowNode node, Handle from, int factor, Interpolation interpolation) {
    return factor == 1
        ? net.value(node, 0)
        : planes(node, new Operation.Upsample(factor, interpolation), from);
  }

  private int fixedFactor(TensorFlowNode node, Handle from) {
    long[] target = net.integers(node, 1);
    OptionalInt factor =
        target.length == 2 ? net.grid().factor(from, target[0], target[1]) : OptionalInt.empty();
    return factor.orElseThrow(
        () ->
            node.fault(
                ("resizes to the fixed size %s, from %s; supported are a whole multiple of its own"
                        + " size and another node's size (Shape[1:3])")
                    .formatted(Arrays.toString(target), net.grid().described(from))));
  }

  private static Interpolation interpolation(TensorFlowNode node) {
    boolean corners = node.flag("align_corners", false);
    boolean centres = node.flag("half_pixel_centers", false);
    if (corners && centres) {
      throw node.fault("has both align_corners and half_pixel_centers");
    }
    return corners
        ? Interpolation.ALIGN_CORNERS
        : centres ? Interpolation.HALF_PIXEL : Interpolation.ASYMMETRIC;
  }
}
