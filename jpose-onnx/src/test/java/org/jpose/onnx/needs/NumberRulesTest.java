package org.jpose.onnx.needs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jpose.onnx.RuntimeSessions;
import org.jpose.weights.proto.onnx.AttributeProto;
import org.jpose.weights.proto.onnx.GraphProto;
import org.jpose.weights.proto.onnx.ModelProto;
import org.jpose.weights.proto.onnx.NodeProto;
import org.jpose.weights.proto.onnx.OperatorSetIdProto;
import org.jpose.weights.proto.onnx.TensorProto;
import org.jpose.weights.proto.onnx.TensorShapeProto;
import org.jpose.weights.proto.onnx.TypeProto;
import org.jpose.weights.proto.onnx.ValueInfoProto;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that are computed for sizes are those that ONNX Runtime computes. */
class NumberRulesTest {
  private static final int FLOAT = 1;
  private static final long[] SHAPE = {2, 3, 7, 5};

  /** Types, bytes of one number, and the number 3. */
  private static TensorProto one(String type) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int code;
    switch (type) {
      case "float16" -> {
        code = 10;
        bytes.putShort((short) 0x4200);
      }
      case "double" -> {
        code = 11;
        bytes.putDouble(3);
      }
      case "bool" -> {
        code = 9;
        bytes.put((byte) 1);
      }
      case "int8" -> {
        code = 3;
        bytes.put((byte) -3);
      }
      case "uint8" -> {
        code = 2;
        bytes.put((byte) 200);
      }
      case "bfloat16" -> {
        code = 16;
        bytes.putShort((short) 0x4040);
      }
      default -> {
        code = 7;
        bytes.putLong(3);
      }
    }
    return TensorProto.newBuilder()
        .setDataType(code)
        .addDims(1)
        .setRawData(ByteString.copyFrom(bytes.flip()))
        .build();
  }

  /** Steps as {@code Operation input input > output output | attribute=..}, the last gives y. */
  private static ModelProto model(String steps) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long side : SHAPE) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(side));
    }
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("numbers")
            .addInput(
                ValueInfoProto.newBuilder()
                    .setName("x")
                    .setType(
                        TypeProto.newBuilder()
                            .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(FLOAT).setShape(shape))));
    for (String step : steps.split(";")) {
      String[] sides = step.strip().split(" > | \\| ");
      String[] from = sides[0].split(" ");
      NodeProto.Builder node =
          NodeProto.newBuilder().setOpType(from[0]).addAllOutput(List.of(sides[1].split(" ")));
      for (int i = 1; i < from.length; i++) {
        String name = from[i].contains(":") ? "c" + graph.getInitializerCount() : from[i];
        node.addInput(name);
        if (from[i].startsWith("one:")) {
          graph.addInitializer(one(from[i].substring(4)).toBuilder().setName(name));
        } else if (from[i].contains(":")) {
          graph.addInitializer(ShapeRulesTest.tensor(from[i]).setName(name));
        }
      }
      for (String attribute : sides.length < 3 ? new String[0] : sides[2].split(" ")) {
        node.addAttribute(attribute(attribute.split("=", 2)));
      }
      graph.addNode(node);
    }
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .setGraph(graph.addOutput(ValueInfoProto.newBuilder().setName("y")))
        .build();
  }

  private static AttributeProto attribute(String[] parts) {
    return parts[1].startsWith("one:")
        ? AttributeProto.newBuilder()
            .setName(parts[0])
            // Tensor and type, which our protobuf leaves out.
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        5,
                        UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(one(parts[1].substring(4)).toByteString())
                            .build())
                    .addField(20, UnknownFieldSet.Field.newBuilder().addVarint(4).build())
                    .build())
            .build()
        : ShapeRulesTest.attribute(parts);
  }

  private static NetworkValue computed(ModelProto model) {
    NetworkFile file = NetworkFile.read(model.toByteArray(), "numbers");
    Map<String, NetworkValue> values = new HashMap<>(file.constants());
    values.put("x", NetworkValue.of(SHAPE));
    for (NetworkNode node : file.nodes()) {
      List<NetworkValue> in = new ArrayList<>();
      node.inputs().forEach(input -> in.add(values.get(input)));
      long[] shape = ShapeRules.of(node.fullOperation()).of(node, in);
      assertNotNull(shape, node.operation());
      List<NetworkValue> all = NumberRules.all(node, in, shape);
      IntStream.range(0, all.size()).forEach(i -> values.put(node.outputs().get(i), all.get(i)));
    }
    return values.get("y");
  }

  private static double[] numbers(OnnxTensor tensor) {
    return switch (tensor.getInfo().type) {
      case INT64 -> {
        long[] all = new long[(int) tensor.getInfo().getNumElements()];
        tensor.getLongBuffer().get(all);
        yield IntStream.range(0, all.length).mapToDouble(i -> all[i]).toArray();
      }
      default -> {
        float[] all = new float[(int) tensor.getInfo().getNumElements()];
        tensor.getFloatBuffer().get(all);
        yield IntStream.range(0, all.length).mapToDouble(i -> all[i]).toArray();
      }
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // F.pad, as PyTorch writes it.
        "Concat i:1,2,3 i:0,0,0,0,0 > p | axis=0; Reshape p i:-1,2 > r;"
            + " Slice r i:-1 i:-9223372036854775807 i:0 i:-1 > s; Transpose s > t | perm=[1,0];"
            + " Reshape t i:-1 > u; Cast u > y | to=7",
        "Shape x > s; Split s i:1,3 > a b; Mul b i:2 > y",
        "Shape x > s; Split s > a b | axis=0; Concat b a > y | axis=0",
        "Shape x > s; Reshape s i:2,2 > m; Split m i:1,1 > a b | axis=1; Concat b a > y | axis=-1",
        "Shape x > s; Cast s > d | to=11; Mul d one:double > m; Cast m > y | to=7",
        "Shape x > s; Cast s > h | to=10; Mul h one:float16 > m; Cast m > y | to=7",
        "ConstantOfShape i:2,2 > o | value=one:float16; Cast o > y | to=7",
        "ConstantOfShape i:2,2 > o | value=one:double; Cast o > y | to=7",
        "ConstantOfShape i:2,2 > o | value=one:bool; Cast o > y | to=7",
        "ConstantOfShape i:2,2 > o | value=one:int8; Cast o > y | to=7",
        "ConstantOfShape i:2,2 > o | value=one:uint8; Cast o > y | to=7",
        "Range s:0 s:24 s:1 > n; Reshape n i:2,3,4 > r; Transpose r > y | perm=[2,0,1]",
        "Range s:0 s:24 s:1 > n; Reshape n i:2,3,4 > r; Gather r i:2,-3,1 > y | axis=1",
        "Range s:0 s:24 s:1 > n; Reshape n i:2,3,4 > r; Slice r i:0,-1 i:1,0 i:0,2 i:1,-2 > y",
        "Range s:0 s:24 s:1 > n; Reshape n i:2,3,4 > r; Concat r r > y | axis=1",
        "Range s:0 s:3 s:1 > n; Reshape n i:3,1 > r; Expand r i:2,1,4 > y",
        "Shape x > s; Mod s i:4 > y",
        "Mod i:-5,5 i:3,-3 > y",
        "Mod i:-5,5 i:3,-3 > y | fmod=1",
        "Shape x > s; Cast s > f | to=1; Pow f f:2 > y",
        "Shape x > s; GreaterOrEqual s i:5 > a; LessOrEqual s i:5 > b; And a b > c; Not c > d;"
            + " Xor d a > e; Or e c > g; Where g s i:-1 > y",
        "Shape x > s; ReduceSum s > y | keepdims=0",
        "Shape x > s; ReduceMax s > y | keepdims=0",
        "Shape x > s; ReduceMin s > y | keepdims=1",
        "Shape x > s; ReduceProd s > y | keepdims=0",
      })
  void numbersAreThoseOfOnnxRuntime(String steps) throws Exception {
    ModelProto model = model(steps);
    float[] pixels = new float[2 * 3 * 7 * 5];
    try (OrtSession session = RuntimeSessions.open(model.toByteArray());
        OnnxTensor x = RuntimeSessions.tensor(pixels, SHAPE);
        OrtSession.Result result = session.run(Map.of("x", x))) {
      NetworkValue computed = computed(model);
      assertArrayEquals(((TensorInfo) result.get(0).getInfo()).getShape(), computed.shape());
      assertNotNull(computed.numbers(), "they are known");
      assertArrayEquals(numbers((OnnxTensor) result.get(0)), computed.numbers());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ConstantOfShape i:2,2 > o | value=one:bfloat16; Cast o > y | to=7",
        "Div i:3 i:0 > y",
        "Gather i:1,2 i:7 > y",
      })
  void whatIsNotKnownIsNoFault(String steps) {
    NetworkValue computed = computed(model(steps));
    assertNotNull(computed.shape());
    assertNull(computed.numbers());
  }
}
