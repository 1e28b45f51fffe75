package org.jpose.weights.tensorflow;

import static org.jpose.weights.tensorflow.TensorFlowFile.both;
import static org.jpose.weights.tensorflow.TensorFlowFile.flag;
import static org.jpose.weights.tensorflow.TensorFlowFile.list;
import static org.jpose.weights.tensorflow.TensorFlowFile.none;
import static org.jpose.weights.tensorflow.TensorFlowFile.text;
import static org.jpose.weights.tensorflow.TensorFlowFile.window;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jpose.core.ModelFormatException;
import org.jpose.core.image.ColourOrder;
import org.jpose.net.Operation;
import org.jpose.weights.BatchNormFolding;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.Model;
import org.jpose.weights.NaiveNetwork;
import org.jpose.weights.Photos;
import org.jpose.weights.RandomModels;
import org.jpose.weights.Tensor;
import org.jpose.weights.convert.ConversionReport;
import org.jpose.weights.convert.ModelConverter;
import org.jpose.weights.onnx.OnnxRun;
import org.jpose.weights.proto.tensorflow.TensorProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frozen graphs made for one purpose each, and files that are none. */
class TensorFlowImportTest {
  private static final ConversionOptions OPTIONS =
      ConversionOptions.defaults()
          .withSkeleton(RandomModels.SKELETON)
          .withStride(2)
          .withMultiple(8);

  @TempDir private Path folder;
  private final TensorFlowFile graph = new TensorFlowFile(11);

  private Path pb() {
    return folder.resolve("graph.pb");
  }

  private Path onnx() {
    return folder.resolve("graph.onnx");
  }

  /** Ends the graph with heat and affinity made from {@code from}. */
  private void end(String from, int channels, int stride) {
    graph.convolution("heat", from, 1, channels, RandomModels.PLANES.heat(), stride);
    graph.convolution("affinity", from, 1, channels, RandomModels.PLANES.affinity(), stride);
    graph.integers("axis", 3);
    graph.add("ConcatV2", "end", none(), "heat", "affinity", "axis");
  }

  private String refused(ConversionOptions options) throws IOException {
    graph.write(pb());
    String message =
        assertThrows(
                ModelFormatException.class, () -> ModelConverter.convert(pb(), onnx(), options))
            .getMessage();
    assertTrue(message.startsWith(pb() + ": "), message);
    assertFalse(Files.exists(onnx()));
    return message.substring((pb() + ": ").length());
  }

  private void requireEqual(Model model) throws Exception {
    Photos.Planes image = RandomModels.image(5, 1, 16, 24);
    try (OnnxRun run = new OnnxRun(onnx())) {
      assertEquals(0, NaiveNetwork.run(model, image).difference(run.run(image)), 1e-4f);
    }
  }

  @Test
  void everySupportedOperationComputesWhatItMeans() throws Exception {
    graph.convolution("c1", "image", 3, 3, 6, 2);
    graph.random("b1", false, 6);
    graph.add("BiasAdd", "c1b", none(), "c1", "b1");
    for (String part : List.of("gamma", "beta", "mean", "var")) {
      graph.random(part, part.equals("var"), 6);
    }
    String[] norm = {"gamma", "beta", "mean", "var"};
    graph.add(
        "FusedBatchNormV3",
        "n1",
        flag("is_training", false),
        "c1b",
        norm[0],
        norm[1],
        norm[2],
        norm[3]);
    graph.add("Relu", "r1", none(), "n1:0", "^image");
    graph.add("Identity", "i1", none(), "r1");
    graph.random("dw", false, 3, 3, 6, 2);
    graph.add("DepthwiseConv2dNative", "d1", window("SAME", 2), "i1", "dw");
    graph.random("offset", false, 12);
    graph.add("AddV2", "d1b", none(), "offset", "d1");
    graph.add("Relu6", "r2", none(), "d1b");
    graph.add("MaxPool", "p1", both(window("VALID", 2), list("ksize", 1, 2, 2, 1)), "i1");
    graph.integers("axis2", -1);
    graph.add("ConcatV2", "joined", none(), "r2", "p1", "axis2");
    graph.add("Shape", "shape", none(), "i1");
    graph.integers("one", 1);
    graph.integers("three", 3);
    graph.add("StridedSlice", "grid", none(), "shape", "one", "three", "one");
    graph.add("ResizeBilinear", "up", flag("half_pixel_centers", true), "joined", "grid");
    graph.random("dilated/w", false, 3, 3, 9, 18);
    graph.add(
        "Conv2D",
        "dilated",
        both(window("SAME", 1), list("dilations", 1, 2, 2, 1)),
        "up",
        "dilated/w");
    graph.add("Add", "sum", none(), "dilated", "up");
    end("sum", 18, 1);
    graph.write(pb());
    ConversionOptions options = OPTIONS.withInputScale(1 / 127.5).withInputShift(-1);
    ConversionReport report = ModelConverter.convert(pb(), onnx(), options);
    assertEquals("graph", report.network());
    requireEqual(FrozenGraphReader.read(pb(), options));
  }

