package org.jpose.weights.tensorflow;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jpose.net.Handle;
import org.jpose.net.Operation;
import org.jpose.net.Window;

/**
 * Follows rows and columns through a graph that was made for one size of image, so that a resize to
 * a fixed size is recognised as one by a whole factor.
 */
final class TensorFlowGrid {
  private final Map<Handle, Size> sizes = new HashMap<>();

  /** Rows and columns. */
  record Size(long rows, long columns) {}

  void image(Handle handle, long rows, long columns) {
    if (rows > 0 && columns > 0) {
      sizes.put(handle, new Size(rows, columns));
    }
  }

  void add(Handle handle, Operation operation, Handle... inputs) {
    boolean like = operation instanceof Operation.ResizeLike;
    Size from = inputs.length == 0 ? null : sizes.get(inputs[like ? 1 : 0]);
    if (from == null) {
      return;
    }
    Size size = from;
    if (operation instanceof Operation.Convolution convolution) {
      size = slide(from, convolution.window());
    } else if (operation instanceof Operation.MaxPool maxPool) {
      size = slide(from, maxPool.window());
    } else if (operation instanceof Operation.Upsample upsample) {
      size = new Size(from.rows() * upsample.factor(), from.columns() * upsample.factor());
    }
    sizes.put(handle, size);
  }

  private static Size slide(Size from, Window window) {
    return new Size(
        results(from.rows(), window, window.spanHeight()),
        results(from.columns(), window, window.spanWidth()));
  }

  private static long results(long in, Window window, int span) {
    return window.padding().same()
        ? (in + window.stride() - 1) / window.stride()
        : Math.floorDiv(in + 2L * window.padding().amount() - span, (long) window.stride()) + 1;
  }

  /** Returns a node's size in words. */
  String described(Handle handle) {
    Size size = sizes.get(handle);
    return size == null
        ? "a size that depends on the image"
        : "[%d, %d]".formatted(size.rows(), size.columns());
  }

  /** Returns by which whole factor a node's planes are resized to a fixed size, if by one. */
  OptionalInt factor(Handle handle, long rows, long columns) {
    Size from = sizes.get(handle);
    boolean whole =
        from != null
            && from.rows() > 0
            && from.columns() > 0
            && rows % from.rows() == 0
            && columns % from.columns() == 0
            && rows / from.rows() == columns / from.columns()
            && rows / from.rows() <= Short.MAX_VALUE;
    return whole ? OptionalInt.of((int) (rows / from.rows())) : OptionalInt.empty();
  }
}
