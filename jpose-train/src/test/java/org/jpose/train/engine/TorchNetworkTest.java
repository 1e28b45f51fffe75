package org.jpose.train.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.jpose.core.image.ColourOrder;
import org.jpose.net.BatchNorm;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.GraphBuilder;
import org.jpose.net.Handle;
import org.jpose.net.Interpolation;
import org.jpose.net.Operation;
import org.jpose.net.architecture.Networks;
import org.jpose.weights.InitialWeights;
import org.jpose.weights.Model;
import org.junit.jupiter.api.Test;

class TorchNetworkTest {
  private static final FieldChannels PLANES = new FieldChannels(19, 38);

  private static Model lite() {
    return RandomNetworks.model(Networks.named("lite", PLANES), 1);
  }

  /** Image planes times random weights, normalized: a network whose statistics are known. */
  private static Model normalized() {
    FieldChannels planes = new FieldChannels(2, 2);
    GraphBuilder net = new GraphBuilder();
    Handle image = net.image(1, 0);
    BatchNorm norm = new BatchNorm(0, true, BatchNorm.Statistics.RUNNING);
    Operation fields = Operation.Convolution.of(4, 1).withNorm(norm);
    net.stage("fields", net.add("fields", fields, image), planes);
    return InitialWeights.of(net.build("normalized", ColourOrder.RGB, 1, 1, planes), 1);
  }

  @Test
  void givesEveryStage() {
    Model lite = lite();
    try (TorchNetwork network = TorchNetwork.of(lite)) {
      ImageBatch images = RandomNetworks.images(1, 2, 32, 48);
      List<FieldBatch> stages = network.evaluate(images);
      assertEquals(2, stages.size());
      for (FieldBatch stage : stages) {
        assertEquals(PLANES, stage.planes());
        assertEquals(2 * 19 * 4 * 6, stage.heat().length);
        assertEquals(2 * 38 * 4 * 6, stage.affinity().length);
      }
    }
  }

  @Test
  void evaluationChangesNothingAndImagesDoNotMix() {
    Model lite = lite();
    try (TorchNetwork network = TorchNetwork.of(lite)) {
      ImageBatch two = RandomNetworks.images(1, 2, 32, 48);
      int size = two.values().length / 2;
      ImageBatch first = new ImageBatch(1, 32, 48, Arrays.copyOf(two.values(), size));
      float[] alone = network.evaluate(first).get(1).heat();
      float[] together = network.evaluate(two).get(1).heat();
      assertArrayEquals(alone, Arrays.copyOf(together, alone.length), 1e-4f);
      assertSameWeights(lite, network.model());
    }
  }

  private static void assertSameWeights(Model expected, Model found) {
    expected
        .weights()
        .tensors()
        .forEach(
            (name, tensor) ->
                assertArrayEquals(tensor.data(), found.weights().tensors().get(name).data(), name));
  }

  @Test
  void observingNormalizesByTheBatchAndMovesTheStoredStatistics() {
    Model model = normalized();
    ImageBatch images = RandomNetworks.images(4, 3, 8, 10);
    int cells = 8 * 10;
    int count = 3 * cells;
    float[] raw;
    try (TorchNetwork network = TorchNetwork.of(model)) {
      raw = network.evaluate(images).get(0).heat();
      float[] heat = network.observe(images, 0.25).get(0).heat();
      Model after = network.model();
      for (int plane = 0; plane < 2; plane++) {
        double shift = model.weights().tensors().get("fields.bn.beta").data()[plane];
        double[] before = moments(raw, plane, cells);
        before[0] -= shift;
        double[] normed = moments(heat, plane, cells);
        assertEquals(shift, normed[0], 1e-5, "mean");
        assertEquals(1, normed[1], 1e-4, "variance");
        float[] mean = after.weights().tensors().get("fields.bn.mean").data();
        float[] variance = after.weights().tensors().get("fields.bn.var").data();
        double unbiased = before[1] * count / (count - 1);
        assertEquals(0.25 * before[0], mean[plane], 1e-3 * Math.abs(before[0]));
        assertEquals(0.75 + 0.25 * unbiased, variance[plane], 1e-4 * unbiased);
      }
    }
  }

  /** Mean and variance of one of two planes over three images. */
  private static double[] moments(float[] values, int plane, int cells) {
    double sum = 0;
    double squares = 0;
    for (int image = 0; image < 3; image++) {
      for (int i = 0; i < cells; i++) {
        double value = values[(image * 2 + plane) * cells + i];
        sum += value;
        squares += value * value;
      }
    }
    double mean = sum / (3 * cells);
    return new double[] {mean, squares / (3 * cells) - mean * mean};
  }

  @Test
  void nativeMemoryReturnsToItsBaseline() {
    Model lite = lite();
    ImageBatch images = RandomNetworks.images(1, 1, 32, 32);
    long empty = Pointer.totalCount();
    try (TorchNetwork network = TorchNetwork.of(lite)) {
      network.evaluate(images);
      long baseline = Pointer.totalCount();
      assertEquals(empty + lite.weights().tensors().size(), baseline, "one pointer per weight");
      for (int i = 0; i < 5; i++) {
        network.evaluate(images);
        network.observe(images, 0.1);
        network.model();
      }
      assertEquals(baseline, Pointer.totalCount());
    }
    assertEquals(empty, Pointer.totalCount());
  }

  @Test
  void failedComputationNamesItsNodeAndLeavesNothingBehind() {
    FieldChannels planes = new FieldChannels(2, 2);
    GraphBuilder net = new GraphBuilder();
    Handle image = net.image(1, 0);
    net.stage("fields", net.add("fields", Operation.Convolution.of(4, 1), image), planes);
    net.add("huge", new Operation.Upsample(1_000_000, Interpolation.HALF_PIXEL), image);
    Graph graph = net.build("large", ColourOrder.RGB, 1, 1, planes);
    try (TorchNetwork network = TorchNetwork.of(InitialWeights.of(graph, 1))) {
      long baseline = Pointer.totalCount();
      String message =
          assertThrows(
                  IllegalStateException.class,
                  () -> network.evaluate(RandomNetworks.images(1, 1, 8, 8)))
              .getMessage();
      assertTrue(message.startsWith("large: libtorch cannot compute 'huge': "), message);
      assertFalse(message.contains("\n"), message);
      assertEquals(baseline, Pointer.totalCount());
    }
  }

  @Test
  void momentumIsAPart() {
    try (TorchNetwork network = TorchNetwork.of(normalized())) {
      ImageBatch images = RandomNetworks.images(1, 1, 8, 8);
      assertEquals(
          "momentum is 2.0, must be from 0 to 1",
          assertThrows(IllegalArgumentException.class, () -> network.observe(images, 2))
              .getMessage());
    }
  }

  @Test
  void closedNetworkSaysSo() {
    TorchNetwork network = TorchNetwork.of(normalized());
    network.close();
    network.close();
    assertEquals(
        "network 'normalized' is closed",
        assertThrows(
                IllegalStateException.class,
                () -> network.evaluate(RandomNetworks.images(1, 1, 8, 8)))
            .getMessage());
  }

  @Test
  void batchesThatDoNotFitTheirSizesAreRefused() {
    assertEquals(
        "batch of 2 images of 4 rows and 5 columns has 60 values, expected 120",
        assertThrows(IllegalArgumentException.class, () -> new ImageBatch(2, 4, 5, new float[60]))
            .getMessage());
  }
}