  @Test
  void normsFoldWhereTheyCanAndStayWhereTheyCannot() throws Exception {
    graph.convolution("c", "image", 3, 3, 4, 2);
    for (String part : List.of("beta", "mean", "var", "gamma")) {
      graph.random(part, part.equals("var"), 4);
    }
    String[] inputs = {"c", "gamma", "beta", "mean", "var"};
    graph.add("FusedBatchNorm", "n", flag("is_training", false), inputs);
    graph.add("Relu", "r", none(), "n");
    inputs[0] = "r";
    graph.add("FusedBatchNormV2", "stays", flag("is_training", false), inputs);
    end("stays", 4, 1);
    graph.write(pb());
    Model model = FrozenGraphReader.read(pb(), OPTIONS);
    Model folded = BatchNormFolding.fold(model);
    List<String> norms =
        folded.graph().nodes().stream()
            .filter(node -> node.operation() instanceof Operation.Normalize)
            .map(node -> node.name())
            .toList();
    assertEquals(List.of("stays"), norms);
    ModelConverter.convert(pb(), onnx(), OPTIONS);
    requireEqual(model);
  }

  @Test
  void kernelsAreTransposed() throws IOException {
    float[] kernel = graph.convolution("c", "image", 3, 3, 5, 2);
    float[] depthwise = graph.random("w", false, 3, 3, 5, 2);
    graph.add("DepthwiseConv2dNative", "d", window("SAME", 1), "c", "w");
    end("d", 10, 1);
    Model model = FrozenGraphReader.read(graph.write(pb()), OPTIONS);
    Tensor weight = model.weights().tensors().get("c.weight");
    assertEquals(List.of(5, 3, 3, 3), weight.shape());
    int row = 1;
    int column = 2;
    assertEquals(
        kernel[((row * 3 + column) * 3 + 2) * 5 + 4],
        weight.data()[((4 * 3 + 2) * 3 + row) * 3 + column]);
    weight = model.weights().tensors().get("d.weight");
    assertEquals(List.of(10, 1, 3, 3), weight.shape());
    assertEquals(
        depthwise[((row * 3 + column) * 5 + 3) * 2 + 1],
        weight.data()[((3 * 2 + 1) * 3 + row) * 3 + column]);
  }

  @Test
  void repeatedNumbersFillTheirShape() throws IOException {
    graph.convolution("c", "image", 3, 3, 4, 2);
    graph.constant(
        "b",
        TensorProto.newBuilder()
            .setDtype(1)
            .addFloatVal(2)
            .addFloatVal(7)
            .setTensorShape(TensorFlowFile.shape(4)));
    graph.add("BiasAdd", "cb", none(), "c", "b");
    end("cb", 4, 1);
    Model model = FrozenGraphReader.read(graph.write(pb()), OPTIONS);
    float[] beta = model.weights().tensors().get("cb.bn.beta").data();
    assertTrue(Arrays.equals(new float[] {2, 7, 7, 7}, beta));
  }

  @Test
  void optionsReachTheModel() throws Exception {
    graph.convolution("fields", "image", 3, 3, 7, 2);
    graph.add("Identity", "unused", none(), "fields");
    graph.add("Identity", "result", none(), "fields");
    graph.write(pb());
    ConversionOptions options =
        OPTIONS
            .withOutput("fields")
            .withColour(ColourOrder.RGB)
            .withNetwork("mine")
            .withLicence("MIT")
            .withSource("here");
    ModelConverter.convert(pb(), onnx(), options);
    try (OnnxRun run = new OnnxRun(onnx())) {
      assertEquals("rgb", run.metadata().get("jpose.colour"));
      assertEquals("mine", run.metadata().get("jpose.network"));
      assertEquals("MIT", run.metadata().get("jpose.licence"));
      assertEquals("here", run.metadata().get("jpose.source"));
      assertEquals("8", run.metadata().get("jpose.multiple"));
      assertEquals(64, run.metadata().get("jpose.sha256").length());
    }
  }

  @Test
  void unknownOperationIsNamed() throws IOException {
    graph.add("SpaceToBatchND", "shuffle", none(), "image");
    end("shuffle", 3, 2);
    assertTrue(
        refused(OPTIONS).startsWith("node 'shuffle' (SpaceToBatchND) is not supported; supported"));
  }

  @Test
  void missingInputIsNamed() throws IOException {
    end("nowhere", 3, 2);
    assertEquals(
        "node 'heat' (Conv2D) reads 'nowhere', which the graph does not have", refused(OPTIONS));
  }

