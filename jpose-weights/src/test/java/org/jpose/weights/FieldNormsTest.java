package org.jpose.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jpose.core.ModelFormatException;
import org.jpose.core.image.ColourOrder;
import org.jpose.net.BatchNorm;
import org.jpose.net.Graph;
import org.jpose.net.GraphBuilder;
import org.jpose.net.Handle;
import org.jpose.net.Operation;
import org.jpose.net.architecture.Networks;
import org.jpose.weights.onnx.OnnxRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldNormsTest {
  /** A network whose field norms have tiny variances, as published ones. */
  private static Model published(String name) {
    Model model =
        name.equals("random")
            ? RandomModels.model(3)
            : RandomModels.weighted(Networks.named(name, Photos.COCO18), 3);
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
  @ValueSource(strings = {"mobilenet_thin", "lite", "random"})
  void theFieldsStayAndTheNormsDoNothing(String name) {
    Model model = published(name);
    Set<String> changed = new HashSet<>(model.graph().fieldNodes());
    // The norm of random networks stands alone, as in files of TensorFlow's.
    changed.add("fields");
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
      if (!changed.contains(node)) {
        assertEquals(model.weights().tensors().get(weight.getKey()), weight.getValue());
      } else if (weight.getKey().endsWith(".bn.var")) {
        norms++;
        assertEquals(1, weight.getValue().data()[0], 0.01, weight.getKey());
      }
    }
    assertEquals(!name.equals("lite"), norms > 0, name + " has " + norms + " field norms");
  }

  /** What a convolution gives others as well must not change. */
  @Test
  void aNormThatSharesItsConvolutionStays() {
    GraphBuilder net = new GraphBuilder();
    Handle image = net.image(1, 0);
    Operation.Convolution convolution =
        Operation.Convolution.of(RandomModels.PLANES.total(), 1).withStride(4);
    Handle fields = net.add("fields", convolution, image);
    net.stage("first", fields, RandomModels.PLANES);
    BatchNorm norm = new BatchNorm(0.001, true, BatchNorm.Statistics.RUNNING);
    Handle late = net.add("late", new Operation.Normalize(norm), fields);
    net.stage("second", late, RandomModels.PLANES);
    Graph graph = net.build("shared", ColourOrder.RGB, 4, 4, RandomModels.PLANES);
    Weights weights = RandomModels.weighted(graph, 1).weights();
    assertEquals(weights.tensors(), FieldNorms.settled(graph, weights).tensors());
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
