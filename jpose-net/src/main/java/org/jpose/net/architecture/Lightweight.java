package org.jpose.net.architecture;

import org.jpose.core.image.ColourOrder;
import org.jpose.net.Activation;
import org.jpose.net.BatchNorm;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.GraphBuilder;
import org.jpose.net.Handle;
import org.jpose.net.Operation;
import org.jpose.net.Padding;
import org.jpose.net.Stage;
import org.jpose.net.Window;

/**
 * Lightweight OpenPose (Osokin 2018, arXiv 1811.12004): MobileNet v1 (Howard et al. 2017, arXiv
 * 1704.04861) to {@code conv5_5}, dilated so that the grid stays at stride 8; one stage and one
 * refinement stage, heat and affinity sharing all but their last two layers. Input scaling is
 * {@code (x - 128) / 256}, BGR.
 *
 * <p>A node is named as the module of its author's PyTorch network that holds it, so that the names
 * of weights of a {@code .pth} file follow: {@code P.weight} and {@code P.bias} are {@code
 * P.0.weight} and {@code P.0.bias} there, {@code P.bn.gamma|beta|mean|var} are {@code
 * P.1.weight|bias|running_mean|running_var}; {@code P.depthwise} and {@code P.pointwise} are {@code
 * P.0} and {@code P.3}, their norms {@code P.1} and {@code P.4}; in {@code cpm.trunk}, which has no
 * norms, {@code P.0} and {@code P.2}. Nodes without weights have a slash in their names.
 */
final class Lightweight {
  private static final BatchNorm NORM = new BatchNorm(1e-5, true, BatchNorm.Statistics.RUNNING);
  private static final int[] CHANNELS = {64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512};
  private static final int FEATURES = 128;
  private static final int BLOCKS = 5;

  private final GraphBuilder net = new GraphBuilder();
  private final FieldChannels planes;

  private Lightweight(FieldChannels planes) {
    this.planes = planes;
  }

  static Graph graph(FieldChannels planes) {
    Lightweight network = new Lightweight(planes);
    GraphBuilder net = network.net;
    Handle features = network.features(network.trunk());
    Stage first = network.stage("initial_stage", network.initial(features), 4 * FEATURES);
    Handle both =
        net.concat("refinement_stages.0/concat", features, first.heat(), first.affinity());
    network.stage("refinement_stages.0", network.refined(both), FEATURES);
    return net.build("lightweight", ColourOrder.BGR, 8, 8, planes);
  }

  private Handle trunk() {
    Operation.Convolution first = Operation.Convolution.of(32, 3).withNorm(NORM);
    Handle x = net.add("model.0", sliding(first, 2, 1), net.image(1 / 256.0, -0.5));
    for (int i = 1; i <= CHANNELS.length; i++) {
      int stride = i == 2 || i == 4 ? 2 : 1;
      int dilation = i == 7 ? 2 : 1;
      Operation.Convolution depthwise =
          Operation.Convolution.depthwise(net.channels(x), 3).withNorm(NORM);
      x = net.add("model." + i + ".depthwise", sliding(depthwise, stride, dilation), x);
      Operation.Convolution pointwise = Operation.Convolution.of(CHANNELS[i - 1], 1);
      x = net.add("model." + i + ".pointwise", relu(pointwise.withNorm(NORM)), x);
    }
    net.endTrunk();
    return x;
  }

  /** PyTorch's padding: the same on all sides, where SAME would put the odd row last. */
  private static Operation sliding(Operation.Convolution convolution, int stride, int dilation) {
    Padding padding = Padding.symmetric(dilation);
    return relu(convolution.withWindow(new Window(3, 3, stride, dilation, padding)));
  }

  private static Operation.Convolution relu(Operation.Convolution convolution) {
    return convolution.withActivation(Activation.RELU);
  }

  private Handle features(Handle trunk) {
    Handle aligned = dense("cpm.align", trunk, FEATURES, 1);
    Handle x = aligned;
    for (int i = 0; i < 3; i++) {
      String name = "cpm.trunk." + i;
      Operation.Convolution depthwise = Operation.Convolution.depthwise(FEATURES, 3);
      x = net.add(name + ".depthwise", depthwise.withActivation(Activation.ELU), x);
      Operation.Convolution pointwise = Operation.Convolution.of(FEATURES, 1);
      x = net.add(name + ".pointwise", pointwise.withActivation(Activation.ELU), x);
    }
    Handle sum = net.add("cpm/add", new Operation.Add(Activation.NONE), aligned, x);
    return dense("cpm.conv", sum, FEATURES, 3);
  }

  private Handle initial(Handle features) {
    Handle x = features;
    for (int i = 0; i < 3; i++) {
      x = dense("initial_stage.trunk." + i, x, FEATURES, 3);
    }
    return x;
  }

  private Handle refined(Handle from) {
    Handle x = from;
    for (int i = 0; i < BLOCKS; i++) {
      String name = "refinement_stages.0.trunk." + i;
      Operation.Convolution normed =
          relu(Operation.Convolution.of(FEATURES, 3).withBias(true).withNorm(NORM));
      Handle start = dense(name + ".initial", x, FEATURES, 1);
      Handle a = net.add(name + ".trunk.0", normed, start);
      Handle b = net.add(name + ".trunk.1", normed.withDilation(2), a);
      x = net.add(name + "/add", new Operation.Add(Activation.NONE), start, b);
    }
    return x;
  }

  private Stage stage(String name, Handle from, int wide) {
    Handle heat = head(name + ".heatmaps", from, wide, planes.heat());
    Handle affinity = head(name + ".pafs", from, wide, planes.affinity());
    net.stage(heat, affinity);
    return new Stage(heat, affinity);
  }

  private Handle head(String name, Handle from, int wide, int outputs) {
    Handle x = dense(name + ".0", from, wide, 1);
    return net.add(name + ".1", Operation.Convolution.of(outputs, 1).withBias(true), x);
  }

  private Handle dense(String name, Handle from, int outputs, int kernel) {
    return net.add(name, relu(Operation.Convolution.of(outputs, kernel).withBias(true)), from);
  }
}
