package org.jpose.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.jpose.net.FieldChannels;
import org.jpose.net.architecture.Networks;
import org.junit.jupiter.api.Test;

class InitialWeightsTest {
  private static final FieldChannels PLANES = new FieldChannels(19, 38);

  /** lite cuts both fields out of one layer with a bias; tf-pose's heatmaps come out of a norm. */
  @Test
  void expectsBackgroundAndNobody() {
    assertBias("lite", "stage1_out.bias", 57);
    assertBias("lite", "stage2_out.bias", 57);
    assertBias("mobilenet_thin", "MConv_Stage6_L2_5_pointwise.bn.beta", 19);
    assertBias("cmu", "Mconv7_stage6_L2.bias", 19);
  }

  private static void assertBias(String network, String name, int planes) {
    Map<String, Tensor> weights =
        InitialWeights.of(Networks.named(network, PLANES), 1).weights().tensors();
    float[] bias = weights.get(name).data();
    assertEquals(planes, bias.length, name);
    for (int plane = 0; plane < planes; plane++) {
      assertEquals(plane == 18 ? 1 : 0, bias[plane], name + " " + plane);
    }
  }

  @Test
  void layersOfFieldsBeginSmall() {
    Map<String, Tensor> weights =
        InitialWeights.of(Networks.named("lite", PLANES), 1).weights().tensors();
    assertEquals(0.01, deviation(weights.get("stage2_out.weight")), 0.001);
    assertTrue(deviation(weights.get("merge.weight")) > 0.03);
  }

  private static double deviation(Tensor tensor) {
    double squares = 0;
    for (float value : tensor.data()) {
      squares += value * value;
    }
    return Math.sqrt(squares / tensor.data().length);
  }
}
