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
 * jpose's default network: trunk and feature pyramid of Google's MoveNet MultiPose (MobileNet v2 of
 * width 1.5, Sandler et al. 2018, arXiv 1801.04381, to stride 32, trained for poses; norms folded),
 * laterals to stride 8 (Lin et al. 2017, arXiv 1612.03144), and {@link ResidualStages}.
 */
final class Base {
  private static final int[] BLOCK_CHANNELS = {
    24, 40, 40, 48, 48, 48, 96, 96, 96, 96, 144, 144, 144, 240, 240, 240, 480
  };
  private static final int EXPANSION = 6;
  private static final int LAST_CHANNELS = 1280;

  private final GraphBuilder net = new GraphBuilder();

  private Base() {}

  static Graph graph(FieldChannels planes) {
    return new Base().build(planes);
  }

  private Graph build(FieldChannels planes) {
    // 2/255 in half precision: what the trunk was trained with
    Handle image = net.image(0.00784302, -1);
    Handle x = net.add("conv0", activated(convolution(48, 3).withStride(2)), image);
    Handle[] blocks = new Handle[BLOCK_CHANNELS.length];
    for (int i = 0; i < blocks.length; i++) {
      x = block(i, x);
      blocks[i] = x;
    }
    Handle last = net.add("last", activated(convolution(LAST_CHANNELS, 1)), x);
    Handle coarsest = net.add("pyramid32", convolution(64, 1), last);
    Handle pyramid16 = pyramid("pyramid16", blocks[9], coarsest, 32);
    Handle pyramid8 = pyramid("pyramid8", blocks[5], pyramid16, 24);
    Handle pyramid4 = pyramid("pyramid4", blocks[2], pyramid8, 24);
    net.endTrunk();
    Handle stride32 = net.add("lateral32", ResidualStages.normed(1), blocks[16]);
    Handle stride16 = net.add("lateral16", ResidualStages.normed(1), blocks[12]);
    Handle pyramid = net.add("lateral16_pyramid", ResidualStages.normed(1), pyramid16);
    Handle coarse =
        sum("lateral16/add", resized("lateral32", stride32, stride16), stride16, pyramid);
    Handle stride8 = net.add("lateral8", ResidualStages.normed(1), blocks[5]);
    Handle fine = net.add("lateral4", ResidualStages.halving(), pyramid4);
    Handle sum = sum("merge/add", stride8, resized("lateral16", coarse, stride8), fine);
    ResidualStages.addTo(net, net.add("merge", ResidualStages.normed(3), sum), planes);
    return net.build("base", ColourOrder.RGB, 8, 32, planes);
  }

  private Handle block(int index, Handle from) {
    String name = "block" + index;
    int stride = index == 1 || index == 3 || index == 6 || index == 13 ? 2 : 1;
    Handle x = from;
    if (index > 0) {
      x =
          net.add(
              name + "_expand", activated(convolution(EXPANSION * net.channels(from), 1)), from);
    }
    int channels = net.channels(x);
    Operation.Convolution depthwise = convolution(channels, 3).withGroups(channels);
    x = net.add(name + "_depthwise", activated(depthwise.withStride(stride)), x);
    x = net.add(name + "_project", convolution(BLOCK_CHANNELS[index], 1), x);
    boolean shapeKept = stride == 1 && net.channels(x) == net.channels(from);
    return shapeKept ? sum(name + "/add", x, from) : x;
  }

  /** One step of the trunk's pyramid: to the finer grid, plus the coarser one, then separable. */
  private Handle pyramid(String name, Handle from, Handle coarse, int outputs) {
    Handle fine = net.add(name, convolution(net.channels(coarse), 1), from);
    Handle sum = sum(name + "/add", fine, resized(name + "/coarse", coarse, fine));
    Operation depthwise = Operation.Convolution.depthwise(net.channels(sum), 3);
    Handle x = net.add(name + "_depthwise", depthwise, sum);
    Operation pointwise = convolution(outputs, 1).withActivation(Activation.RELU);
    return net.add(name + "_pointwise", pointwise, x);
  }

  private Handle resized(String name, Handle coarse, Handle like) {
    Operation resize = new Operation.ResizeLike(Interpolation.HALF_PIXEL);
    return net.add(name + "/resize", resize, coarse, like);
  }

  private Handle sum(String name, Handle... parts) {
    return net.add(name, new Operation.Add(Activation.NONE), parts);
  }

  private static Operation.Convolution convolution(int outputs, int kernel) {
    return Operation.Convolution.of(outputs, kernel).withBias(true);
  }

  private static Operation.Convolution activated(Operation.Convolution convolution) {
    return convolution.withActivation(Activation.RELU6);
  }
}
