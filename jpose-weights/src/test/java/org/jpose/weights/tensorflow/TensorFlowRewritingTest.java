package org.jpose.weights.tensorflow;

import static org.jpose.weights.tensorflow.TensorFlowFile.both;
import static org.jpose.weights.tensorflow.TensorFlowFile.flag;
import static org.jpose.weights.tensorflow.TensorFlowFile.none;
import static org.jpose.weights.tensorflow.TensorFlowFile.window;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jpose.core.ModelFormatException;
import org.jpose.net.Operation;
import org.jpose.weights.BatchNormFolding;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.Model;
import org.jpose.weights.NaiveNetwork;
import org.jpose.weights.Photos;
import org.jpose.weights.RandomModels;
import org.jpose.weights.convert.ModelConverter;
import org.jpose.weights.onnx.OnnxRun;
import org.jpose.weights.proto.tensorflow.AttrValue;
import org.jpose.weights.proto.tensorflow.NodeDef;
import org.jpose.weights.proto.tensorflow.TensorProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/** What frozen graphs are rewritten to, and what they cannot be rewritten to. */
class TensorFlowRewritingTest {
  private static final ConversionOptions OPTIONS =
      ConversionOptions.defaults()
          .withSkeleton(RandomModels.SKELETON)
          .withStride(2)
          .withMultiple(4);

  @TempDir private Path folder;
  private final TensorFlowFile graph = new TensorFlowFile(5);

  private Path pb() {
    return folder.resolve("graph.pb");
  }

  private void end(String from, int channels, int stride) {
    graph.convolution("fields", from, 1, channels, RandomModels.PLANES.total(), stride);
  }

  private Model model() throws IOException {
    return FrozenGraphReader.read(graph.write(pb()), OPTIONS);
  }

  private String refused() throws IOException {
    String message = assertThrows(ModelFormatException.class, this::model).getMessage();
    assertTrue(message.startsWith(pb() + ": "), message);
    return message.substring((pb() + ": ").length());
  }

  private static List<Class<?>> kinds(Model model) {
    return model.graph().nodes().stream()
        .<Class<?>>map(node -> node.operation().getClass())
        .filter(kind -> kind != Operation.Slice.class)
        .toList();
  }

  private void scalar(String name, double value) {
    graph.constant(
        name,
        TensorProto.newBuilder()
            .setDtype(1)
            .addFloatVal((float) value)
            .setTensorShape(TensorFlowFile.shape()));
  }

  /** Compares with TensorFlow's result, both for the graph in the file. */
  private void requireTensorFlows(TensorFlowGraph twin, Output<?> output) throws Exception {
    twin.write(pb());
    Photos.Planes image = RandomModels.image(2, 1, 12, 20);
    Path onnx = folder.resolve("graph.onnx");
    ModelConverter.convert(pb(), onnx, OPTIONS);
    try (OnnxRun run = new OnnxRun(onnx)) {
      OnnxRun.Fields expected = twin.run(output, RandomModels.PLANES, image).get(0);
      float difference = TensorFlowGraph.relative(expected, run.run(image));
      assertTrue(difference < 1e-4f, "differs by " + difference);
    }
  }

