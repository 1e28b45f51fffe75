package org.jpose.net.architecture;

import org.jpose.core.image.ColourOrder;
import org.jpose.net.Activation;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.GraphBuilder;
import org.jpose.net.Handle;
import org.jpose.net.Operation;

/**
 * CMU's network (Cao et al. 2017, arXiv 1611.08050): ten layers of VGG-19, then six stages of two
 * branches; and {@code dsconv}, tf-openpose's version with separable convolutions.
 */
final class OpenPose {
  private static final int BRANCH = 128;
  private static final int STAGES = 6;
  private static final int[][] BLOCKS = {{64, 64}, {128, 128}, {256, 256, 256, 256}};

  private final GraphBuilder net = new GraphBuilder();
  private final boolean separable;

  private OpenPose(boolean separable) {
    this.separable = separable;
  }

  static Graph cmu(FieldChannels planes) {
    OpenPose network = new OpenPose(false);
    GraphBuilder net = network.net;
    Handle x = net.add("preprocess", new Operation.Affine(1 / 256.0, -0.5), net.image(1, 0));
    for (int block = 1; block <= BLOCKS.length; block++) {
      for (int i = 1; i <= BLOCKS[block - 1].length; i++) {
        x = network.dense("conv" + block + "_" + i, x, BLOCKS[block - 1][i - 1], 3, true);
      }
      x = net.maxPool("pool" + block + "_stage1", x);
    }
    return network.stages("cmu", x, planes);
  }

  static Graph dsconv(FieldChannels planes) {
    OpenPose network = new OpenPose(true);
    GraphBuilder net = network.net;
    Handle x = network.dense("conv1_1", net.image(2 / 255.0, -1), 64, 3, true);
    for (int block = 1; block <= BLOCKS.length; block++) {
      int[] channels = BLOCKS[block - 1];
      for (int i = block == 1 ? 2 : 1; i <= channels.length; i++) {
        int stride = i == channels.length ? 2 : 1;
        String name = "conv" + block + "_" + i;
        x = net.separable(name, x, channels[i - 1], 3, stride, Activation.RELU);
      }
    }
    return network.stages("dsconv", x, planes);
  }

  private Graph stages(String name, Handle trunk, FieldChannels planes) {
    Handle x = wide("conv4_1", trunk, 512, 3);
    x = wide("conv4_2", x, 512, 3);
    net.endTrunk();
    x = wide("conv4_3_CPM", x, 256, 3);
    Handle features = wide("conv4_4_CPM", x, BRANCH, 3);
    Handle affinity = first("_CPM_L1", features, planes.affinity());
    Handle heat = first("_CPM_L2", features, planes.heat());
    net.stage(heat, affinity);
    for (int stage = 2; stage <= STAGES; stage++) {
      Handle in = net.concat("concat_stage" + stage, affinity, heat, features);
      affinity = refined("_stage" + stage + "_L1", in, planes.affinity());
      heat = refined("_stage" + stage + "_L2", in, planes.heat());
      net.stage(heat, affinity);
    }
    net.concat("concat_stage7", heat, affinity);
    return net.build(name, ColourOrder.BGR, 8, 8, planes);
  }

  private Handle first(String suffix, Handle from, int outputs) {
    Handle x = from;
    for (int i = 1; i <= 3; i++) {
      x = wide("conv5_" + i + suffix, x, BRANCH, 3);
    }
    x = dense("conv5_4" + suffix, x, 4 * BRANCH, 1, true);
    return dense("conv5_5" + suffix, x, outputs, 1, false);
  }

  private Handle refined(String suffix, Handle from, int outputs) {
    Handle x = from;
    for (int i = 1; i <= 5; i++) {
      x = wide("Mconv" + i + suffix, x, BRANCH, 7);
    }
    x = dense("Mconv6" + suffix, x, BRANCH, 1, true);
    return dense("Mconv7" + suffix, x, outputs, 1, false);
  }

  private Handle wide(String name, Handle from, int outputs, int kernel) {
    return separable
        ? net.separable(name, from, outputs, kernel, 1, Activation.RELU)
        : dense(name, from, outputs, kernel, true);
  }

  private Handle dense(String name, Handle from, int outputs, int kernel, boolean relu) {
    Operation.Convolution convolution =
        Operation.Convolution.of(outputs, kernel)
            .withBias(true)
            .withActivation(relu ? Activation.RELU : Activation.NONE);
    return net.add(name, convolution, from);
  }
}
