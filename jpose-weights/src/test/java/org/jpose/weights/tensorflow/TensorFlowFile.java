package org.jpose.weights.tensorflow;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jpose.weights.proto.tensorflow.AttrValue;
import org.jpose.weights.proto.tensorflow.GraphDef;
import org.jpose.weights.proto.tensorflow.NodeDef;
import org.jpose.weights.proto.tensorflow.TensorProto;
import org.jpose.weights.proto.tensorflow.TensorShapeProto;

/** Writes small frozen graphs, node by node. */
final class TensorFlowFile {
  private final GraphDef.Builder graph = GraphDef.newBuilder();
  private final Random random;

  TensorFlowFile(long seed) {
    random = new Random(seed);
    add("Placeholder", "image", node -> node);
  }

  TensorFlowFile add(
      String operation, String name, UnaryOperator<NodeDef.Builder> attributes, String... inputs) {
    graph.addNode(
        attributes.apply(
            NodeDef.newBuilder().setName(name).setOp(operation).addAllInput(List.of(inputs))));
    return this;
  }

  Path write(Path file) throws IOException {
    return Files.write(file, graph.build().toByteArray());
  }

  static UnaryOperator<NodeDef.Builder> none() {
    return node -> node;
  }

  static UnaryOperator<NodeDef.Builder> text(String name, String value) {
    AttrValue attribute = AttrValue.newBuilder().setS(ByteString.copyFromUtf8(value)).build();
    return node -> node.putAttr(name, attribute);
  }

  static UnaryOperator<NodeDef.Builder> flag(String name, boolean value) {
    return node -> node.putAttr(name, AttrValue.newBuilder().setB(value).build());
  }

  static UnaryOperator<NodeDef.Builder> list(String name, long... values) {
    AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
    for (long value : values) {
      list.addI(value);
    }
    return node -> node.putAttr(name, AttrValue.newBuilder().setList(list).build());
  }

  static UnaryOperator<NodeDef.Builder> window(String padding, int stride) {
    return node ->
        list("strides", 1, stride, stride, 1).apply(text("padding", padding).apply(node));
  }

  static UnaryOperator<NodeDef.Builder> both(
      UnaryOperator<NodeDef.Builder> a, UnaryOperator<NodeDef.Builder> b) {
    return node -> b.apply(a.apply(node));
  }

  /** Adds a float constant with random numbers, positive where asked. */
  float[] random(String name, boolean positive, int... shape) {
    float[] data = new float[IntStream.of(shape).reduce(1, (a, b) -> a * b)];
    ByteBuffer bytes = ByteBuffer.allocate(4 * data.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < data.length; i++) {
      float number = (float) random.nextGaussian() * 0.3f;
      data[i] = positive ? 0.5f + Math.abs(number) : number;
      bytes.putFloat(data[i]);
    }
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(1)
            .setTensorContent(ByteString.copyFrom(bytes.array()))
            .setTensorShape(shape(shape));
    constant(name, tensor);
    return data;
  }

  void integers(String name, int... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(3).setTensorShape(shape(values.length));
    for (int value : values) {
      tensor.addIntVal(value);
    }
    constant(name, tensor);
  }

  void constant(String name, TensorProto.Builder tensor) {
    AttrValue value = AttrValue.newBuilder().setTensor(tensor).build();
    add("Const", name, node -> node.putAttr("value", value));
  }

  static TensorShapeProto shape(int... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int size : sizes) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return shape.build();
  }

  /** Adds a convolution without bias and its random kernel. */
  float[] convolution(String name, String from, int kernel, int in, int out, int stride) {
    float[] data = random(name + "/w", false, kernel, kernel, in, out);
    add("Conv2D", name, window("SAME", stride), from, name + "/w");
    return data;
  }
}
