package org.jpose.onnx.needs;

import java.util.Arrays;
import java.util.List;

/** Sizes of what windows make that go over an image: convolutions and pools. Stateless. */
final class WindowShapes {
  private WindowShapes() {}

  /**
   * A convolution.
   *
   * @param weights which input they are
   */
  static long[] convolved(NetworkStep step, int weights) {
    long[] of = step.shape(weights);
    long[] kernel = step.node().integers("kernel_shape", Sizes.from(of, 2));
    return windows(step.node(), step.shape(), of[0], kernel);
  }

  static long[] pooled(NetworkStep step) {
    long[] image = step.shape();
    return windows(step.node(), image, image[1], step.node().integers("kernel_shape"));
  }

  /** A pool over images whose channels come last. */
  static long[] pooledChannelsLast(NetworkStep step) {
    long[] from = step.shape();
    NetworkValue first = NetworkValue.of(from[0], from[3], from[1], from[2]);
    long[] out = pooled(new NetworkStep(step.node(), List.of(first)));
    return new long[] {out[0], out[2], out[3], out[1]};
  }

  static long[] pooledToOne(NetworkStep step) {
    long[] out = step.shape().clone();
    Arrays.fill(out, 2, out.length, 1);
    return out;
  }

  private static long[] windows(NetworkNode node, long[] image, long channels, long[] kernel) {
    long[] out = Sizes.with(image, 1, channels);
    for (int i = 0; i < kernel.length; i++) {
      long stride = Math.max(1, Sizes.at(node.integers("strides"), i, 1));
      long covered = covered(node, i, kernel[i]);
      out[2 + i] =
          switch (padding(node)) {
            case "SAME_UPPER", "SAME_LOWER" -> (image[2 + i] + stride - 1) / stride;
            case "VALID" -> windows(image[2 + i], covered, stride, 0);
            default ->
                windows(
                    Math.addExact(image[2 + i], pads(node, i, kernel.length)),
                    covered,
                    stride,
                    node.integer("ceil_mode", 0) == 0 ? 0 : stride - 1);
          };
    }
    return out;
  }

  private static long windows(long side, long covered, long stride, long more) {
    return Math.max(0, (side - covered + more) / stride + 1);
  }

  private static String padding(NetworkNode node) {
    return node.texts().getOrDefault("auto_pad", "NOTSET");
  }

  /** From a window's first place to its last one. */
  private static long covered(NetworkNode node, int dimension, long kernel) {
    long dilation = Sizes.at(node.integers("dilations"), dimension, 1);
    return Math.addExact(Math.multiplyExact(dilation, kernel - 1), 1);
  }

  private static long pads(NetworkNode node, int dimension, int rank) {
    long[] pads = node.integers("pads");
    return Math.addExact(Sizes.at(pads, dimension, 0), Sizes.at(pads, rank + dimension, 0));
  }

  /** A transposed convolution. */
  static long[] spread(NetworkStep step) {
    NetworkNode node = step.node();
    long[] image = step.shape();
    long[] weights = step.shape(1);
    int rank = weights.length - 2;
    long[] out = Sizes.with(image, 1, Math.multiplyExact(weights[1], node.integer("group", 1)));
    long[] sizes = node.integers("output_shape");
    for (int i = 0; i < rank; i++) {
      long stride = Sizes.at(node.integers("strides"), i, 1);
      if (sizes.length > 0) {
        out[2 + i] = sizes[sizes.length - rank + i];
      } else if (padding(node).startsWith("SAME")) {
        out[2 + i] = Math.multiplyExact(stride, image[2 + i]);
      } else {
        long steps = Math.multiplyExact(stride, image[2 + i] - 1);
        long more =
            Math.subtractExact(
                Sizes.at(node.integers("output_padding"), i, 0), pads(node, i, rank));
        long whole = Math.addExact(steps, covered(node, i, weights[2 + i]));
        out[2 + i] = Math.max(0, Math.addExact(whole, more));
      }
    }
    return out;
  }

  /** Windows that become channels, or the other way round. */
  static long[] blocks(NetworkStep step, boolean apart) {
    long[] from = step.shape();
    long size = step.node().integer("blocksize", 1);
    long area = Math.multiplyExact(size, size);
    return new long[] {
      from[0],
      apart ? from[1] / area : Math.multiplyExact(from[1], area),
      apart ? Math.multiplyExact(from[2], size) : from[2] / size,
      apart ? Math.multiplyExact(from[3], size) : from[3] / size
    };
  }
}
