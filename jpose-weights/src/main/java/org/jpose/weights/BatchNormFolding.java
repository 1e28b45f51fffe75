package org.jpose.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jpose.core.ModelFormatException;
import org.jpose.net.Activation;
import org.jpose.net.BatchNorm;
import org.jpose.net.Graph;
import org.jpose.net.Handle;
import org.jpose.net.Node;
import org.jpose.net.Operation;
import org.jpose.net.Stage;

/**
 * Folds batch norms with stored statistics into the convolutions before them.
 *
 * <p>{@code weight * f} and {@code beta + (bias - mean) * f} with {@code f = gamma / sqrt(variance
 * + epsilon)}, computed in double precision. A norm that stands alone is folded where the
 * convolution before it has no other use; norms that measure their own statistics stay.
 */
public final class BatchNormFolding {
  private final Model model;
  private final int[] uses;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Handle> moved = new ArrayList<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private BatchNormFolding(Model model) {
    this.model = model;
    this.uses = model.graph().uses();
  }

  /**
   * Returns the folded model; the given one stays as it is.
   *
   * @throws ModelFormatException if a variance is so negative that it has no root
   */
  public static Model fold(Model model) {
    return new BatchNormFolding(model).run();
  }

  private Model run() {
    Graph graph = model.graph();
    model.weights().tensors().forEach(tensors::put);
    for (Node node : graph.nodes()) {
      List<Handle> inputs = node.inputs().stream().map(h -> moved.get(h.index())).toList();
      if (node.operation() instanceof Operation.Normalize normalize
          && absorbs(node, normalize.norm(), inputs.get(0))) {
        absorb(inputs.get(0), node.name(), normalize.norm());
        moved.add(inputs.get(0));
      } else {
        moved.add(new Handle(nodes.size()));
        nodes.add(node.withInputs(inputs));
        if (node.operation() instanceof Operation.Convolution convolution
            && convolution.norm().filter(BatchNormFolding::stored).isPresent()) {
          absorb(moved.get(moved.size() - 1), node.name(), convolution.norm().get());
        }
      }
    }
    List<Stage> stages =
        graph.stages().stream()
            .map(s -> new Stage(moved.get(s.heat().index()), moved.get(s.affinity().index())))
            .toList();
    return new Model(graph.with(nodes, stages), model.weights().withTensors(tensors));
  }

  private static boolean stored(BatchNorm norm) {
    return norm.statistics() == BatchNorm.Statistics.RUNNING;
  }

  private boolean absorbs(Node node, BatchNorm norm, Handle before) {
    return stored(norm)
        && uses[node.inputs().get(0).index()] == 1
        && nodes.get(before.index()).operation() instanceof Operation.Convolution convolution
        && convolution.norm().isEmpty()
        && convolution.activation() == Activation.NONE;
  }

  private void absorb(Handle target, String normName, BatchNorm norm) {
    Node node = nodes.get(target.index());
    Operation.Convolution convolution = (Operation.Convolution) node.operation();
    AbsorbedNorm absorbed =
        AbsorbedNorm.of(tensors, node.name(), normName, norm, model.weights().origin());
    List.of(".gamma", ".beta", ".mean", ".var").forEach(s -> tensors.remove(normName + ".bn" + s));
    tensors.put(node.name() + ".weight", absorbed.weight());
    tensors.put(node.name() + ".bias", absorbed.shift());
    nodes.set(target.index(), node.withOperation(convolution.folded()));
  }
}
