package org.jpose.train.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolVector;
import org.bytedeco.pytorch.Reducer;
import org.bytedeco.pytorch.SizeTStringMap;
import org.bytedeco.pytorch.SizeTVector;
import org.bytedeco.pytorch.SizeTVectorVector;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jpose.net.Graph;
import org.jpose.net.Node;
import org.jpose.net.Stage;
import org.jpose.train.engine.compute.LostRankException;
import org.jpose.train.engine.compute.RankGroup;

/**
 * Replaces each rank's gradients by the mean over all ranks while the backward pass still runs:
 * libtorch's {@code Reducer}, what PyTorch's DistributedDataParallel is made of (Li et al. 2020,
 * arXiv 2006.15704, section 3.2). Its hooks on the weights fill buckets; a full bucket is on its
 * way to the other ranks while earlier layers calculate.
 */
final class GradientExchange implements AutoCloseable {
  private static final boolean WEIGHTS_MAY_BE_UNUSED = false;
  private static final boolean GRADIENTS_LIE_IN_BUCKETS = false;

  private final RankGroup group;
  private final Reducer reducer;

  GradientExchange(RankGroup group, ParameterStore store, Graph graph) {
    this.group = group;
    PointerScope scope = new PointerScope();
    try {
      Tensor[] weights = used(store, graph).toArray(Tensor[]::new);
      boolean[] sparse = new boolean[weights.length];
      this.reducer =
          new Reducer(
                  new TensorVector(weights),
                  buckets(weights),
                  group.processGroup(),
                  new BoolVector(sparse),
                  torch.kDefaultBucketBytesCap(),
                  WEIGHTS_MAY_BE_UNUSED,
                  GRADIENTS_LIE_IN_BUCKETS,
                  new SizeTStringMap(),
                  torch.kDefaultFirstBucketBytes(),
                  false,
                  false)
              .retainReference();
    } finally {
      scope.close();
    }
  }

  /** Trained weights that a stage depends on; no other gets a gradient to wait for. */
  private static List<Tensor> used(ParameterStore store, Graph graph) {
    Set<String> names = new HashSet<>();
    boolean[] needed = new boolean[graph.nodes().size()];
    for (Stage stage : graph.stages()) {
      needed[stage.heat().index()] = true;
      needed[stage.affinity().index()] = true;
    }
    for (int i = needed.length - 1; i >= 0; i--) {
      if (needed[i]) {
        Node node = graph.nodes().get(i);
        names.add(node.name());
        node.inputs().forEach(input -> needed[input.index()] = true);
      }
    }
    return store.plan().slots().stream()
        .filter(slot -> slot.trained() && names.contains(ParameterPlan.node(slot.name())))
        .map(slot -> store.weights().get(slot.name()))
        .toList();
  }

  /**
   * First buckets, last weights first; after its first step the reducer makes new ones in the order
   * in which gradients came.
   */
  private static SizeTVectorVector buckets(Tensor[] weights) {
    SizeTVectorVector buckets = new SizeTVectorVector();
    List<Long> open = new ArrayList<>();
    long bytes = 0;
    long cap = torch.kDefaultFirstBucketBytes();
    for (int i = weights.length - 1; i >= 0; i--) {
      open.add((long) i);
      bytes += weights[i].nbytes();
      if (bytes >= cap || i == 0) {
        buckets.push_back(new SizeTVector(open.stream().mapToLong(Long::longValue).toArray()));
        open = new ArrayList<>();
        bytes = 0;
        cap = torch.kDefaultBucketBytesCap();
      }
    }
    return buckets;
  }

  /** Before the forward pass of a step. */
  void beforeForward() {
    group.guarded(reducer::rebuild_buckets);
    reducer.prepare_for_forward();
  }

  /**
   * Runs the backward pass, which ends when all gradients are means.
   *
   * @throws LostRankException if a rank is gone
   */
  void backward(Tensor loss, Consumer<Tensor> pass) {
    TensorVector all = new TensorVector();
    try {
      reducer.prepare_for_backward(all);
      group.guarded(
          () -> {
            pass.accept(loss);
            return true;
          });
    } finally {
      all.close();
    }
  }

  @Override
  public void close() {
    reducer.close();
  }
}
