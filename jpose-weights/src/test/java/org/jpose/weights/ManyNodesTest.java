package org.jpose.weights;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.MessageLite;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.convert.WeightsFile;
import org.jpose.weights.onnx.OnnxModel;
import org.jpose.weights.proto.caffe.BlobProto;
import org.jpose.weights.proto.caffe.BlobShape;
import org.jpose.weights.proto.caffe.LayerParameter;
import org.jpose.weights.proto.caffe.NetParameter;
import org.jpose.weights.proto.onnx.GraphProto;
import org.jpose.weights.proto.onnx.ModelProto;
import org.jpose.weights.proto.onnx.NodeProto;
import org.jpose.weights.proto.onnx.StringStringEntryProto;
import org.jpose.weights.proto.onnx.TensorProto;
import org.jpose.weights.proto.tensorflow.GraphDef;
import org.jpose.weights.proto.tensorflow.NodeDef;
import org.jpose.weights.tensorflow.FrozenGraphReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Files with 200,000 nodes or tensors, or names of a megabyte: every reader refuses them. */
class ManyNodesTest {
  private static final int MANY = 200_000;
  private static final String TOO_MANY_TENSORS = "has 200000 tensors, expected 100000 at most";

  @TempDir private Path folder;

  private Path write(String name, MessageLite message) throws IOException {
    return Files.write(folder.resolve(name), message.toByteArray());
  }

  private static void assertRefused(Executable reading, String words) {
    String message = assertThrows(ModelFormatException.class, reading).getMessage();
    assertTrue(message.contains(words), message);
  }

  private static void assertWeightsRefused(Path file, String words) {
    assertRefused(() -> WeightsFile.read(file), words);
  }

  private Path onnx(GraphProto.Builder graph) throws IOException {
    StringStringEntryProto.Builder format =
        StringStringEntryProto.newBuilder().setKey("jpose.format").setValue("1");
    return write(
        "many.onnx",
        ModelProto.newBuilder().setIrVersion(8).setGraph(graph).addMetadataProps(format).build());
  }

  private static NodeProto.Builder node(String type, String output, String... inputs) {
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(type).setName(output);
    for (String input : inputs) {
      node.addInput(input);
    }
    return node.addOutput(output);
  }

  @Test
  void onnx() throws IOException {
    GraphProto.Builder graph = GraphProto.newBuilder().addNode(node("Relu", "r0", "image"));
    for (int i = 1; i < MANY; i++) {
      graph.addNode(node("Relu", "r" + i, "r" + (i - 1)));
    }
    Path file = onnx(graph);
    assertRefused(() -> OnnxModel.read(file), "has 200000 operations, expected 10000 at most");
  }

  /** Each partial sum would hold all its summands. */
  @Test
  void sumsOfOnnx() throws IOException {
    GraphProto.Builder graph = GraphProto.newBuilder().addNode(node("Relu", "a", "image"));
    graph.addNode(node("Add", "s#sum_0", "a", "a"));
    for (int i = 1; i < 9000; i++) {
      graph.addNode(node("Add", "s#sum_" + i, "s#sum_" + (i - 1), "a"));
    }
    Path file = onnx(graph);
    assertRefused(
        () -> OnnxModel.read(file), "node 's#sum_999' (Add) is a sum of more than 1000 values");
  }

  @Test
  void tensorsOfOnnx() throws IOException {
    GraphProto.Builder graph = GraphProto.newBuilder();
    for (int i = 0; i < MANY; i++) {
      graph.addInitializer(
          TensorProto.newBuilder().setName("t" + i).setDataType(1).addDims(1).addFloatData(1));
    }
    assertWeightsRefused(onnx(graph), TOO_MANY_TENSORS);
  }

  @Test
  void tensorFlow() throws IOException {
    GraphDef.Builder graph = GraphDef.newBuilder();
    graph.addNode(NodeDef.newBuilder().setName("r0").setOp("Placeholder"));
    for (int i = 1; i < MANY; i++) {
      graph.addNode(NodeDef.newBuilder().setName("r" + i).setOp("Relu").addInput("r" + (i - 1)));
    }
    Path file = write("many.pb", graph.build());
    assertRefused(
        () -> FrozenGraphReader.read(file, ConversionOptions.defaults()),
        "has more than 10000 nodes; networks of images have some hundred");
  }

  private static LayerParameter.Builder layer(String name) {
    BlobShape.Builder shape = BlobShape.newBuilder().addDim(1);
    return LayerParameter.newBuilder()
        .setName(name)
        .addBlobs(BlobProto.newBuilder().setShape(shape).addData(1));
  }

  @Test
  void caffe() throws IOException {
    NetParameter.Builder net = NetParameter.newBuilder();
    for (int i = 0; i < MANY; i++) {
      net.addLayer(layer("l" + i));
    }
    assertWeightsRefused(write("many.caffemodel", net.build()), TOO_MANY_TENSORS);
  }

  /** Each of its scopes would be tried as the beginning of a name. */
  @Test
  void longNames() throws IOException {
    NetParameter.Builder net = NetParameter.newBuilder().addLayer(layer("a.".repeat(1 << 20)));
    assertWeightsRefused(
        write("long.caffemodel", net.build()),
        "the name of tensor 'a.a.a.a.a.a.a.a.a.a....' has 2097158 characters, expected 1000");
  }

  @Test
  void safetensors() throws IOException {
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < MANY; i++) {
      header.append(i == 0 ? "" : ",").append("\"t").append(i);
      header.append("\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[").append(4 * i);
      header.append(',').append(4 * i + 4).append("]}");
    }
    byte[] text = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + text.length + 4 * MANY);
    file.order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text);
    assertWeightsRefused(
        Files.write(folder.resolve("many.safetensors"), file.array()), TOO_MANY_TENSORS);
  }

  @Test
  void numPy() throws IOException {
    Path file = folder.resolve("many.npz");
    try (ZipOutputStream zip = zip(file)) {
      for (int i = 0; i < MANY; i++) {
        add(zip, "t" + i + ".npy", new byte[0]);
      }
    }
    assertWeightsRefused(file, "has 200000 entries, expected 100000 at most");
  }

  @Test
  void pyTorch() throws IOException {
    StringBuilder pickle = new StringBuilder("\u0080\u0002}(");
    for (int i = 0; i < MANY; i++) {
      pickle.append("X").append((char) 8).append("\0\0\0").append("t%07d".formatted(i));
      pickle.append("ctorch._utils\n_rebuild_tensor_v2\n((U\u0007storagectorch\nFloatStorage\n");
      pickle.append("U\u00010U\u0003cpuK\u0001tQK\0K\u0001\u0085K\u0001\u0085\u0089}tR");
    }
    Path file = folder.resolve("many.pth");
    try (ZipOutputStream zip = zip(file)) {
      add(zip, "a/data.pkl", pickle.append("u.").toString().getBytes(StandardCharsets.ISO_8859_1));
      add(zip, "a/data/0", new byte[4]);
    }
    assertWeightsRefused(file, "more than 1000000 operations; no weights file has that");
  }

  private static ZipOutputStream zip(Path file) throws IOException {
    OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.setMethod(ZipOutputStream.STORED);
    return zip;
  }

  private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 sum = new CRC32();
    sum.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setCrc(sum.getValue());
    entry.setSize(content.length);
    zip.putNextEntry(entry);
    zip.write(content);
  }
}