  @Test
  void circlesAreRefused() throws IOException {
    graph.add("Identity", "a", none(), "b").add("Identity", "b", none(), "a");
    end("a", 3, 2);
    assertEquals(
        "node 'b' (Identity) reads 'a' in a circle; only feed-forward graphs are supported",
        refused(OPTIONS));
  }

  @Test
  void secondOutputsAreRefused() throws IOException {
    end("image:1", 3, 2);
    assertEquals(
        "node 'heat' (Conv2D) reads 'image:1', only first outputs are supported", refused(OPTIONS));
  }

  @Test
  void wrongChannelCountSaysBoth() throws IOException {
    end("image", 3, 2);
    ConversionOptions other = ConversionOptions.defaults().withStride(2).withMultiple(8);
    assertEquals(
        "heat input 'heat' of 'end' has 3 channels, skeleton coco18 needs 19; is it for another"
            + " skeleton?",
        refused(other));
    assertEquals(
        "result of 'affinity' has 4 channels, skeleton coco18 needs 57; is it for another"
            + " skeleton?",
        refused(other.withOutput("affinity")));
  }

  @Test
  void wrongStrideIsRefused() throws IOException {
    end("image", 3, 4);
    assertTrue(refused(OPTIONS).contains("not image size / 2"));
  }

  @Test
  void unsupportedAttributesAreNamed() throws IOException {
    graph.random("w", false, 3, 3, 3, 3);
    graph.add("Conv2D", "c", both(window("SAME", 2), text("data_format", "NCHW")), "image", "w");
    end("c", 3, 1);
    assertEquals(
        "node 'c' (Conv2D) has data_format NCHW, only NHWC is supported", refused(OPTIONS));
  }

  @Test
  void kernelsThatDoNotFitTheirInputAreRefused() throws IOException {
    graph.convolution("c", "image", 3, 5, 4, 2);
    end("c", 4, 1);
    assertEquals(
        "node 'c' (Conv2D) has a kernel of shape [3, 3, 5, 4], which does not fit an input of 3"
            + " channels",
        refused(OPTIONS));
  }

  @Test
  void explicitPaddingIsRefused() throws IOException {
    graph.random("w", false, 3, 3, 3, 3);
    graph.add("Conv2D", "c", window("EXPLICIT", 2), "image", "w");
    end("c", 3, 1);
    assertEquals(
        "node 'c' (Conv2D) has padding 'EXPLICIT', expected SAME or VALID", refused(OPTIONS));
  }

  @Test
  void validPaddingThatShrinksTheGridIsRefused() throws IOException {
    graph.random("w", false, 3, 3, 3, 3);
    graph.add("Conv2D", "c", window("VALID", 1), "image", "w");
    end("c", 3, 2);
    assertTrue(refused(OPTIONS).contains("not image size / 2"));
  }

  @Test
  void unequalStridesAreRefused() throws IOException {
    graph.random("w", false, 3, 3, 3, 3);
    graph.add(
        "Conv2D", "c", both(text("padding", "SAME"), list("strides", 1, 2, 1, 1)), "image", "w");
    end("c", 3, 1);
    assertTrue(refused(OPTIONS).contains("has strides 2 along rows and 1 along columns"));
  }

  @Test
  void constantsThatDoNotFillTheirShapeAreRefused() throws IOException {
    graph.constant(
        "w",
        TensorProto.newBuilder()
            .setDtype(1)
            .addFloatVal(1)
            .setTensorShape(TensorFlowFile.shape(3, 3, 3, 1_000_000)));
    graph.add("Conv2D", "c", window("SAME", 2), "image", "w");
    end("c", 1_000_000, 1);
    assertEquals(
        "node 'w' (Const) has shape [3, 3, 3, 1000000] with 0 bytes and 1 single numbers, which do"
            + " not fill it",
        refused(OPTIONS));
  }

  @Test
  void unknownOutputListsTheChoices() throws IOException {
    end("image", 3, 2);
    assertEquals(
        "has no node 'nothing'; nodes that nothing reads: [end]",
        refused(OPTIONS.withOutput("nothing")));
  }

  @Test
  void cutOffFilesAreRefused() throws IOException {
    end("image", 3, 2);
    byte[] whole = Files.readAllBytes(graph.write(pb()));
    for (int length = 1; length < whole.length; length += 7) {
      Files.write(pb(), Arrays.copyOf(whole, length));
      String message =
          assertThrows(
                  ModelFormatException.class, () -> ModelConverter.convert(pb(), onnx(), OPTIONS))
              .getMessage();
      assertTrue(message.startsWith(pb() + ": "), message);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "this is no graph", "\u0089PNG\r\n"})
  void otherFilesAreRefused(String content) throws IOException {
    Files.write(pb(), content.getBytes(StandardCharsets.ISO_8859_1));
    String message =
        assertThrows(
                ModelFormatException.class, () -> ModelConverter.convert(pb(), onnx(), OPTIONS))
            .getMessage();
    assertTrue(message.contains("frozen TensorFlow graph"), message);
  }
}
