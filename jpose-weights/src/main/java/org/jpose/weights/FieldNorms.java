package org.jpose.weights;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jpose.core.ModelFormatException;
import org.jpose.net.BatchNorm;
import org.jpose.net.Graph;
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
   * scale is in the convolutions. Norms that measure their own statistics stay as they are.
   *
   * @param weights all weights of the graph; stay as they are
   * @throws ModelFormatException if a variance is so negative that it has no root
   */
  public static Weights settled(Graph graph, Weights weights) {
    Set<String> fieldNodes = graph.fieldNodes();
    Map<String, Tensor> tensors = new LinkedHashMap<>(weights.tensors());
    for (Node node : graph.nodes()) {
      if (fieldNodes.contains(node.name())
          && node.operation() instanceof Operation.Convolution convolution) {
        convolution
            .norm()
            .filter(norm -> norm.statistics() == BatchNorm.Statistics.RUNNING)
            .ifPresent(norm -> settle(tensors, node.name(), norm, weights.origin()));
      }
    }
    return weights.withTensors(tensors);
  }

  private static void settle(
      Map<String, Tensor> tensors, String name, BatchNorm norm, String origin) {
    AbsorbedNorm absorbed = AbsorbedNorm.of(tensors, name, name, norm, origin);
    int channels = absorbed.shift().data().length;
    tensors.put(name + ".weight", absorbed.weight());
    tensors.put(name + ".bn.beta", absorbed.shift());
    tensors.put(name + ".bn.mean", constant(channels, 0));
    tensors.put(name + ".bn.var", constant(channels, (float) (1 - norm.epsilon())));
    tensors.computeIfPresent(name + ".bn.gamma", (key, gamma) -> constant(channels, 1));
    tensors.computeIfPresent(name + ".bias", (key, bias) -> constant(channels, 0));
  }

  private static Tensor constant(int channels, float value) {
    float[] values = new float[channels];
    Arrays.fill(values, value);
    return Tensor.vector(values);
  }
}
