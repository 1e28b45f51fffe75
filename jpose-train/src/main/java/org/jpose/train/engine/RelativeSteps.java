package org.jpose.train.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.jpose.train.engine.compute.TorchValues;

/**
 * Shortens steps where weights are small, as LARS (You et al. 2017, arXiv 1708.03888) and Adafactor
 * (Shazeer and Stern 2018, arXiv 1804.04235, section 8) do, here for each output channel of a
 * convolution. Where a norm was folded into a convolution, each channel's weights were divided by
 * the deviation of what the channel gives, and may be a hundred times smaller than others; Adam's
 * steps, which are equally long for all weights, would undo in a few what was learned.
 *
 * <p>A channel's steps are multiplied by the length of its weights over that of He's initialization
 * (He et al. 2015, arXiv 1502.01852), and never made longer. Biases, norms and the convolutions
 * that the fields come out of, into which no norm is folded, keep theirs.
 */
final class RelativeSteps {
  /** Length of a channel's weights after He's initialization: n weights of variance 2 / n. */
  private static final double HE_LENGTH = Math.sqrt(2);

  /** So that a channel of zeros can learn. */
  private static final double LEAST = 1e-3;

  private final ParameterStore store;
  private final Tensor before;
  private final Tensor factors;
  private final List<Channels> convolutions = new ArrayList<>();

  /** A convolution's weights, and the factors of its steps. */
  private record Channels(Tensor weights, Tensor factors) {}

  /**
   * Of all weights in a store that are trained; lives no longer than the store.
   *
   * @param fieldNodes names of the convolutions that the fields come out of
   */
  RelativeSteps(ParameterStore store, Set<String> fieldNodes) {
    this.store = store;
    before = store.row(store.plan().trained());
    factors = store.row(store.plan().trained());
    TorchValues.calculate(() -> factors.fill_(new Scalar(1)));
    Map<String, Tensor> weights = store.views(store.values());
    Map<String, Tensor> ownFactors = store.views(factors);
    for (ParameterPlan.Slot slot : store.plan().slots()) {
      if (slot.trained()
          && slot.shape().size() == 4
          && !fieldNodes.contains(ParameterPlan.node(slot.name()))) {
        convolutions.add(new Channels(weights.get(slot.name()), ownFactors.get(slot.name())));
      }
    }
  }

  /** Remembers the weights before a step. */
  void begin() {
    before.copy_(trained());
    for (Channels channels : convolutions) {
      Tensor length =
          channels.weights().norm(new ScalarOptional(new Scalar(2)), new long[] {1, 2, 3}, true);
      channels
          .factors()
          .copy_(
              length
                  .div_(new Scalar(HE_LENGTH))
                  .clamp_(
                      new ScalarOptional(new Scalar(LEAST)), new ScalarOptional(new Scalar(1))));
    }
  }

  /** Shortens the step that the weights made since. */
  void end() {
    Tensor stepped = trained();
    stepped.copy_(before.lerp(stepped, factors));
  }

  private Tensor trained() {
    return store.values().narrow(0, 0, store.plan().trained());
  }
}
