package org.jpose.net;

import java.util.Optional;

/**
 * jpose's own small network: MobileNet v1 (width 0.75; Howard et al. 2017, arXiv 1704.04861) to
 * stride 16, a feature pyramid to stride 8 (Lin et al. 2017, arXiv 1612.03144), and two stages of
 * dense residual blocks.
 */
final class Lite {
  private static final int FEATURES = 96;
  private static final int[] BLOCK_CHANNELS = {
    48, 96, 96, 192, 192, 384, 384, 384, 384, 384, 384, 384, 384
  };
  private static final BatchNorm NORM = new BatchNorm(1e-5, true, BatchNorm.Statistics.RUNNING);

  private final GraphBuilder net = new GraphBuilder();

  private Lite() {}

  static Graph graph(FieldChannels planes) {
    return new Lite().build(planes);
  }

  private Graph build(FieldChannels planes) {
    Handle image = net.image(1 / 127.5, -1);
    Handle x = net.add("conv0", trunk(Operation.Convolution.of(24, 3).withStride(2)), image);
    Handle[] blocks = new Handle[BLOCK_CHANNELS.length + 1];
    for (int i = 1; i < blocks.length; i++) {
      int stride = i == 2 || i == 4 || i == 6 ? 2 : 1;
      Operation.Convolution depthwise =
          Operation.Convolution.depthwise(net.channels(x), 3).withStride(stride);
      x = net.add("block" + i + "_depthwise", trunk(depthwise), x);
      Operation.Convolution pointwise = Operation.Convolution.of(BLOCK_CHANNELS[i - 1], 1);
      x = net.add("block" + i + "_pointwise", trunk(pointwise), x);
      blocks[i] = x;
    }
    net.endTrunk();
    Handle coarse = net.add("lateral16", normed(1), blocks[13]);
    Operation resize = new Operation.ResizeLike(Interpolation.HALF_PIXEL);
    Handle resized = net.add("lateral16/resize", resize, coarse, blocks[5]);
    Handle middle = net.add("lateral8", normed(1), blocks[5]);
    Operation.Convolution shrink = normed(3).withStride(2).withPadding(Padding.symmetric(1));
    Handle fine = net.add("lateral4", shrink, blocks[3]);
    Handle sum = net.add("merge/add", new Operation.Add(Activation.NONE), middle, resized, fine);
    Handle features = net.add("merge", normed(3), sum);
    Handle first = fields("stage1_out", residual("stage1_res1", features), planes);
    Handle both = net.concat("stage2_in/concat", features, first);
    Handle second = residual("stage2_res1", net.add("stage2_in", normed(1), both));
    fields("stage2_out", residual("stage2_res2", second), planes);
    return net.build("lite", ColourOrder.RGB, 8, 16, planes);
  }

  private static Operation.Convolution trunk(Operation.Convolution convolution) {
    return convolution.withBias(true).withActivation(Activation.RELU6);
  }

  private static Operation.Convolution normed(int kernel) {
    return new Operation.Convolution(
        FEATURES, Window.square(kernel), 1, false, Optional.of(NORM), Activation.RELU);
  }

  private Handle residual(String name, Handle from) {
    Handle a = net.add(name + "_a", normed(3), from);
    Operation.Convolution wide = normed(3).withDilation(2).withActivation(Activation.NONE);
    Handle b = net.add(name + "_b", wide, a);
    return net.add(name + "/add", new Operation.Add(Activation.RELU), b, from);
  }

  private Handle fields(String name, Handle from, FieldChannels planes) {
    Operation.Convolution pointwise = Operation.Convolution.of(planes.total(), 1).withBias(true);
    Handle fields = net.add(name, pointwise, from);
    net.stage(name, fields, planes);
    return fields;
  }
}
