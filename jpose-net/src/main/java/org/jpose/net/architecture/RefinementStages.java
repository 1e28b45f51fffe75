package org.jpose.net.architecture;

import org.jpose.net.Activation;
import org.jpose.net.FieldChannels;
import org.jpose.net.GraphBuilder;
import org.jpose.net.Handle;

/**
 * tf-openpose's heads: per stage one branch for affinities ({@code L1}) and one for heatmaps
 * ({@code L2}), each stage seeing the features and the fields of the stage before (Cao et al. 2017,
 * arXiv 1611.08050, section 2.2), in separable convolutions.
 *
 * @param stages number of stages, the first included
 * @param kernel kernel of the later stages' first three layers; the first stage has 3
 * @param width channels of a branch; the first stage ends four times as wide
 */
record RefinementStages(int stages, int kernel, int width) {
  private static final int BRANCH = 128;

  /** Returns stages of {@code factor} times the channels of CMU's network, at least 8. */
  static RefinementStages of(int stages, int kernel, double factor) {
    return new RefinementStages(stages, kernel, Math.max(8, (int) (BRANCH * factor)));
  }

  void addTo(GraphBuilder net, Handle features, FieldChannels planes) {
    Handle in = features;
    Handle affinity = null;
    Handle heat = null;
    for (int stage = 1; stage <= stages; stage++) {
      String prefix = "MConv_Stage" + stage;
      if (stage > 1) {
        in = net.concat(prefix + "_concat", affinity, heat, features);
      }
      affinity = branch(net, prefix + "_L1_", in, stage == 1, planes.affinity());
      heat = branch(net, prefix + "_L2_", in, stage == 1, planes.heat());
      net.stage(heat, affinity);
    }
    net.concat("concat_stage7", heat, affinity);
  }

  private Handle branch(GraphBuilder net, String prefix, Handle in, boolean first, int outputs) {
    Handle x = in;
    for (int i = 1; i <= 3; i++) {
      x = net.separable(prefix + i, x, width, first ? 3 : kernel, 1, Activation.RELU);
    }
    x = net.separable(prefix + 4, x, first ? 4 * width : width, 1, 1, Activation.RELU);
    return net.separable(prefix + 5, x, outputs, 1, 1, Activation.NONE);
  }
}
