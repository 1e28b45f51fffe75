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
 * tf-pose's networks on MobileNet v2 (Sandler et al. 2018, arXiv 1801.04381), the trunk as TF-slim
 * builds it: gamma, ReLU6, no activation after a projection, channels rounded to multiples of 8.
 */
final class MobileNetV2 {
  private static final BatchNorm NORM = new BatchNorm(0.001, true, BatchNorm.Statistics.RUNNING);
  private static final int[] CHANNELS = {16, 24, 24, 32, 32, 32, 64, 64, 64, 64, 96, 96, 96};
  private static final int EXPANSION = 6;
  private static final String TRUNK = "MobilenetV2/";

  private final GraphBuilder net = new GraphBuilder();
  private final double width;

  private MobileNetV2(double width) {
    this.width = width;
  }

  static Graph graph(String name, double width, double headWidth, FieldChannels planes) {
    return new MobileNetV2(width).build(name, RefinementStages.of(6, 3, headWidth), planes);
  }

  private Graph build(String name, RefinementStages stages, FieldChannels planes) {
    Operation.Convolution first = convolution(rounded(32 * width), 3, true);
    Handle x = net.add(TRUNK + "Conv", first.withStride(2), net.image(1, 0));
    Handle fine = null;
    for (int i = 0; i < CHANNELS.length; i++) {
      String output = i == 5 ? "base/layer_7/output" : i == 12 ? "base/layer_14/output" : null;
      x = block(i, output, x);
      fine = i == 5 ? x : fine;
    }
    net.endTrunk();
    Operation resize = new Operation.ResizeLike(Interpolation.ASYMMETRIC);
    Handle coarse = net.add("base/layer_14/output/upsample", resize, x, fine);
    Handle features = net.concat("feat_concat", fine, coarse);
    stages.addTo(net, features, planes);
    return net.build(name, ColourOrder.BGR, 8, 16, planes);
  }

  private Handle block(int index, String output, Handle from) {
    String name = TRUNK + (index == 0 ? "expanded_conv" : "expanded_conv_" + index);
    int stride = index == 1 || index == 3 || index == 6 ? 2 : 1;
    int outputs = rounded(CHANNELS[index] * width);
    Handle x = from;
    if (index > 0) {
      int wide = rounded(net.channels(from) * EXPANSION);
      x = net.add(name + "/expand", convolution(wide, 1, true), x);
    }
    int channels = net.channels(x);
    Operation.Convolution depthwise = convolution(channels, 3, true).withGroups(channels);
    x = net.add(name + "/depthwise", depthwise.withStride(stride), x);
    x = net.add(name + "/project", convolution(outputs, 1, false), x);
    if (stride == 1 && outputs == net.channels(from)) {
      String sum = output == null ? name + "/add" : output;
      x = net.add(sum, new Operation.Add(Activation.NONE), x, from);
    }
    return x;
  }

  private static Operation.Convolution convolution(int outputs, int kernel, boolean activated) {
    return Operation.Convolution.of(outputs, kernel)
        .withNorm(NORM)
        .withActivation(activated ? Activation.RELU6 : Activation.NONE);
  }

  private static int rounded(double channels) {
    int rounded = Math.max(8, (int) (channels + 4) / 8 * 8);
    return rounded < 0.9 * channels ? rounded + 8 : rounded;
  }
}