  private static Output<?> fields(TensorFlowGraph twin, Output<?> from, int stride) {
    float[] kernel = new float[3 * RandomModels.PLANES.total()];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = (float) Math.sin(i);
    }
    return twin.add(
        "Conv2D",
        "fields",
        TensorFlowGraph.window("SAME", stride, 1),
        from,
        twin.constant("kernel", kernel, 1, 1, 3, RandomModels.PLANES.total()));
  }

  @Test
  void scalingOfTheImageStaysBeforeThePadding() throws Exception {
    try (TensorFlowGraph twin = new TensorFlowGraph()) {
      Output<?> x = twin.add("RealDiv", "div", twin.image(-1, -1), twin.scalar("256", 256));
      x = twin.add("Sub", "preprocess", x, twin.scalar("half", 0.5));
      requireTensorFlows(twin, fields(twin, x, 2));
    }
    Model model = FrozenGraphReader.read(pb(), OPTIONS);
    assertEquals(new Operation.Affine(1 / 256.0, -0.5), model.graph().nodes().get(1).operation());
    assertEquals("preprocess", model.graph().nodes().get(1).name());
  }

  @Test
  void meansOfEachColourAreSubtracted() throws Exception {
    try (TensorFlowGraph twin = new TensorFlowGraph()) {
      float[] means = {103.939f, 116.779f, 123.68f};
      Output<?> x =
          twin.add("Sub", "centred", twin.constant("means", means, 3), twin.image(-1, -1));
      requireTensorFlows(twin, fields(twin, x, 2));
    }
  }

  @Test
  void constantsAreComputedAsTensorFlowSpreadsThem() throws Exception {
    try (TensorFlowGraph twin = new TensorFlowGraph()) {
      Output<?> row = twin.constant("row", new float[] {0.5f, 2, -3}, 1, 3);
      Output<?> column = twin.constant("column", new float[] {1.5f}, 1, 1, 1, 1);
      Output<?> squares = twin.add("Square", "squares", row);
      Output<?> factor = twin.add("AddV2", "factor", squares, column);
      Output<?> root = twin.add("Sqrt", "root", factor);
      Output<?> quotient = twin.add("RealDiv", "quotient", row, root);
      Output<?> x = twin.add("Mul", "product", twin.image(-1, -1), quotient);
      Output<?> offset =
          twin.list(
              "AddN", "offset", new Output<?>[] {quotient, twin.add("Sub", "less", row, root)});
      x = twin.add("Add", "moved", x, offset);
      requireTensorFlows(twin, fields(twin, x, 2));
    }
  }

  @Test
  void stepsThatOthersReadTooAreKept() throws Exception {
    try (TensorFlowGraph twin = new TensorFlowGraph()) {
      Output<?> a = twin.add("Mul", "a", twin.image(-1, -1), twin.scalar("two", 2));
      Output<?> b = twin.add("Add", "b", a, twin.constant("bias", new float[] {1, 2, 3}, 3));
      Output<?> c = twin.add("Neg", "c", b);
      Output<?> all =
          twin.list(
              "AddN",
              "all",
              new Output<?>[] {a, b, twin.add("Relu", "r", c), twin.add("Elu", "e", c)});
      requireTensorFlows(twin, fields(twin, all, 2));
    }
  }

  @Test
  void normsAsSeparateOperationsFoldAway() throws IOException {
    graph.convolution("c", "image", 3, 3, 4, 2);
    graph.random("var", true, 4);
    graph.random("mean", false, 4);
    graph.random("beta", false, 1, 1, 1, 4);
    scalar("epsilon", 0.001);
    graph.add("AddV2", "n/add", none(), "var", "epsilon");
    graph.add("Rsqrt", "n/Rsqrt", none(), "n/add");
    graph.add("Mul", "n/mul", none(), "c", "n/Rsqrt");
    graph.add("Mul", "n/mul_1", none(), "mean", "n/Rsqrt");
    graph.add("Sub", "n/sub", none(), "beta", "n/mul_1");
    graph.add("AddV2", "n/add_1", none(), "n/mul", "n/sub");
    graph.add("Relu", "r", none(), "n/add_1");
    end("r", 4, 1);
    Model model = model();
    assertTrue(model.graph().nodes().stream().anyMatch(node -> node.name().equals("n/add_1")));
    assertEquals(
        List.of(
            Operation.Input.class,
            Operation.Convolution.class,
            Operation.Activate.class,
            Operation.Convolution.class),
        kinds(BatchNormFolding.fold(model)));
  }

  @Test
  void theOldestNormIsANorm() throws Exception {
    for (boolean gamma : new boolean[] {true, false}) {
      TensorFlowFile old = new TensorFlowFile(5);
      old.convolution("c", "image", 3, 3, 4, 2);
      for (String part : List.of("mean", "var", "beta", "gamma")) {
        old.random(part, part.equals("var"), 4);
      }
      UnaryOperator<NodeDef.Builder> epsilon =
          node -> node.putAttr("variance_epsilon", AttrValue.newBuilder().setF(0.5f).build());
      old.add(
          "BatchNormWithGlobalNormalization",
          "n",
          both(epsilon, flag("scale_after_normalization", gamma)),
          "c",
          "mean",
          "var",
          "beta",
          "gamma");
      old.convolution("fields", "n", 1, 4, RandomModels.PLANES.total(), 1);
      Model model = FrozenGraphReader.read(old.write(pb()), OPTIONS);
      Operation.Normalize norm =
          (Operation.Normalize)
              model.graph().nodes().stream()
                  .filter(node -> node.name().equals("n"))
                  .findFirst()
                  .orElseThrow()
                  .operation();
      assertEquals(gamma, norm.norm().gamma());
      assertEquals(0.5, norm.norm().epsilon());
      Path onnx = folder.resolve("graph.onnx");
      ModelConverter.convert(pb(), onnx, OPTIONS);
      Photos.Planes image = RandomModels.image(5, 1, 16, 24);
      try (OnnxRun run = new OnnxRun(onnx)) {
        assertEquals(0, NaiveNetwork.run(model, image).difference(run.run(image)), 1e-4f);
      }
    }
  }

  private static UnaryOperator<NodeDef.Builder> shaped(int... sizes) {
    AttrValue shape = AttrValue.newBuilder().setShape(TensorFlowFile.shape(sizes)).build();
    return node -> node.putAttr("shape", shape);
  }

  @Test
  void placeholdersWithADefaultAreTheImageOrTheirDefault() throws IOException {
    graph.random("nothing", false, 1, 4, 4, 3);
    graph.add("PlaceholderWithDefault", "photo", shaped(-1, -1, -1, 3), "nothing");
    scalar("one", 0.5);
    graph.add("PlaceholderWithDefault", "keep", shaped(), "one");
    graph.add("Mul", "dropout", none(), "photo", "keep");
    end("dropout", 3, 2);
    assertEquals(
        List.of(Operation.Input.class, Operation.Affine.class, Operation.Convolution.class),
        kinds(model()));
  }

  private void pad(int... sides) {
    graph.constant(
        "sides", integers(sides).setTensorShape(TensorFlowFile.shape(sides.length / 2, 2)));
    graph.add("Pad", "p", none(), "image", "sides");
  }

  private static TensorProto.Builder integers(int... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(3);
    for (int value : values) {
      tensor.addIntVal(value);
    }
    return tensor;
  }

  @Test
  void paddingThatNoConvolutionTakesInIsRefused() throws IOException {
    pad(0, 0, 1, 1, 1, 1, 0, 0);
    graph.add("Relu", "r", none(), "p");
    end("r", 3, 2);
    assertEquals(
        "node 'r' (Relu) reads padded planes 'p', only a convolution with padding VALID can",
        refused());
  }

  @Test
  void paddingOnTopOfPaddingIsRefused() throws IOException {
    pad(0, 0, 1, 1, 1, 1, 0, 0);
    end("p", 3, 2);
    assertEquals(
        "node 'fields' (Conv2D) has padding SAME on top of 'p', expected VALID", refused());
  }

  @Test
  void unevenPaddingIsRefused() throws IOException {
    pad(0, 0, 0, 1, 0, 1, 0, 0);
    end("p", 3, 2);
    assertEquals(
        "node 'p' (Pad) pads by [0, 0, 0, 1, 0, 1, 0, 0], supported is the same number of rows and"
            + " columns on each side",
        refused());
  }

  @Test
  void noPaddingIsNone() throws IOException {
    pad(0, 0, 0, 0, 0, 0, 0, 0);
    end("p", 3, 2);
    assertEquals(List.of(Operation.Input.class, Operation.Convolution.class), kinds(model()));
  }

  @Test
  void productsOfPlanesAreRefused() throws IOException {
    graph.add("Relu", "r", none(), "image").add("Mul", "m", none(), "image", "r");
    end("m", 3, 2);
    assertEquals(
        "node 'm' (Mul) multiplies planes with planes, only constants are supported", refused());
  }

  @Test
  void differencesOfPlanesAreRefused() throws IOException {
    graph.add("Relu", "r", none(), "image").add("Sub", "m", none(), "image", "r");
    end("m", 3, 2);
    assertTrue(refused().startsWith("node 'm' (Sub) subtracts planes from planes"));
  }

  @Test
  void quotientsOfPlanesAreRefused() throws IOException {
    scalar("one", 1);
    graph.add("RealDiv", "m", none(), "one", "image");
    end("m", 3, 2);
    assertEquals("node 'm' (RealDiv) divides by planes, only constants are supported", refused());
  }

  @Test
  void divisionByZeroIsRefused() throws IOException {
    scalar("zero", 0);
    graph.add("RealDiv", "m", none(), "image", "zero");
    end("m", 3, 2);
    assertEquals("node 'm' (RealDiv) divides by 0 in 'zero'", refused());
  }

  @Test
  void scalingsThatAreNotFiniteAreRefused() throws IOException {
    scalar("endless", Double.POSITIVE_INFINITY);
    graph.add("Add", "m", none(), "image", "endless");
    end("m", 3, 2);
    assertEquals(
        "node 'fields' (Conv2D) reads the image times 1.0 plus Infinity, expected finite numbers",
        refused());
  }

  @Test
  void functionsOfPlanesAreRefused() throws IOException {
    graph.add("Rsqrt", "m", none(), "image");
    end("m", 3, 2);
    assertEquals(
        "node 'm' (Rsqrt) needs a constant as input 0, found planes; is the graph frozen?",
        refused());
  }

  @Test
  void constantsThatAreNotPerChannelAreRefused() throws IOException {
    graph.random("w", false, 4, 1, 3);
    graph.add("Mul", "m", none(), "image", "w");
    end("m", 3, 2);
    assertEquals(
        "node 'm' (Mul) combines planes with a constant of shape [4, 1, 3], supported are single"
            + " numbers and one for each of the 3 channels",
        refused());
  }

  @Test
  void constantsThatDoNotFitEachOtherAreRefused() throws IOException {
    graph.random("a", false, 3);
    graph.random("b", false, 4);
    graph.add("Mul", "ab", none(), "a", "b").add("Mul", "m", none(), "image", "ab");
    end("m", 3, 2);
    assertEquals("node 'ab' (Mul) combines shapes [3] and [4], which do not fit", refused());
  }

  @Test
  void constantsThatSpreadBeyondTheFileAreRefused() throws IOException {
    graph.random("a", false, 3000, 1);
    graph.random("b", false, 1, 3000);
    graph.add("Mul", "ab", none(), "a", "b").add("Mul", "m", none(), "image", "ab");
    end("m", 3, 2);
    assertEquals(
        "node 'ab' (Mul) needs more numbers than the file's size justifies; is it damaged?",
        refused());
  }

  @Test
  void oneConstantUsedManyTimesIsRefused() throws IOException {
    graph.random("w", false, 1, 1, 3, 3);
    graph.random("big", false, 1, 1, 3, 20_000);
    graph.add("Conv2D", "c0", window("SAME", 2), "image", "big");
    scalar("two", 2);
    for (int i = 0; i < 200; i++) {
      graph.add("Mul", "c" + (i + 1), none(), "c" + i, "two");
    }
    end("c200", 20_000, 1);
    assertTrue(
        refused().endsWith("needs more numbers than the file's size justifies; is it damaged?"));
  }

  @Test
  void channelsThatOverflowAreRefused() throws IOException {
    graph.integers("axis", 3);
    graph.convolution("c0", "image", 1, 3, 1024, 2);
    for (int i = 0; i < 24; i++) {
      graph.add("ConcatV2", "c" + (i + 1), none(), "c" + i, "c" + i, "axis");
    }
    graph.add("Identity", "end", none(), "c24");
    assertTrue(refused().contains("more channels than can be"));
  }

  @Test
  void resizesToAnySizeAreRefused() throws IOException {
    graph.convolution("c", "image", 3, 3, 4, 4);
    graph.integers("size", 30, 40);
    graph.add("ResizeBilinear", "up", none(), "c", "size");
    end("up", 4, 1);
    assertEquals(
        "node 'up' (ResizeBilinear) resizes to the fixed size [30, 40], from a size that depends on"
            + " the image; supported are a whole multiple of its own size and another node's size"
            + " (Shape[1:3])",
        refused());
  }

  @Test
  void resizesByABrokenFactorAreRefused() throws Exception {
    try (TensorFlowGraph twin = new TensorFlowGraph()) {
      Output<?> x =
          twin.add("ResizeBilinear", "up", twin.image(8, 16), twin.integers("size", 12, 24));
      fields(twin, x, 2);
      twin.write(pb());
    }
    String message =
        assertThrows(ModelFormatException.class, () -> FrozenGraphReader.read(pb(), OPTIONS))
            .getMessage();
    assertTrue(message.contains("resizes to the fixed size [12, 24], from [8, 16]; "), message);
  }

  @Test
  void placeholdersOfOtherShapesAreRefused() throws IOException {
    try (TensorFlowGraph twin = new TensorFlowGraph()) {
      Output<?> grey =
          twin.add(
              "Placeholder",
              "grey",
              builder ->
                  builder
                      .setAttr("dtype", DataType.DT_FLOAT)
                      .setAttr("shape", Shape.of(1, 8, 8, 1)));
      twin.add("Identity", "end", grey);
      twin.write(pb());
    }
    String message =
        assertThrows(ModelFormatException.class, () -> FrozenGraphReader.read(pb(), OPTIONS))
            .getMessage();
    assertEquals(
        pb()
            + ": node 'grey' (Placeholder) has shape [1, 8, 8, 1], expected [images, rows, columns,"
            + " 3]",
        message);
  }
}
