package org.jpose.weights;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jpose.net.Graph;
import org.jpose.net.Parameters;

/**
 * Weights to begin a training with, or to measure a network for which there are none.
 *
 * <p>Convolutions have normally distributed weights of variance {@code 2 / fan-in} (He et al. 2015,
 * arXiv 1502.01852), biases 0; batch norms change nothing.
 */
public final class RandomWeights {
  private RandomWeights() {}

  /** Returns weights for a network; equal seeds give equal weights. */
  public static Model of(Graph graph, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Parameters.shapes(graph)
        .forEach((name, shape) -> tensors.put(name, tensor(name, shape, random.split())));
    return new Model(graph, new Weights("random weights", Map.of(), tensors));
  }

  private static Tensor tensor(String name, List<Integer> shape, SplittableRandom random) {
    float[] numbers = new float[shape.stream().reduce(1, Math::multiplyExact)];
    if (name.endsWith(".weight")) {
      double deviation = Math.sqrt(2.0 * shape.get(0) / numbers.length);
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (float) (random.nextGaussian() * deviation);
      }
    } else if (name.endsWith(".bn.gamma") || name.endsWith(".bn.var")) {
      Arrays.fill(numbers, 1);
    }
    return new Tensor(shape, numbers);
  }
}
