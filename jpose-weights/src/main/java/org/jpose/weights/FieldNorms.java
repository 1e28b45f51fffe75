package org.jpose.weights;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jpose.core.ModelFormatException;
import org.jpose.net.Activation;
import org.jpose.net.BatchNorm;
import org.jpose.net.Graph;
import org.jpose.net.Handle;
import org.jpose.net.Node;
import org.jpose.net.Operation;

/**
 * Norms that fields come out of, as tf-openpose's networks have. What such a layer convolves to has
 * a variance of a millionth, so that the norm multiplies it by up to 32: an optimizer's step of one
 * size is then 32 times too large for these layers.
 */
public final class FieldNorms {
  private FieldNorms() {}

  /**
   * Returns weights of the same fields whose field norms add a bias and do nothing else: their
   * scale is in the convolutions. Norms that measure their own statistics stay as they are, and
   * those that stand alone, unless they have all of a convolution's planes to themselves.
   *
   * @param weights all weights of the graph; stay as they are
   * @throws ModelFormatException if a variance is so negative that it has no root
   */
  public static Weights settled(Graph graph, Weights weights) {
    Set<String> fieldNodes = graph.fieldNodes();
    Map<String, Tensor> tensors = new LinkedHashMap<>(weights.tensors());
    for (Node node : graph.nodes()) {
      if (!fieldNodes.contains(node.name())) {
        continue;
      }
      if (node.operation() instanceof Operation.Convolution convolution) {
        convolution
            .norm()
            .ifPresent(norm -> settle(tensors, node.name(), node.name(), norm, weights.origin()));
      } else if (node.operation() instanceof Operation.Normalize normalize
          && isBareWithOneUse(graph, node.inputs().get(0))) {
        String convolution = graph.node(node.inputs().get(0)).name();
        settle(tensors, convolution, node.name(), normalize.norm(), weights.origin());
      }
    }
    return weights.withTensors(tensors);
  }

  /** Whether a node is a convolution without norm or activation that one node uses. */
  private static boolean isBareWithOneUse(Graph graph, Handle handle) {
    return graph.node(handle).operation() instanceof Operation.Convolution convolution
        && convolution.norm().isEmpty()
        && convolution.activation() == Activation.NONE
        && graph.uses()[handle.index()] == 1;
  }

  private static void settle(
      Map<String, Tensor> tensors, String convolution, String name, BatchNorm norm, String origin) {
    if (norm.statistics() != BatchNorm.Statistics.RUNNING) {
      return;
    }
    AbsorbedNorm absorbed = AbsorbedNorm.of(tensors, convolution, name, norm, origin);
    int channels = absorbed.shift().data().length;
    tensors.put(convolution + ".weight", absorbed.weight());
    tensors.put(name + ".bn.beta", absorbed.shift());
    tensors.put(name + ".bn.mean", constant(channels, 0));
    tensors.put(name + ".bn.var", constant(channels, (float) (1 - norm.epsilon())));
    tensors.computeIfPresent(name + ".bn.gamma", (key, gamma) -> constant(channels, 1));
    tensors.computeIfPresent(convolution + ".bias", (key, bias) -> constant(channels, 0));
  }

  private static Tensor constant(int channels, float value) {
    float[] values = new float[channels];
    Arrays.fill(values, value);
    return Tensor.vector(values);
  }
}
