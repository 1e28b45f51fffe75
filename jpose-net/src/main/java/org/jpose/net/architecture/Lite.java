package org.jpose.net.architecture;

import org.jpose.core.image.ColourOrder;
import org.jpose.net.Activation;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.GraphBuilder;
import org.jpose.net.Handle;
import org.jpose.net.Interpolation;
import org.jpose.net.Operation;

/**
 * jpose's own small network: MobileNet v1 (width 0.75; Howard et al. 2017, arXiv 1704.04861) to
 * stride 16, a feature pyramid to stride 8 (Lin et al. 2017, arXiv 1612.03144), and {@link
 * ResidualStages}.
 */
final class Lite {
  private static final int[] BLOCK_CHANNELS = {
    48, 96, 96, 192, 192, 384, 384, 384, 384, 384, 384, 384, 384
  };

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
    Handle coarse = net.add("lateral16", ResidualStages.normed(1), blocks[13]);
    Operation resize = new Operation.ResizeLike(Interpolation.HALF_PIXEL);
    Handle resized = net.add("lateral16/resize", resize, coarse, blocks[5]);
    Handle middle = net.add("lateral8", ResidualStages.normed(1), blocks[5]);
    Handle fine = net.add("lateral4", ResidualStages.halving(), blocks[3]);
    Handle sum = net.add("merge/add", new Operation.Add(Activation.NONE), middle, resized, fine);
    ResidualStages.addTo(net, net.add("merge", ResidualStages.normed(3), sum), planes);
    return net.build("lite", ColourOrder.RGB, 8, 16, planes);
  }

  private static Operation.Convolution trunk(Operation.Convolution convolution) {
    return convolution.withBias(true).withActivation(Activation.RELU6);
  }
}
