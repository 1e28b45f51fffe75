package org.jpose.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jpose.core.ModelFormatException;
import org.jpose.net.Graph;
import org.jpose.net.Parameters;

/**
 * A network with weights that fit it.
 *
 * @param graph the network
 * @param weights exactly the tensors it takes, all numbers finite
 */
public record Model(Graph graph, Weights weights) {
  private static final int LISTED = 20;

  /**
   * Checks that weights and graph belong together.
   *
   * @throws ModelFormatException if tensors are missing, extra or of another shape (the message
   *     lists them together, up to 20), or a number is infinite or not a number
   */
  public Model {
    Map<String, List<Integer>> expected = Parameters.shapes(graph);
    List<String> faults = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>(expected.keySet());
    names.addAll(weights.tensors().keySet());
    for (String name : names) {
      Tensor tensor = weights.tensors().get(name);
      List<Integer> shape = expected.get(name);
      if (tensor == null) {
        faults.add("missing " + name + " " + shape);
      } else if (shape == null) {
        faults.add("extra " + name + " " + tensor.shape());
      } else if (!shape.equals(tensor.shape())) {
        faults.add(name + " has shape " + tensor.shape() + ", expected " + shape);
      } else {
        requireFinite(weights.origin(), name, tensor);
      }
    }
    if (!faults.isEmpty()) {
      int shown = Math.min(LISTED, faults.size());
      throw new ModelFormatException(
          "%s does not fit network '%s': %s%s; is it of another network or skeleton?"
              .formatted(
                  weights.origin(),
                  graph.name(),
                  String.join("; ", faults.subList(0, shown)),
                  shown < faults.size() ? "; and " + (faults.size() - shown) + " more" : ""));
    }
  }

  private static void requireFinite(String origin, String name, Tensor tensor) {
    float[] data = tensor.data();
    for (int i = 0; i < data.length; i++) {
      if (!Float.isFinite(data[i])) {
        throw new ModelFormatException(
            "%s: tensor '%s' has %s at place %d, expected finite numbers; did training diverge?"
                .formatted(origin, name, data[i], i));
      }
    }
  }

  /** Returns the model of the last stage alone, without nodes and weights it does not need. */
  public Model pruned() {
    Graph pruned = graph.pruned();
    Map<String, Tensor> kept = new LinkedHashMap<>();
    for (String name : Parameters.shapes(pruned).keySet()) {
      kept.put(name, weights.tensors().get(name));
    }
    return new Model(pruned, weights.withTensors(kept));
  }

  /**
   * Returns the same in as few operations as possible: pruned, batch norms folded, what is left
   * joined ({@link Graph#simplified()}).
   *
   * @throws ModelFormatException if a norm's variance has no root
   */
  public Model optimized() {
    Model folded = BatchNormFolding.fold(pruned());
    return new Model(folded.graph.simplified(), folded.weights);
  }

  /** Returns the tensor of that name. */
  public Tensor tensor(String name) {
    return weights.tensors().get(name);
  }
}
