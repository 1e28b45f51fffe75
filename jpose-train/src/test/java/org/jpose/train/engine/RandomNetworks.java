package org.jpose.train.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jpose.net.Graph;
import org.jpose.weights.InitialWeights;
import org.jpose.weights.Model;
import org.jpose.weights.Tensor;

/** Networks with random weights whose fields are neither all zero nor saturated, and images. */
final class RandomNetworks {
  private RandomNetworks() {}

  /** Returns a network whose norms, biases and stored statistics are what training could leave. */
  static Model model(Graph graph, long seed) {
    Model model = disturbed(InitialWeights.of(graph, seed), seed);
    if (model.weights().tensors().keySet().stream().noneMatch(name -> name.endsWith(".bn.var"))) {
      return model;
    }
    try (TorchNetwork network = TorchNetwork.of(model)) {
      network.observe(images(seed, 2, 64, 64), 1);
      return network.model();
    }
  }

  private static Model disturbed(Model model, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    Map<String, Tensor> tensors = new LinkedHashMap<>(model.weights().tensors());
    tensors.replaceAll(
        (name, tensor) -> {
          if (!name.endsWith("bias") && !name.endsWith("gamma") && !name.endsWith("beta")) {
            return tensor;
          }
          float[] values = tensor.data().clone();
          for (int i = 0; i < values.length; i++) {
            values[i] += (float) (0.2 * random.nextGaussian());
          }
          return new Tensor(tensor.shape(), values);
        });
    return new Model(model.graph(), model.weights().withTensors(tensors));
  }

  static ImageBatch images(long seed, int count, int height, int width) {
    RandomGenerator random = new SplittableRandom(seed);
    float[] values = new float[count * 3 * height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(256);
    }
    return new ImageBatch(count, height, width, values);
  }
}
