package org.jpose.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jpose.net.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorFlowCheckpointTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"mobilenet_thin", "mobilenet_2018", "mobilenet_v2_small", "cmu"})
  void networksComeBackAsTensorFlowWroteThem(String network) throws Exception {
    Model model = RandomModels.weighted(Networks.named(network, Photos.COCO18), 1);
    Path prefix = folder.resolve("model-1");
    long start = System.nanoTime();
    TensorFlowEngine.save(prefix, List.of(model.weights().tensors()));
    System.out.println(network + " largest save " + (System.nanoTime() - start) / 1e9);
    start = System.nanoTime();
    Weights read = TensorFlowCheckpoint.read(prefix);
    System.out.println(network + " largest read " + (System.nanoTime() - start) / 1e9);
    requireSame(model.weights().tensors(), read.tensors());
  }

  private static void requireSame(Map<String, Tensor> expected, Map<String, Tensor> found) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach(
        (name, tensor) -> {
          assertEquals(tensor.shape(), found.get(name).shape(), name);
          assertArrayEquals(tensor.data(), found.get(name).data(), name);
        });
  }

  @Test
  void severalShards() throws Exception {
    Map<String, Tensor> a = new LinkedHashMap<>();
    Map<String, Tensor> b = new LinkedHashMap<>();
    RandomModels.model(3)
        .weights()
        .tensors()
        .forEach((name, tensor) -> (name.hashCode() % 2 == 0 ? a : b).put(name, tensor));
    Path prefix = folder.resolve("model-1");
    TensorFlowEngine.save(prefix, List.of(a, b));
    Map<String, Tensor> read = TensorFlowCheckpoint.read(prefix).tensors();
    requireSame(RandomModels.model(3).weights().tensors(), read);
  }
}
