package org.jpose.train.engine;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jpose.net.Window;

/** Rows and columns a window needs around its input. */
record Margins(long top, long bottom, long left, long right) {
  static Margins around(Tensor input, Window window) {
    if (!window.padding().same()) {
      int amount = window.padding().amount();
      return new Margins(amount, amount, amount, amount);
    }
    long rows = same(input.size(2), window.stride(), window.spanHeight());
    long columns = same(input.size(3), window.stride(), window.spanWidth());
    return new Margins(rows / 2, rows - rows / 2, columns / 2, columns - columns / 2);
  }

  /** TensorFlow's rule: just enough for {@code ceil(in / stride)} results. */
  private static long same(long in, int stride, int span) {
    long results = (in + stride - 1) / stride;
    return Math.max((results - 1) * stride + span - in, 0);
  }

  boolean empty() {
    return top == 0 && bottom == 0 && left == 0 && right == 0;
  }

  /** Whether opposite sides have the same, which a convolution adds by itself. */
  boolean even() {
    return top == bottom && left == right;
  }

  long[] each() {
    return new long[] {top, left};
  }

  Tensor filled(Tensor input, double value) {
    return torch.constant_pad_nd(input, new long[] {left, right, top, bottom}, new Scalar(value));
  }
}
