package org.jpose.weights.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jpose.core.ModelFormatException;
import org.jpose.core.image.ColourOrder;
import org.jpose.net.Cost;
import org.jpose.net.Graph;
import org.jpose.net.GraphBuilder;
import org.jpose.net.Handle;
import org.jpose.net.Interpolation;
import org.jpose.net.Node;
import org.jpose.net.Operation;
import org.jpose.net.architecture.Networks;
import org.jpose.testkit.SharedFolder;
import org.jpose.weights.BatchNormFolding;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.Model;
import org.jpose.weights.ModelFacts;
import org.jpose.weights.Photos;
import org.jpose.weights.Precision;
import org.jpose.weights.RandomModels;
import org.jpose.weights.Tensor;
import org.jpose.weights.convert.ModelConverter;
import org.jpose.weights.proto.onnx.AttributeProto;
import org.jpose.weights.proto.onnx.ModelProto;
import org.jpose.weights.proto.onnx.NodeProto;
import org.jpose.weights.proto.onnx.StringStringEntryProto;
import org.jpose.weights.proto.onnx.TensorProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxModelTest {
  private static final ModelFacts FACTS =
      new ModelFacts(RandomModels.SKELETON, "a test", "Apache-2.0", "00ff");

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("model.onnx");
  }

  /** Reads the file, writes it again and compares all bytes. */
  private OnnxModel requireSameAgain() throws IOException {
    OnnxModel read = OnnxModel.read(file());
    Path again = folder.resolve("again.onnx");
    OnnxExporter.write(again, read.model(), read.facts(), read.precision());
    assertEquals(-1, Files.mismatch(file(), again));
    return read;
  }

  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void randomNetworksComeBack(long seed) throws Exception {
    Random random = new Random(seed);
    Model model = RandomModels.model(seed);
    model = random.nextBoolean() ? BatchNormFolding.fold(model) : model;
    Precision precision = random.nextBoolean() ? Precision.FLOAT16 : Precision.FLOAT32;
    OnnxExporter.write(file(), model, FACTS, precision);
    OnnxModel read = requireSameAgain();
    assertEquals(FACTS, read.facts());
    if (precision == Precision.FLOAT32) {
      requireSame(model.pruned(), read.model());
    }
  }

  private static void requireSame(Model expected, Model found) {
    assertEquals(expected.weights().tensors().keySet(), found.weights().tensors().keySet());
    expected
        .weights()
        .tensors()
        .forEach(
            (name, tensor) -> assertArrayEquals(tensor.data(), found.tensor(name).data(), name));
    assertEquals(expected.graph().nodes().size(), found.graph().nodes().size());
  }

  /** The names of the results' nodes are not in the file. */
  private static void requireSame(Graph expected, Graph found) {
    assertEquals(
        expected.nodes().stream().map(Node::operation).toList(),
        found.nodes().stream().map(Node::operation).toList());
    assertEquals(
        expected.nodes().stream().map(Node::inputs).toList(),
        found.nodes().stream().map(Node::inputs).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dsconv",
        "mobilenet_thin",
        "mobilenet_2018",
        "mobilenet_v2_small",
        "base",
        "lite",
        "lightweight"
      })
  void networksComeBack(String name) throws Exception {
    Model model = RandomModels.weighted(Networks.named(name, Photos.COCO18), 1);
    OnnxExporter.write(file(), model, FACTS, Precision.FLOAT32);
    requireSame(model.pruned(), requireSameAgain().model());
    Model folded = BatchNormFolding.fold(model);
    OnnxExporter.write(file(), folded, FACTS, Precision.FLOAT16);
    assertEquals(Precision.FLOAT16, requireSameAgain().precision());
  }

  @Test
  void thePublishedGraphComesBackOnceConverted() throws Exception {
    Path graph = SharedFolder.require("models/tfpose_mobilenet_v2_small/graph_opt.pb");
    ModelConverter.convert(graph, file(), ConversionOptions.defaults());
    requireSameAgain();
  }

  @Test
  void theEmbeddedModelComesBack() throws IOException {
    Path zoo = Path.of(System.getProperty("jpose.root"), "jpose-zoo", "src", "main", "resources");
    try (Stream<Path> files = Files.walk(zoo)) {
      Path lite = files.filter(f -> f.endsWith("lite.onnx")).findFirst().orElseThrow();
      Files.copy(lite, file());
    }
    OnnxModel read = requireSameAgain();
    assertEquals("lite", read.model().graph().name());
    assertEquals(Precision.FLOAT16, read.precision());
    Graph expected = Networks.named("lite", Photos.COCO18).pruned();
    assertEquals(
        Cost.of(expected, 64, 64).parameters(), Cost.of(read.model().graph(), 64, 64).parameters());
  }

  @Test
  void scalingsOfTheImageAreNotConfused() throws IOException {
    double[][] scalings = {{1, 0}, {2, 0}, {1, -1}, {0.5, 3}};
    for (double[] scaling : scalings) {
      for (boolean affine : new boolean[] {true, false}) {
        GraphBuilder net = new GraphBuilder();
        Handle x = net.image(scaling[0], scaling[1]);
        x = affine ? net.add("affine", new Operation.Affine(1 / 256.0, -0.5), x) : x;
        Operation fields = Operation.Convolution.of(RandomModels.PLANES.total(), 1);
        net.stage("fields", net.add("fields", fields, x), RandomModels.PLANES);
        Graph graph = net.build("scaled", ColourOrder.RGB, 1, 1, RandomModels.PLANES);
        OnnxExporter.write(file(), RandomModels.weighted(graph, 1), FACTS, Precision.FLOAT32);
        requireSame(graph, requireSameAgain().model().graph());
      }
    }
  }

  @Test
  void sizesKnownOnlyWhenItRunsComeBack() throws IOException {
    GraphBuilder net = new GraphBuilder();
    Handle grid = net.add("grid", Operation.Convolution.of(4, 3).withStride(2), net.image(1, 0));
    Handle odd = net.add("odd", Operation.Convolution.of(4, 3).withStride(2), grid);
    Handle back = net.add("back", new Operation.ResizeLike(Interpolation.ASYMMETRIC), odd, grid);
    Operation fields = Operation.Convolution.of(RandomModels.PLANES.total(), 1);
    net.stage("fields", net.add("fields", fields, back), RandomModels.PLANES);
    Graph graph = net.build("odd", ColourOrder.RGB, 2, 2, RandomModels.PLANES);
    OnnxExporter.write(file(), RandomModels.weighted(graph, 7), FACTS, Precision.FLOAT32);
    requireSame(graph, requireSameAgain().model().graph());
  }

  private String refused(Consumer<ModelProto.Builder> change) throws IOException {
    OnnxExporter.write(file(), RandomModels.model(3), FACTS, Precision.FLOAT32);
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(file())).toBuilder();
    change.accept(model);
    OnnxFileWriter.write(file(), model.build());
    String message =
        assertThrows(ModelFormatException.class, () -> OnnxModel.read(file())).getMessage();
    assertTrue(message.startsWith(file() + ": "), message);
    return message.substring((file() + ": ").length());
  }

  private static NodeProto.Builder first(ModelProto.Builder model, String type) {
    return model.getGraphBuilder().getNodeBuilderList().stream()
        .filter(node -> node.getOpType().equals(type))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void foreignOperationsAreNamed() throws IOException {
    String message = refused(model -> first(model, "Conv").setName("c").setOpType("LSTM"));
    assertTrue(message.startsWith("node 'c' (LSTM) is not one that jpose writes; "), message);
  }

  @Test
  void foreignAttributesAreNamed() throws IOException {
    AttributeProto attribute = AttributeProto.newBuilder().setName("storage_order").setI(1).build();
    String message = refused(model -> first(model, "Conv").setName("c").addAttribute(attribute));
    assertEquals(
        "node 'c' (Conv) has attribute 'storage_order', which jpose does not write", message);
  }

  @Test
  void otherProgramsFilesAreRefused() throws IOException {
    assertEquals(
        "lacks the metadata jpose.format; it is not a model file of jpose, convert it first",
        refused(ModelProto.Builder::clearMetadataProps));
  }

  @Test
  void otherVersionsAreRefused() throws IOException {
    StringStringEntryProto format =
        StringStringEntryProto.newBuilder().setKey("jpose.format").setValue("2").build();
    assertEquals(
        "has jpose.format '2', expected '1'; was it written by another version of jpose?",
        refused(model -> model.addMetadataProps(format)));
  }

  @Test
  void missingWeightsAreNamed() throws IOException {
    String message =
        refused(
            model -> {
              first(model, "Conv").setName("c").setInput(1, "nothing");
            });
    assertEquals("node 'c' (Conv) reads 'nothing', expected an initializer", message);
  }

  /** A large constant that thousands of nodes name as theirs would fill the memory many times. */
  @Test
  void aConstantIsDecodedOnceForAllItsReaders() {
    TensorProto large =
        TensorProto.newBuilder().setName("c").setDataType(1).addDims(1).addFloatData(7).build();
    OnnxNetwork network = new OnnxNetwork("f", List.of(large));
    Tensor[] read = new Tensor[2];
    for (int i = 0; i < 2; i++) {
      NodeProto node = NodeProto.newBuilder().addInput("c").addOutput("o" + i).build();
      read[i] = network.floats(new OnnxNode("f", node), 0);
    }
    assertSame(read[0], read[1]);
  }

  @Test
  void numbersInOtherFilesAreRefused() throws IOException {
    String message =
        refused(
            model ->
                model
                    .getGraphBuilder()
                    .getInitializerBuilderList()
                    .forEach(tensor -> tensor.setDataLocation(1)));
    assertTrue(
        message.endsWith(
            "keeps its numbers in another file, which is not supported; save the model in one file"),
        message);
  }
}
