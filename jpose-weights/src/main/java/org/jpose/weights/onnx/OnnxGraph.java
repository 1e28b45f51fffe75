package org.jpose.weights.onnx;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jpose.weights.Precision;
import org.jpose.weights.Tensor;
import org.jpose.weights.TensorBytes;
import org.jpose.weights.proto.onnx.AttributeProto;
import org.jpose.weights.proto.onnx.GraphProto;
import org.jpose.weights.proto.onnx.NodeProto;
import org.jpose.weights.proto.onnx.TensorProto;
import org.jpose.weights.proto.onnx.TensorShapeProto;
import org.jpose.weights.proto.onnx.TypeProto;
import org.jpose.weights.proto.onnx.ValueInfoProto;

/** Collects the nodes, constants, inputs and outputs of an ONNX graph, names kept unique. */
public final class OnnxGraph {
  private static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final int FLOAT16 = 10;

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final Set<String> names = new HashSet<>();
  private final Map<String, String> constants = new HashMap<>();

  OnnxGraph(String name, Set<String> reserved) {
    graph.setName(name);
    names.addAll(reserved);
  }

  GraphProto build() {
    return graph.build();
  }

  /** Returns {@code wanted}, or something like it if that is taken, and takes it. */
  String unique(String wanted) {
    String name = wanted;
    for (int i = 2; !names.add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  void input(String name, List<String> dimensions) {
    graph.addInput(value(name, dimensions));
  }

  void output(String name, List<String> dimensions) {
    graph.addOutput(value(name, dimensions));
  }

  private static ValueInfoProto value(String name, List<String> dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (String dimension : dimensions) {
      boolean number = dimension.chars().allMatch(Character::isDigit);
      shape.addDim(
          number
              ? TensorShapeProto.Dimension.newBuilder().setDimValue(Long.parseLong(dimension))
              : TensorShapeProto.Dimension.newBuilder().setDimParam(dimension));
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(FLOAT).setShape(shape).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  /** Adds a node with one output and returns the output. */
  String node(String type, String output, List<String> inputs, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(type)
            .setName(output)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(Arrays.asList(attributes)));
    return output;
  }

  static AttributeProto ints(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  /** An attribute of one whole number. */
  public static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto real(String name, double value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF((float) value)
        .build();
  }

  static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  /** Returns a constant number, one for all who ask for the same. */
  String scalar(double value) {
    return constants.computeIfAbsent(
        "scalar " + (float) value,
        key -> weights("constant", new Tensor(List.of(), new float[] {(float) value}), false));
  }

  /** Returns a constant float vector, one for all who ask for the same. */
  String floats(float... values) {
    return constants.computeIfAbsent(
        "floats " + Arrays.toString(values),
        key -> weights("constant", Tensor.vector(values), false));
  }

  /** Returns a constant integer vector, one for all who ask for the same. */
  String longs(long... values) {
    return constants.computeIfAbsent(
        "longs " + Arrays.toString(values),
        key -> {
          String name = unique("constant");
          byte[] bytes = new byte[values.length * Long.BYTES];
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (values[i / Long.BYTES] >> 8 * (i % Long.BYTES));
          }
          graph.addInitializer(
              TensorProto.newBuilder()
                  .setName(name)
                  .setDataType(INT64)
                  .addDims(values.length)
                  .setRawData(ByteString.copyFrom(bytes)));
          return name;
        });
  }

  /** Adds a constant tensor, in half precision with a cast where asked, and returns its value. */
  String weights(String wanted, Tensor tensor, boolean half) {
    String name = unique(wanted);
    ByteString.Output bytes = ByteString.newOutput(tensor.data().length * (half ? 2 : 4));
    try {
      Precision precision = half ? Precision.FLOAT16 : Precision.FLOAT32;
      TensorBytes.write(bytes, "tensor '" + wanted + "'", tensor.data(), precision);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    TensorProto.Builder constant =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(half ? FLOAT16 : FLOAT)
            .setRawData(bytes.toByteString());
    tensor.shape().forEach(constant::addDims);
    graph.addInitializer(constant);
    return half
        ? node("Cast", unique(wanted + "#float"), List.of(name), integer("to", FLOAT))
        : name;
  }
}
