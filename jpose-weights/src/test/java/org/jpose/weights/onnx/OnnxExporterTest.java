package org.jpose.weights.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jpose.core.ModelFileHash;
import org.jpose.core.ModelFormatException;
import org.jpose.core.image.ColourOrder;
import org.jpose.net.GraphBuilder;
import org.jpose.net.Handle;
import org.jpose.net.Interpolation;
import org.jpose.net.Operation;
import org.jpose.net.architecture.Networks;
import org.jpose.weights.BatchNormFolding;
import org.jpose.weights.Model;
import org.jpose.weights.ModelFacts;
import org.jpose.weights.NaiveNetwork;
import org.jpose.weights.Photos;
import org.jpose.weights.Precision;
import org.jpose.weights.RandomModels;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxExporterTest {
  private static final ModelFacts FACTS =
      new ModelFacts(RandomModels.SKELETON, "a test", "Apache-2.0", "00ff");

  @TempDir private Path folder;

  private OnnxRun.Fields run(Model model, Photos.Planes image) throws Exception {
    Path file = folder.resolve("model.onnx");
    OnnxExporter.write(file, model, FACTS, Precision.FLOAT32);
    try (OnnxRun run = new OnnxRun(file)) {
      return run.run(image);
    }
  }

  @RepeatedTest(40)
  void randomNetworksComputeWhatTheyMean() throws Exception {
    long seed = new Random().nextLong();
    Model model = RandomModels.model(seed);
    Photos.Planes image = RandomModels.image(seed, 1, 24, 40);
    OnnxRun.Fields naive = NaiveNetwork.run(model, image);
    float plain = naive.difference(run(model, image));
    Model folded = BatchNormFolding.fold(model);
    float afterFolding = naive.difference(run(folded, image));
    assertTrue(plain < 1e-4f, "seed " + seed + ": differs by " + plain);
    assertTrue(afterFolding < 1e-4f, "seed " + seed + ": folded differs by " + afterFolding);
    float optimized = naive.difference(run(model.optimized(), image));
    assertTrue(optimized < 1e-4f, "seed " + seed + ": optimized differs by " + optimized);
    assertTrue(folded.weights().tensors().keySet().stream().noneMatch("fields.bn.var"::equals));
  }

  @Test
  void batchEqualsOneByOne() throws Exception {
    for (long seed = 0; seed < 5; seed++) {
      Model model = RandomModels.model(seed);
      Photos.Planes three = RandomModels.image(seed, 3, 16, 24);
      OnnxRun.Fields all = run(model, three);
      for (int i = 0; i < 3; i++) {
        int size = three.data().length / 3;
        float[] data = Arrays.copyOfRange(three.data(), i * size, (i + 1) * size);
        OnnxRun.Fields one = run(model, new Photos.Planes(1, 16, 24, data));
        int heat = one.heat().length;
        assertArrayEquals(
            one.heat(),
            Arrays.copyOfRange(all.heat(), i * heat, (i + 1) * heat),
            1e-5f,
            "seed " + seed);
      }
    }
  }

  @Test
  void gridsThatDependOnTheSizeKeepTheSameRule() throws Exception {
    GraphBuilder net = new GraphBuilder();
    Handle image = net.image(1 / 255.0, 0);
    Handle grid = net.add("grid", Operation.Convolution.of(4, 3).withStride(2), image);
    Handle odd = net.add("odd", Operation.Convolution.of(4, 3).withStride(2), grid);
    Handle odder = net.add("odder", Operation.Convolution.of(4, 3).withStride(2), odd);
    Handle back = net.add("back", new Operation.ResizeLike(Interpolation.ASYMMETRIC), odder, grid);
    Operation fields = Operation.Convolution.of(RandomModels.PLANES.total(), 1);
    net.stage("fields", net.add("fields", fields, back), RandomModels.PLANES);
    Model model =
        RandomModels.weighted(net.build("odd", ColourOrder.RGB, 2, 2, RandomModels.PLANES), 7);
    for (int[] size : new int[][] {{16, 16}, {18, 22}, {30, 26}, {34, 20}}) {
      Photos.Planes image2 = RandomModels.image(3, 1, size[0], size[1]);
      assertEquals(0, NaiveNetwork.run(model, image2).difference(run(model, image2)), 1e-5f);
    }
  }

  @Test
  void everyNamedNetworkRuns() throws Exception {
    for (String name : Networks.names()) {
      if (name.equals("cmu")) {
        continue;
      }
      Model model = RandomModels.weighted(Networks.named(name, Photos.COCO18), 1);
      OnnxRun.Fields fields = run(BatchNormFolding.fold(model), RandomModels.image(1, 1, 32, 64));
      int stride = model.graph().stride();
      assertEquals(19 * 32 * 64 / stride / stride, fields.heat().length, name);
      assertEquals(38 * 32 * 64 / stride / stride, fields.affinity().length, name);
    }
  }

  @Test
  void metadataSaysWhatTheModelIs() throws Exception {
    Path file = folder.resolve("model.onnx");
    OnnxExporter.write(file, RandomModels.model(1), FACTS, Precision.FLOAT32);
    try (OnnxRun run = new OnnxRun(file)) {
      Map<String, String> expected = new LinkedHashMap<>();
      expected.put("jpose.format", "1");
      expected.put("jpose.network", "random");
      expected.put("jpose.skeleton", "test");
      expected.put("jpose.skeleton.definition", "test joint0:0.1 joint1:0.1 | 0-1:0 0-1:2");
      expected.put("jpose.colour", "rgb");
      expected.put("jpose.stride", "4");
      expected.put("jpose.multiple", "8");
      expected.put("jpose.source", "a test");
      expected.put("jpose.licence", "Apache-2.0");
      expected.put("jpose.sha256", "00ff");
      Map<String, String> found = new HashMap<>(run.metadata());
      assertTrue(found.remove(ModelFileHash.KEY).matches("[0-9a-f]{64}"));
      assertEquals(expected, found);
    }
  }

  @Test
  void sameModelGivesSameBytes() throws IOException {
    Path first = folder.resolve("1.onnx");
    Path second = folder.resolve("2.onnx");
    OnnxExporter.write(first, RandomModels.model(5), FACTS, Precision.FLOAT16);
    OnnxExporter.write(second, RandomModels.model(5), FACTS, Precision.FLOAT16);
    assertEquals(-1, Files.mismatch(first, second));
  }

  @Test
  void weightsTooLargeForHalfPrecisionAreRefusedAndNothingIsLeft() throws IOException {
    Model model = RandomModels.model(2);
    Map<String, Tensor> tensors = new LinkedHashMap<>(model.weights().tensors());
    Tensor weight = tensors.get("fields.weight");
    float[] data = weight.data().clone();
    data[0] = 70000;
    tensors.put("fields.weight", new Tensor(weight.shape(), data));
    Model large = new Model(model.graph(), model.weights().withTensors(tensors));
    Path file = folder.resolve("large.onnx");
    String message =
        assertThrows(
                ModelFormatException.class,
                () -> OnnxExporter.write(file, large, FACTS, Precision.FLOAT16))
            .getMessage();
    assertEquals(
        "tensor 'fields.weight' has 70000.0, float16 ends at 65504.0; write it as float32",
        message);
    assertFalse(Files.exists(file));
  }

  @Test
  void unfittingWeightsAreListedTogether() {
    Model model = RandomModels.model(3);
    Map<String, Tensor> tensors = new LinkedHashMap<>(model.weights().tensors());
    tensors.remove("a.weight");
    tensors.put("extra", Tensor.vector(1, 2));
    tensors.put("late.bn.beta", Tensor.vector(1, 2, 3));
    Weights weights = new Weights("w.safetensors", Map.of(), tensors);
    String message =
        assertThrows(ModelFormatException.class, () -> new Model(model.graph(), weights))
            .getMessage();
    List<Integer> shape = model.weights().tensors().get("a.weight").shape();
    assertEquals(
        "w.safetensors does not fit network 'random': missing a.weight "
            + shape
            + "; late.bn.beta has shape [3], expected [7]; extra extra [2]; is it of another"
            + " network or skeleton?",
        message);
  }

  @Test
  void numbersThatAreNotFiniteAreRefused() {
    Model model = RandomModels.model(3);
    Map<String, Tensor> tensors = new LinkedHashMap<>(model.weights().tensors());
    float[] beta = tensors.get("late.bn.beta").data().clone();
    beta[4] = Float.NaN;
    tensors.put("late.bn.beta", Tensor.vector(beta));
    String message =
        assertThrows(
                ModelFormatException.class,
                () -> new Model(model.graph(), new Weights("w", Map.of(), tensors)))
            .getMessage();
    assertEquals(
        "w: tensor 'late.bn.beta' has NaN at place 4, expected finite numbers; did training"
            + " diverge?",
        message);
  }

  @Test
  void negativeVarianceIsRefused() {
    Model model = RandomModels.model(3);
    Map<String, Tensor> tensors = new LinkedHashMap<>(model.weights().tensors());
    float[] variance = tensors.get("late.bn.var").data().clone();
    variance[1] = -1;
    tensors.put("late.bn.var", Tensor.vector(variance));
    Model damaged = new Model(model.graph(), new Weights("w", Map.of(), tensors));
    String message =
        assertThrows(ModelFormatException.class, () -> BatchNormFolding.fold(damaged)).getMessage();
    assertTrue(message.startsWith("w: variance -1.0 of 'late', channel 1, "), message);
  }
}
