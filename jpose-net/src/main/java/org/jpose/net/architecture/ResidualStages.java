package org.jpose.net.architecture;

import java.util.Optional;
import org.jpose.net.Activation;
import org.jpose.net.BatchNorm;
import org.jpose.net.FieldChannels;
import org.jpose.net.GraphBuilder;
import org.jpose.net.Handle;
import org.jpose.net.Operation;
import org.jpose.net.Padding;
import org.jpose.net.Window;

/**
 * The heads of jpose's own networks: dense convolutions of equal width with batch norms, and two
 * stages of residual blocks, each with its fields in one node.
 */
final class ResidualStages {
  /** Channels of every layer but the fields. */
  static final int FEATURES = 96;

  private static final BatchNorm NORM = new BatchNorm(1e-5, true, BatchNorm.Statistics.RUNNING);

  private final GraphBuilder net;
  private final FieldChannels planes;

  private ResidualStages(GraphBuilder net, FieldChannels planes) {
    this.net = net;
    this.planes = planes;
  }

  /** Adds both stages; the second sees the features and the fields of the first. */
  static void addTo(GraphBuilder net, Handle features, FieldChannels planes) {
    ResidualStages stages = new ResidualStages(net, planes);
    Handle first = stages.fields("stage1_out", stages.residual("stage1_res1", features));
    Handle both = net.concat("stage2_in/concat", features, first);
    Handle second = stages.residual("stage2_res1", net.add("stage2_in", normed(1), both));
    stages.fields("stage2_out", stages.residual("stage2_res2", second));
  }

  /** Returns a convolution to {@link #FEATURES} channels with batch norm and ReLU. */
  static Operation.Convolution normed(int kernel) {
    return new Operation.Convolution(
        FEATURES, Window.square(kernel), 1, false, Optional.of(NORM), Activation.RELU);
  }

  /** Returns a 3x3 convolution of stride 2 that reads one cell beyond every side. */
  static Operation.Convolution halving() {
    return normed(3).withStride(2).withPadding(Padding.symmetric(1));
  }

  private Handle residual(String name, Handle from) {
    Handle a = net.add(name + "_a", normed(3), from);
    Operation.Convolution wide = normed(3).withDilation(2).withActivation(Activation.NONE);
    Handle b = net.add(name + "_b", wide, a);
    return net.add(name + "/add", new Operation.Add(Activation.RELU), b, from);
  }

  private Handle fields(String name, Handle from) {
    Operation.Convolution pointwise = Operation.Convolution.of(planes.total(), 1).withBias(true);
    Handle fields = net.add(name, pointwise, from);
    net.stage(name, fields, planes);
    return fields;
  }
}
