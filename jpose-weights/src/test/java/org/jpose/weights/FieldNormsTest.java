package org.jpose.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jpose.core.ModelFormatException;
import org.jpose.net.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldNormsTest {
  /** A network whose field norms have tiny variances, as published ones. */
  private static Model published(String name) {
    Model model = RandomModels.weighted(Networks.named(name, Photos.COCO18), 3);
    Map<String, Tensor> tensors = new HashMap<>(model.weights().tensors());
    for (String node : model.graph().fieldNodes()) {
      tensors.computeIfPresent(
          node + ".bn.var",
          (key, old) -> {
            float[] values = old.data().clone();
            for (int i = 0; i < values.length; i++) {
              values[i] *= 1e-6f;
            }
            return Tensor.vector(values);
          });
    }
    return new Model(model.graph(), model.weights().withTensors(tensors));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mobilenet_thin", "lite"})
  void theFieldsStayAndTheNormsDoNothing(String name) {
    Model model = published(name);
    Set<String> fieldNodes = model.graph().fieldNodes();
    Model settled = new Model(model.graph(), FieldNorms.settled(model.graph(), model.weights()));
    OnnxRun.Fields before = NaiveNetwork.run(model, RandomModels.image(1, 1, 16, 24));
    OnnxRun.Fields after = NaiveNetwork.run(settled, RandomModels.image(1, 1, 16, 24));
    float largest = 0;
    for (float value : before.heat()) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertTrue(largest > 0.1f, name + " says nothing");
    assertArrayEquals(before.heat(), after.heat(), 1e-4f * largest, name);
    int norms = 0;
    for (Map.Entry<String, Tensor> weight : settled.weights().tensors().entrySet()) {
      String node = weight.getKey().replaceFirst("\\.(bn\\.)?\\w+$", "");
      if (!fieldNodes.contains(node)) {
        assertEquals(model.weights().tensors().get(weight.getKey()), weight.getValue());
      } else if (weight.getKey().endsWith(".bn.var")) {
        norms++;
        assertEquals(1, weight.getValue().data()[0], 0.01, weight.getKey());
      }
    }
    assertEquals(name.startsWith("mobilenet"), norms > 0, name + " has " + norms + " field norms");
  }

  @Test
  void aVarianceWithoutRootIsNamed() {
    Model model = published("mobilenet_thin");
    String node = model.graph().fieldNodes().iterator().next();
    Map<String, Tensor> tensors = new HashMap<>(model.weights().tensors());
    tensors.put(
        node + ".bn.var", Tensor.vector(new float[tensors.get(node + ".bn.var").data().length]));
    tensors.get(node + ".bn.var").data()[0] = -1;
    Weights damaged = model.weights().withTensors(tensors);
    String message =
        assertThrows(ModelFormatException.class, () -> FieldNorms.settled(model.graph(), damaged))
            .getMessage();
    assertTrue(message.contains("variance -1.0 of '" + node + "', channel 0"), message);
  }
}
