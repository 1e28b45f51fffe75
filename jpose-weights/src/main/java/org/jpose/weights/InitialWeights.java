package org.jpose.weights;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jpose.net.Activation;
import org.jpose.net.FieldSource;
import org.jpose.net.Graph;
import org.jpose.net.Handle;
import org.jpose.net.Node;
import org.jpose.net.Operation;
import org.jpose.net.Parameters;

/**
 * What a network knows before it is trained: random convolutions that keep the spread of what
 * passes through them (He et al. 2015, arXiv 1502.01852, section 2.2), no bias, and batch norms
 * that change nothing. Layers that fields come out of begin with a deviation of 0.01, as
 * OpenPose's, and with an image that is all background (a bias of 1): fields are nearly that nearly
 * everywhere, and Adam would take a thousand steps to find it out. Also what to measure speed with
 * where no weights are at hand.
 */
public final class InitialWeights {
  private static final double FIELD_DEVIATION = 0.01;

  private InitialWeights() {}

  /** Returns the network with such weights; equal seeds give equal weights. */
  public static Model of(Graph graph, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    Map<String, List<Integer>> shapes = Parameters.shapes(graph);
    Set<String> fieldNodes = graph.fieldNodes();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      if (node.operation() instanceof Operation.Convolution convolution) {
        String name = node.name() + ".weight";
        double gain = convolution.activation() == Activation.NONE ? 1 : 2;
        List<Integer> shape = shapes.get(name);
        double deviation =
            fieldNodes.contains(node.name()) ? FIELD_DEVIATION : Math.sqrt(gain / inputs(shape));
        tensors.put(name, normal(random, shape, deviation));
      }
    }
    for (Map.Entry<String, List<Integer>> weight : shapes.entrySet()) {
      String name = weight.getKey();
      if (!tensors.containsKey(name)) {
        float[] values = new float[weight.getValue().get(0)];
        Arrays.fill(values, name.endsWith(".gamma") || name.endsWith(".var") ? 1 : 0);
        tensors.put(name, Tensor.vector(values));
      }
    }
    graph.stages().forEach(stage -> expectBackground(graph, stage.heat(), tensors));
    return new Model(graph, new Weights("initial weights", Map.of(), tensors));
  }

  /** The last plane of heatmaps is the background's. */
  private static void expectBackground(Graph graph, Handle heat, Map<String, Tensor> tensors) {
    FieldSource source = graph.fieldSource(heat);
    for (String bias : List.of(".bn.beta", ".bias")) {
      Tensor tensor = tensors.get(source.node().name() + bias);
      if (tensor != null) {
        float[] values = tensor.data().clone();
        values[source.plane() + graph.channels().heat() - 1] = 1;
        tensors.put(source.node().name() + bias, Tensor.vector(values));
        return;
      }
    }
  }

  private static int inputs(List<Integer> shape) {
    return shape.get(1) * shape.get(2) * shape.get(3);
  }

  private static Tensor normal(RandomGenerator random, List<Integer> shape, double deviation) {
    float[] values = new float[shape.get(0) * inputs(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return new Tensor(shape, values);
  }
}
