package org.jpose.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.ModelFormatException;
import org.jpose.core.NeedsMoreMemoryException;
import org.jpose.core.PoseEstimator;
import org.jpose.onnx.needs.NetworkNeeds;
import org.jpose.testkit.SharedFolder;
import org.jpose.weights.proto.onnx.AttributeProto;
import org.jpose.weights.proto.onnx.GraphProto;
import org.jpose.weights.proto.onnx.ModelProto;
import org.jpose.weights.proto.onnx.NodeProto;
import org.jpose.weights.proto.onnx.TensorProto;
import org.jpose.weights.proto.onnx.TensorShapeProto;
import org.jpose.weights.proto.onnx.TypeProto;
import org.jpose.weights.proto.onnx.ValueInfoProto;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Model files made to keep a machine busy, or to fill it. */
class HostileModelTest {
  private static final int INT64 = 7;

  @TempDir private Path folder;
  private ModelProto tiny;

  @BeforeEach
  void writeModel() throws IOException {
    ModelProto written = ModelProto.parseFrom(Files.readAllBytes(TinyModel.write(folder)));
    tiny = written.toBuilder().removeMetadataProps(written.getMetadataPropsCount() - 1).build();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = HostileModelTest.class.getResourceAsStream("/siege/" + name)) {
      return in.readAllBytes();
    }
  }

  private static String refused(byte[] model) {
    return assertThrows(ModelFormatException.class, () -> OnnxBackend.open(model, "it", 1))
        .getMessage();
  }

  @ParameterizedTest
  @ValueSource(strings = {"d-loop.onnx", "d-loop-in.onnx"})
  void loopsAreRefused(String name) throws IOException {
    assertEquals(
        "it: has the operation Loop, which jpose does not run: networks of images need none that"
            + " loops, branches or is somebody's own; export it with ONNX's plain operations",
        refused(resource(name)));
  }

  @Test
  void numbersOfTheCurrentFolderAreNotTaken() throws IOException {
    assertEquals(
        "it: keeps its numbers in another file, which is not supported; save the model in one file",
        refused(resource("f-ext-rel.onnx")));
  }

  @Test
  void aNetworkThatGivesNoNumbersIsNamed() throws IOException {
    try (PoseEstimator estimator =
        new PoseEstimator(
            OnnxBackend.open(resource("b-nan.onnx"), "b-nan.onnx", 1),
            EstimatorOptions.defaults())) {
      String message =
          assertThrows(
                  ModelFormatException.class, () -> estimator.estimate(TinyModel.image(1, 64, 64)))
              .getMessage();
      assertEquals(
          "b-nan.onnx: the network gave fields with values that are no finite numbers; its weights"
              + " are damaged, or too large for its arithmetic: fetch or convert the model again",
          message);
    }
  }

  @Test
  void twoHundredThousandOperationsAreTooMany() throws IOException {
    byte[] model = Files.readAllBytes(SharedFolder.require("cases/siege/k-200k-nodes.onnx"));
    assertEquals(
        "it: has more than 10000 operations; networks of images have some hundred; simplify it"
            + " where it was exported",
        refused(model));
  }

  private byte[] with(Consumer<GraphProto.Builder> change) {
    ModelProto.Builder model = tiny.toBuilder();
    change.accept(model.getGraphBuilder());
    return model.build().toByteArray();
  }

  private static NodeProto.Builder node(String operation, String to, String... from) {
    return NodeProto.newBuilder()
        .setOpType(operation)
        .setName(to)
        .addAllInput(List.of(from))
        .addOutput(to);
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static TensorProto integers(String name, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(INT64).addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    return tensor.build();
  }

  /** Values that double, 40 times, and then become one number again. */
  @Test
  void valuesThatDoubleAreRefused() {
    byte[] model =
        with(
            graph -> {
              String last = "image";
              for (int i = 0; i < 40; i++) {
                graph.addNode(node("Concat", "c" + i, last, last).addAttribute(integer("axis", 0)));
                last = "c" + i;
              }
            });
    String message = refused(model);
    assertTrue(
        message.matches(
            "it: a run on an image of 384x384 pixels needs [\\d.]+ GB of memory, this machine has"
                + " [\\d.]+ GB \\(at operation Concat 'c\\d+'\\); is it a network of images\\?"),
        message);
  }

  @Test
  void hugeValuesOfAnyOperationAreRefused() {
    assertGrows(
        with(
            graph ->
                graph
                    .addInitializer(integers("times", 1, 1, 1L << 40, 1L << 40))
                    .addNode(node("Tile", "t", "image", "times"))));
    assertGrows(
        with(
            graph ->
                graph
                    .addInitializer(integers("shape", 1L << 31, 1L << 31, 1L << 31))
                    .addNode(node("ConstantOfShape", "t", "shape"))));
    String message =
        refused(
            with(
                graph ->
                    graph
                        .addInitializer(integers("shape", 30_000, 30_000))
                        .addNode(node("ConstantOfShape", "t", "shape"))));
    assertEquals(
        "it: a run on an image of 384x384 pixels makes 900 million numbers of its weights (at"
            + " operation ConstantOfShape 't'); is it a network of images?",
        message);
  }

  private static void assertGrows(byte[] model) {
    assertTrue(refused(model).contains("grows beyond all measure"), refused(model));
  }

  /** Found by the fuzz test: of a dimension that is open the file says nothing. */
  @Test
  void outputsOfNoImageAreRefused() {
    byte[] model =
        with(
            graph -> {
              String heat = graph.getOutput(0).getName();
              rename(graph, heat, "whole");
              graph
                  .addInitializer(integers("from", 0))
                  .addInitializer(integers("to", 0))
                  .addNode(node("Slice", heat, "whole", "from", "to").setName("none"));
            });
    try (OnnxBackend backend = OnnxBackend.open(model, "it", 1)) {
      String message =
          assertThrows(
                  ModelFormatException.class,
                  () -> backend.run(List.of(TinyModel.image(1, 32, 32))))
              .getMessage();
      assertEquals(
          "tiny: output 'heat' is [0, 19, 4, 4] for 1 image, and was said to have 19 channels; export"
              + " it again",
          message);
    }
  }

  private static void rename(GraphProto.Builder graph, String from, String to) {
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (int i = 0; i < node.getOutputCount(); i++) {
        if (node.getOutput(i).equals(from)) {
          node.setOutput(i, to);
        }
      }
    }
  }

  /** Sizes are few numbers themselves, but could be any number of them. */
  @Test
  void dimensionsThatDoubleAreRefused() {
    assertGrows(
        with(
            graph -> {
              graph.addInitializer(integers("g", 0).toBuilder().clearDims().addDims(1).addDims(1));
              String last = "g";
              for (int i = 0; i < 40; i++) {
                graph.addNode(node("Gather", "g" + i, last, last));
                last = "g" + i;
              }
            }));
  }

  @Test
  void inputsOfManyDimensionsAreRefused() {
    byte[] model =
        with(
            graph -> {
              TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
              for (int i = 0; i < 65; i++) {
                shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(1));
              }
              TypeProto.Tensor.Builder tensor =
                  TypeProto.Tensor.newBuilder().setElemType(1).setShape(shape);
              graph.addInput(
                  ValueInfoProto.newBuilder()
                      .setName("x")
                      .setType(TypeProto.newBuilder().setTensorType(tensor)));
            });
    assertEquals("it: has a tensor of 65 dimensions; expected up to 5", refused(model));
  }

  /** A sum of all of them would be computed here, as one of two sizes is. */
  @Test
  void operationsOfAHundredThousandInputsAreRefused() {
    byte[] model =
        with(
            graph -> {
              NodeProto.Builder sum = node("Sum", "s");
              for (int i = 0; i < 200_000; i++) {
                sum.addInput("n");
              }
              graph.addInitializer(integers("n", new long[200])).addNode(sum);
            });
    assertEquals(
        "it: has more than 200000 names of operations, values and attributes, or one of more than"
            + " 1000 bytes; simplify it where it was exported",
        refused(model));
  }

  @Test
  void namesOfAMegabyteAreRefused() {
    byte[] model = with(graph -> graph.addNode(node("Relu", "r".repeat(1 << 20), "image")));
    assertTrue(refused(model).contains("or one of more than 1000 bytes"), refused(model));
  }

  @Test
  void productsOfAllWithAllAreRefused() {
    byte[] model =
        with(
            graph ->
                graph
                    .addInitializer(integers("column", -1, 1))
                    .addInitializer(integers("row", 1, -1))
                    .addNode(node("Reshape", "c", "image", "column"))
                    .addNode(node("Reshape", "r", "image", "row"))
                    .addNode(node("Add", "sums", "c", "r")));
    assertTrue(refused(model).contains("GB of memory"), refused(model));
  }

  @Test
  void sizesThatDependOnPixelsAreRefused() {
    byte[] model =
        with(
            graph ->
                graph
                    .addNode(node("ReduceMax", "m", "image"))
                    .addNode(node("Cast", "n", "m").addAttribute(integer("to", INT64)))
                    .addNode(node("Expand", "e", "image", "n")));
    assertEquals(
        "it: how large what Expand 'e' gives becomes cannot be told before a run; export it with"
            + " sizes that depend on the image's alone",
        refused(model));
  }

  @Test
  void sizesThatDependOnTheImagesSizeAreComputed() {
    byte[] model =
        with(
            graph ->
                graph
                    .addInitializer(integers("two", 2, 3))
                    .addInitializer(integers("double", 2))
                    .addInitializer(integers("first", 1, 3))
                    .addNode(node("Shape", "s", "image"))
                    .addNode(node("Gather", "g", "s", "two"))
                    .addNode(node("Mul", "d", "g", "double"))
                    .addNode(node("Concat", "all", "first", "d").addAttribute(integer("axis", 0)))
                    .addNode(node("Resize", "larger", "image", "", "", "all")));
    NetworkNeeds needs = NetworkNeeds.of(model, "it", 1L << 30);
    needs.check(1, 1024, 1024);
    assertEquals(
        true,
        assertThrows(NeedsMoreMemoryException.class, () -> needs.check(10, 4096, 4096))
            .getMessage()
            .matches(
                "it: a run on 10 images of 4096x4096 pixels needs [\\d.]+ GB of memory, this machine"
                    + " has 1.1 GB \\(at operation .*\\); take smaller images, or fewer at once"));
  }

  /** With field 7, which our protobuf leaves out. */
  private static NodeProto ofDomain(NodeProto.Builder node, String domain) {
    byte[] name = domain.getBytes(StandardCharsets.UTF_8);
    byte[] bytes =
        ByteBuffer.allocate(node.build().getSerializedSize() + 2 + name.length)
            .put(node.build().toByteArray())
            .put((byte) (7 << 3 | 2))
            .put((byte) name.length)
            .put(name)
            .array();
    try {
      return NodeProto.parseFrom(bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"'', If", "org.else, Relu", "ai.onnx.ml, LabelEncoder", "com.microsoft, Attention"})
  void foreignOperationsAreRefusedByName(String domain, String operation) {
    byte[] model = with(graph -> graph.addNode(ofDomain(node(operation, "f", "image"), domain)));
    String full = domain.isEmpty() ? operation : domain + "." + operation;
    assertTrue(refused(model).startsWith("it: has the operation " + full + ", which"));
  }

  @Test
  void operationsOfUnknownNeedAreRefusedForThat() {
    assertEquals(
        "it: has the operation NonMaxSuppression, which jpose does not run: it cannot tell how much"
            + " memory that one needs; export the network with other operations, or without what"
            + " comes after its fields",
        refused(with(graph -> graph.addNode(node("NonMaxSuppression", "n", "image", "image")))));
  }

  /** What lies between three factors may be larger than all there was. */
  @Test
  void sumsOfThreeFactorsAreRefused() {
    byte[] model =
        with(
            graph ->
                graph.addNode(
                    node("Einsum", "e", "image", "image", "image")
                        .addAttribute(
                            AttributeProto.newBuilder()
                                .setName("equation")
                                .setType(AttributeProto.AttributeType.STRING)
                                .setS(ByteString.copyFromUtf8("abcd,efgh,ijkl->aei")))));
    assertTrue(refused(model).startsWith("it: how large what Einsum 'e' gives"), refused(model));
  }

  @Test
  void coordinatesOfManyMorePlacesThanPixelsAreRefused() {
    byte[] model =
        with(
            graph ->
                graph
                    .addInitializer(integers("times", 3, 64, 1, 1))
                    .addNode(node("Shape", "s", "image"))
                    .addNode(node("Mul", "large", "s", "times"))
                    .addNode(node("ConstantOfShape", "grid", "large")));
    String message = refused(model);
    assertTrue(message.contains("makes 85 million numbers of its weights"), message);
  }

  @Test
  void operationsDefinedInTheFileAreRefused() {
    byte[] plain = tiny.toByteArray();
    // ModelProto.functions, field 25: an empty one.
    byte[] model = Arrays.copyOf(plain, plain.length + 3);
    model[plain.length] = (byte) (25 << 3 & 0x7f | 0x80 | 2);
    model[plain.length + 1] = 25 >> 4;
    assertEquals(
        "it: defines operations of its own, which jpose does not run; export it with ONNX's own"
            + " alone",
        refused(model));
  }

  @Test
  void aTensorThatSaysMoreThanItHasIsRefused() {
    byte[] model =
        with(
            graph ->
                graph.addInitializer(
                    TensorProto.newBuilder()
                        .setName("w")
                        .setDataType(1)
                        .addDims(1L << 40)
                        .addFloatData(1)));
    assertTrue(
        refused(model)
            .matches(
                "it: tensor 'w' says that it is \\[1099511627776\\], and has \\d+ bytes; copy or"
                    + " convert the file again"),
        refused(model));
  }

  /** A run of a minute. */
  private byte[] slow() {
    return with(
        graph -> {
          List<NodeProto> rest = graph.getNodeList();
          graph.setInput(0, graph.getInput(0).toBuilder().setName("photo")).clearNode();
          int count = 1500;
          for (int i = 0; i < count; i++) {
            String from = i == 0 ? "photo" : "s" + (i - 1);
            graph.addNode(node("Sin", i == count - 1 ? "image" : "s" + i, from));
          }
          graph.addAllNode(rest);
        });
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void anInterruptStopsARun() throws Exception {
    try (OnnxBackend backend = OnnxBackend.open(slow(), "slow", 1)) {
      CountDownLatch begun = new CountDownLatch(1);
      CompletableFuture<String> end = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                begun.countDown();
                try {
                  backend.run(List.of(TinyModel.image(1, 2048, 2048)));
                  end.complete("done");
                } catch (IllegalStateException e) {
                  end.complete(e.getMessage() + Thread.currentThread().isInterrupted());
                } catch (RuntimeException | Error e) {
                  end.completeExceptionally(e);
                }
              });
      thread.start();
      begun.await();
      Thread.sleep(300); // into the run; before it is as good
      thread.interrupt();
      assertEquals("tiny: interrupted; the run was stopped before its endtrue", end.join());
      assertFalse(backend.run(List.of(TinyModel.image(1, 16, 16))).isEmpty(), "others go on");
    }
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void closingStopsARun() throws Exception {
    OnnxBackend backend = OnnxBackend.open(slow(), "slow", 1);
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Void> run =
        CompletableFuture.runAsync(
            () -> {
              begun.countDown();
              backend.run(List.of(TinyModel.image(1, 2048, 2048)));
            });
    begun.await();
    Thread.sleep(300); // into the run; before it is as good
    backend.close();
    Throwable failure = assertThrows(CompletionException.class, run::join).getCause();
    assertEquals("this ONNX backend (tiny) is closed; open another one", failure.getMessage());
  }
}
