package org.jpose.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jpose.core.Backend;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.Execution;
import org.jpose.core.ModelFormatException;
import org.jpose.core.PoseEstimator;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.jpose.weights.proto.onnx.AttributeProto;
import org.jpose.weights.proto.onnx.GraphProto;
import org.jpose.weights.proto.onnx.ModelProto;
import org.jpose.weights.proto.onnx.NodeProto;
import org.jpose.weights.proto.onnx.OperatorSetIdProto;
import org.jpose.weights.proto.onnx.StringStringEntryProto;
import org.jpose.weights.proto.onnx.TensorProto;
import org.jpose.weights.proto.onnx.TensorShapeProto;
import org.jpose.weights.proto.onnx.TypeProto;
import org.jpose.weights.proto.onnx.ValueInfoProto;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ONNX files that are not quite as jpose writes them: the same fields, or a clear no. */
class ForeignModelTest {
  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;

  /** Of TensorProto.DataType. */
  private static final int FLOAT = 1;

  private static final int INT32 = 6;
  private static final int FLOAT16 = 10;

  @TempDir private Path folder;
  private ModelProto tiny;
  private PoseFields expected;

  @BeforeEach
  void writeModel() throws IOException {
    Path file = TinyModel.write(folder);
    ModelProto written = ModelProto.parseFrom(Files.readAllBytes(file));
    // The last entry is its hash, which is not that of what the tests make of it.
    tiny = written.toBuilder().removeMetadataProps(written.getMetadataPropsCount() - 1).build();
    try (Backend backend = OnnxBackend.open(file, 1)) {
      expected = backend.run(List.of(image())).get(0);
    }
  }

  private static Image image() {
    return TinyModel.image(5, WIDTH, HEIGHT);
  }

  private Path write(String name, ModelProto.Builder model) throws IOException {
    return Files.write(folder.resolve(name), model.build().toByteArray());
  }

