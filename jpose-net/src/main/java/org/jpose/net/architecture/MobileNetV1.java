package org.jpose.net.architecture;

import org.jpose.core.image.ColourOrder;
import org.jpose.net.Activation;
import org.jpose.net.BatchNorm;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.GraphBuilder;
import org.jpose.net.Handle;
import org.jpose.net.Interpolation;
import org.jpose.net.Operation;

/**
 * tf-openpose's networks on MobileNet v1 (Howard et al. 2017, arXiv 1704.04861): the seed's of
 * October 2017, later called {@code mobilenet_thin}, and those of 2018 with a finer grid.
 *
 * <p>Input scaling follows the seed ({@code x * 2 / 255 - 1}, BGR).
 */
final class MobileNetV1 {
  private static final BatchNorm NORM = new BatchNorm(0.001, false, BatchNorm.Statistics.RUNNING);
  private static final int[] CHANNELS = {32, 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512};

  private final GraphBuilder net = new GraphBuilder();

  private MobileNetV1() {}

  /** Returns the network of 2017: grid of stride 8, six stages with kernel 3. */
  static Graph seed(String name, double width, double headWidth, FieldChannels planes) {
    MobileNetV1 network = new MobileNetV1();
    Handle[] trunk = network.trunk(11, width);
    GraphBuilder net = network.net;
    Handle pool = net.maxPool("Conv2d_3_pool", trunk[3]);
    Handle features = net.concat("feat_concat", pool, trunk[7], trunk[11]);
    RefinementStages.of(6, 3, headWidth).addTo(net, features, planes);
    return net.build(name, ColourOrder.BGR, 8, 8, planes);
  }

  /** Returns the network of 2018: grid of stride 4, five stages with kernel 7. */
  static Graph later(String name, double width, double headWidth, FieldChannels planes) {
    MobileNetV1 network = new MobileNetV1();
    Handle[] trunk = network.trunk(8, width);
    GraphBuilder net = network.net;
    Handle pool = net.maxPool("Conv2d_1_pool", trunk[1]);
    Operation upsample = new Operation.Upsample(2, Interpolation.ASYMMETRIC);
    Handle coarse = net.add("Conv2d_7_upsample", upsample, trunk[7]);
    Handle features = net.concat("feat_concat", pool, trunk[3], coarse);
    RefinementStages.of(5, 7, headWidth).addTo(net, features, planes);
    return net.build(name, ColourOrder.BGR, 4, 8, planes);
  }

  private Handle[] trunk(int last, double width) {
    Handle[] layers = new Handle[last + 1];
    Operation.Convolution first =
        Operation.Convolution.of(scaled(CHANNELS[0], width), 3)
            .withStride(2)
            .withNorm(NORM)
            .withActivation(Activation.RELU);
    layers[0] = net.add("Conv2d_0", first, net.image(2 / 255.0, -1));
    for (int i = 1; i <= last; i++) {
      int stride = i == 2 || i == 4 ? 2 : 1;
      int outputs = scaled(CHANNELS[i], width);
      layers[i] = net.separable("Conv2d_" + i, layers[i - 1], outputs, 3, stride, Activation.RELU);
    }
    net.endTrunk();
    return layers;
  }

  private static int scaled(int channels, double width) {
    return Math.max(8, (int) (channels * width));
  }
}