  private static ValueInfoProto value(String name, int type, long... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (long side : shape) {
      TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
      dimensions.addDim(
          side < 0 ? dimension.setDimParam("d" + -side) : dimension.setDimValue(side));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type).setShape(dimensions)))
        .build();
  }

  private static NodeProto.Builder node(String operation, String from, String to) {
    return NodeProto.newBuilder().setOpType(operation).setName(to).addInput(from).addOutput(to);
  }

  private static NodeProto cast(String from, String to, int type) {
    return node("Cast", from, to)
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("to")
                .setType(AttributeProto.AttributeType.INT)
                .setI(type))
        .build();
  }

  private static NodeProto transpose(String from, String to, long... order) {
    AttributeProto.Builder permutation =
        AttributeProto.newBuilder().setName("perm").setType(AttributeProto.AttributeType.INTS);
    for (long axis : order) {
      permutation.addInts(axis);
    }
    return node("Transpose", from, to).addAttribute(permutation).build();
  }

  private static ModelProto.Builder withoutMetadata(ModelProto.Builder model) {
    return model.clearMetadataProps();
  }

  /** With another input, and nodes that make {@code image} of it. */
  private ModelProto.Builder withInput(ValueInfoProto input, NodeProto... nodes) {
    ModelProto.Builder model = tiny.toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    graph.clearInput().addInput(input);
    List<NodeProto> rest = graph.getNodeList();
    graph.clearNode().addAllNode(List.of(nodes)).addAllNode(rest);
    return model;
  }

  private ModelProto.Builder withFixedSize(int batch) {
    return withInput(value("image", FLOAT, batch, 3, HEIGHT, WIDTH));
  }

  /** Fields named otherwise, of another type and order. */
  private ModelProto.Builder withOutputs(
      ValueInfoProto heat, ValueInfoProto affinity, NodeProto... nodes) {
    ModelProto.Builder model = tiny.toBuilder();
    model
        .getGraphBuilder()
        .clearOutput()
        .addOutput(heat)
        .addOutput(affinity)
        .addAllNode(List.of(nodes));
    return model;
  }

  private void assertSame(Path file, ModelDescription description, double tolerance) {
    try (Backend backend = OnnxBackend.open(file, Execution.cpu(1), description)) {
      PoseFields found = backend.run(List.of(image())).get(0);
      assertArrayEquals(expected.heat(), found.heat(), (float) tolerance);
      assertArrayEquals(expected.affinity(), found.affinity(), (float) tolerance);
    }
  }

  private void assertSame(Path file, double tolerance) {
    assertSame(file, ModelDescription.none(), tolerance);
  }

  private static String refused(Path file, ModelDescription description) {
    return assertThrows(
            ModelFormatException.class, () -> OnnxBackend.open(file, Execution.cpu(1), description))
        .getMessage();
  }

  private static String refused(Path file) {
    return refused(file, ModelDescription.none());
  }

  @Test
  void fixedSize() throws IOException {
    Path file = write("fixed.onnx", withFixedSize(1));
    assertSame(file, 0);
    try (PoseEstimator estimator =
        new PoseEstimator(OnnxBackend.open(file, 1), EstimatorOptions.defaults())) {
      assertEquals(Optional.of(new NetworkSize(WIDTH, HEIGHT)), estimator.model().fixedSize());
      for (int[] side : new int[][] {{640, 100}, {100, 640}, {1, 1}, {WIDTH, HEIGHT}}) {
        var estimate = estimator.analyze(TinyModel.image(1, side[0] + 1, side[1] + 1));
        assertEquals(WIDTH / 8, estimate.fields().width());
        assertEquals(HEIGHT / 8, estimate.fields().height());
      }
    }
    try (Backend backend = OnnxBackend.open(file, 1)) {
      Image other = TinyModel.image(1, 2 * WIDTH, HEIGHT);
      assertEquals(
          "tiny takes 64x48 only, found " + other,
          assertThrows(IllegalArgumentException.class, () -> backend.run(List.of(other)))
              .getMessage());
      assertThrows(
          IllegalArgumentException.class,
          () ->
              new PoseEstimator(
                  backend, EstimatorOptions.defaults().withScales(List.of(1.0, 2.0))));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4})
  void fixedBatch(int batch) throws IOException {
    ModelProto.Builder model = withInput(value("image", FLOAT, batch, 3, -1, -2));
    Path file = write("batch.onnx", model);
    try (Backend backend = OnnxBackend.open(file, 1)) {
      List<PoseFields> fields =
          backend.run(
              List.of(
                  TinyModel.image(1, WIDTH, HEIGHT),
                  TinyModel.image(2, WIDTH, HEIGHT),
                  TinyModel.image(3, WIDTH, HEIGHT),
                  TinyModel.image(4, WIDTH, HEIGHT),
                  image()));
      assertEquals(5, fields.size());
      assertArrayEquals(expected.heat(), fields.get(4).heat(), 1e-6f);
      assertArrayEquals(expected.affinity(), fields.get(4).affinity(), 1e-6f);
    }
    assertSame(file, 1e-6);
  }

  @Test
  void oneFixedSide() throws IOException {
    Path file = write("half.onnx", withInput(value("image", FLOAT, 1, 3, HEIGHT, -1)));
    assertEquals(
        file
            + ": fixes one side of its input, [1, 3, 48, -1]; export it with both sides fixed, or"
            + " both free",
        refused(file));
  }

  @Test
  void float16Input() throws IOException {
    assertSame(
        write(
            "half.onnx",
            withInput(value("image16", FLOAT16, -1, 3, -2, -3), cast("image16", "image", FLOAT))),
        0);
  }

  @Test
  void float16Outputs() throws IOException {
    double most = 0;
    for (float value : expected.heat()) {
      most = Math.max(most, Math.abs(value));
    }
    assertSame(
        write(
            "half.onnx",
            withOutputs(
                value("h", FLOAT16, -1, TinyModel.HEAT, -2, -3),
                value("a", FLOAT16, -1, TinyModel.AFFINITY, -2, -3),
                cast("heat", "h", FLOAT16),
                cast("affinity", "a", FLOAT16))),
        most / 500);
  }

  @Test
  void channelsLast() throws IOException {
    ModelProto.Builder model =
        withInput(
            value("input_1:0", FLOAT, 1, HEIGHT, WIDTH, 3),
            transpose("input_1:0", "image", 0, 3, 1, 2));
    model
        .getGraphBuilder()
        .clearOutput()
        .addOutput(value("paf", FLOAT, 1, HEIGHT / 8, WIDTH / 8, TinyModel.AFFINITY))
        .addOutput(value("map", FLOAT, 1, HEIGHT / 8, WIDTH / 8, TinyModel.HEAT))
        .addNode(transpose("heat", "map", 0, 2, 3, 1))
        .addNode(transpose("affinity", "paf", 0, 2, 3, 1));
    assertSame(write("nhwc.onnx", model), 0);
  }

  @Test
  void fieldsInOneOutput() throws IOException {
    ModelProto.Builder model = tiny.toBuilder();
    int all = TinyModel.HEAT + TinyModel.AFFINITY;
    model
        .getGraphBuilder()
        .clearOutput()
        .addOutput(value("net_output", FLOAT, -1, all, -2, -3))
        .addNode(
            NodeProto.newBuilder()
                .setOpType("Concat")
                .addInput("heat")
                .addInput("affinity")
                .addOutput("net_output")
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("axis")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(1)));
    assertSame(write("joint.onnx", model), 0);
  }

  @Test
  void severalStages() throws IOException {
    ModelProto.Builder model = tiny.toBuilder();
    model
        .getGraphBuilder()
        .clearOutput()
        .addOutput(value("first", FLOAT, -1, TinyModel.HEAT, -2, -3))
        .addOutput(value("last", FLOAT, -1, TinyModel.HEAT, -2, -3))
        .addOutput(value("affinity", FLOAT, -1, TinyModel.AFFINITY, -2, -3))
        .addNode(node("Abs", "heat", "first"))
        .addNode(node("Identity", "heat", "last"));
    Path file = write("stages.onnx", model);
    assertEquals(
        file
            + ": several outputs have the 19 channels of heat, [first, last]; name the"
            + " right ones",
        refused(file));
    assertSame(file, ModelDescription.none().withOutputs("last", "affinity"), 0);
    String message = refused(file, ModelDescription.none().withOutputs("third", "affinity"));
    assertTrue(
        message.startsWith(file + ": has no output 'third'; it has [first, last, affinity]; name"),
        message);
  }

  @Test
  void withoutMetadata() throws IOException {
    Path file = write("plain.onnx", withoutMetadata(tiny.toBuilder()));
    String message = refused(file);
    assertTrue(message.startsWith(file + ": has no 'jpose.skeleton' in its metadata"), message);
    assertTrue(message.contains("colours, scale and shift"), message);
    ModelDescription colour = ModelDescription.none().withColour(ColourOrder.BGR);
    assertTrue(refused(file, colour).contains("say their scale and shift"));
    assertSame(file, colour.withPixels(1, 0), 0);
    // Twice as bright, and what undoes that.
    ModelProto.Builder scaled =
        withInput(
            value("photo", FLOAT, -1, 3, -2, -3),
            NodeProto.newBuilder()
                .setOpType("Mul")
                .addInput("photo")
                .addInput("factor")
                .addOutput("image")
                .build());
    scaled
        .getGraphBuilder()
        .addInitializer(
            TensorProto.newBuilder()
                .setName("factor")
                .setDataType(FLOAT)
                .setRawData(
                    ByteString.copyFrom(
                        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, 256))));
    assertSame(
        write("scaled.onnx", withoutMetadata(scaled)), colour.withPixels(1 / 256.0, 0), 1e-3);
  }

  @ParameterizedTest
  @CsvSource({"17", "18", "16", "1"})
  void heatmapsAlone(int joints) throws IOException {
    ModelProto.Builder model = withoutMetadata(tiny.toBuilder());
    model
        .getGraphBuilder()
        .clearOutput()
        .addOutput(value("output", FLOAT, -1, joints, -2, -3))
        .addNode(node("Identity", "heat", "output"));
    Path file = write("hrnet.onnx", model);
    String message = refused(file);
    assertTrue(
        message.startsWith(
            file
                + ": has no affinity fields (38 channels for skeleton coco18), by which jpose tells"
                + " people apart; its outputs are 'output' float [-1, "),
        message);
  }

  @Test
  void anInputOfWholeNumbers() throws IOException {
    Path file =
        write(
            "int.onnx",
            withInput(value("pixels", INT32, -1, 3, -2, -3), cast("pixels", "image", FLOAT)));
    assertTrue(refused(file).startsWith(file + ": has no input 'image'; it has [pixels]; "));
    assertEquals(
        file
            + ": input 'pixels' is int32 [-1, 3, -1, -1]; expected float32 or float16 [n, channels,"
            + " height, width]",
        refused(file, ModelDescription.none().withInput("pixels")));
  }

  @Test
  void numbersInAnotherFile() throws IOException {
    ModelProto.Builder model = tiny.toBuilder();
    TensorProto.Builder first = model.getGraphBuilder().getInitializerBuilder(0);
    Path beside = folder.resolve("numbers.bin");
    Files.write(beside, first.getRawData().toByteArray());
    first
        .clearRawData()
        .clearFloatData()
        .setDataLocation(1)
        .addExternalData(
            StringStringEntryProto.newBuilder().setKey("location").setValue("numbers.bin"));
    Path file = write("external.onnx", model);
    assertEquals(
        file
            + ": keeps its numbers in another file, which is not supported; save the model in one"
            + " file",
        refused(file));
  }

  @Test
  void newerThanTheRuntime() throws IOException {
    ModelProto.Builder opset = tiny.toBuilder();
    opset
        .clearOpsetImport()
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(99));
    Path file = write("opset99.onnx", opset);
    assertTrue(
        refused(file).startsWith(file + ": needs ONNX's opset 99, which ONNX Runtime "),
        refused(file));
    Path version = write("ir99.onnx", tiny.toBuilder().setIrVersion(99));
    assertTrue(
        refused(version).startsWith(version + ": is in version 99 of ONNX's file format, "),
        refused(version));
  }

  @ParameterizedTest
  @CsvSource({
    "graph_opt.pb, a TensorFlow graph, '', graph_opt",
    "Model.PTH, PyTorch's weights, '--network NAME ', model",
    "lite.safetensors, weights, '', lite",
    "pose_iter.caffemodel, Caffe's weights, '--network NAME ', pose_iter"
  })
  void weightsOfOtherPrograms(String name, String what, String network, String stem)
      throws IOException {
    Path file = Files.writeString(folder.resolve(name), "some bytes or other");
    assertEquals(
        "%s: is %s, not an ONNX model; convert it first: jpose convert %s %s--out %s.onnx"
            .formatted(file, what, file, network, stem),
        refused(file));
  }

  @ParameterizedTest
  @CsvSource({
    "model.tflite, x, a TensorFlow Lite model",
    "model.bin, x, an OpenVINO model",
    "model.onnx, xxxxTFL3xxxx, a TensorFlow Lite model"
  })
  void kindsNobodyConverts(String name, String bytes, String what) throws IOException {
    Path file = Files.writeString(folder.resolve(name), bytes);
    assertEquals(
        file + ": is " + what + ", which jpose does not read; export it as ONNX", refused(file));
  }

  @ParameterizedTest
  @CsvSource({
    "'version https://git-lfs.github.com/spec/v1', is a pointer of Git LFS",
    "'<!DOCTYPE html><html>', is a web page",
    "'PK and so on', is weights in an archive"
  })
  void whatDownloadsGive(String bytes, String what) throws IOException {
    Path file = Files.writeString(folder.resolve("model.onnx"), bytes);
    assertTrue(refused(file).startsWith(file + ": " + what), refused(file));
  }
}
