package org.jpose.onnx.needs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes that are computed are those that ONNX Runtime's operations give. */
class ShapeRulesTest {
  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  private static long[] longs(String text) {
    return text.isBlank()
        ? new long[0]
        : Arrays.stream(text.strip().split("x|,")).mapToLong(Long::parseLong).toArray();
  }

  /**
   * One operation on an input {@code x}.
   *
   * @param more further inputs: {@code i:1,2} integers, {@code f:1,2} floats, {@code w:8x3x3x3} a
   *     tensor of that shape, {@code I:4x2} one of integers, {@code -} none
   */
  private static ModelProto model(
      String operation, String shape, String attributes, String more, int opset) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("one");
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (long side : longs(shape)) {
      dimensions.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(side));
    }
    graph.addInput(
        ValueInfoProto.newBuilder()
            .setName("x")
            .setType(
                TypeProto.newBuilder()
                    .setTensorType(
                        TypeProto.Tensor.newBuilder().setElemType(FLOAT).setShape(dimensions))));
    NodeProto.Builder node = named(operation).addInput("x").addOutput("y");
    for (String input : more.isBlank() ? new String[0] : more.strip().split(" ")) {
      String name = input.equals("-") ? "" : "c" + graph.getInitializerCount();
      node.addInput(name);
      if (!input.equals("-")) {
        graph.addInitializer(tensor(input).setName(name));
      }
    }
    for (String attribute : attributes.isBlank() ? new String[0] : attributes.strip().split(" ")) {
      node.addAttribute(attribute(attribute.split("=", 2)));
    }
    if (operation.equals("TopK")) {
      node.addOutput("places");
    }
    graph.addNode(node).addOutput(ValueInfoProto.newBuilder().setName("y"));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("com.microsoft").setVersion(1))
        .setGraph(graph)
        .build();
  }

  /** An operation with its domain, which our protobuf leaves out. */
  private static NodeProto.Builder named(String operation) {
    int dot = operation.lastIndexOf('.');
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(operation.substring(dot + 1));
    return dot < 0
        ? node
        : node.setUnknownFields(
            UnknownFieldSet.newBuilder()
                .addField(
                    7,
                    UnknownFieldSet.Field.newBuilder()
                        .addLengthDelimited(ByteString.copyFromUtf8(operation.substring(0, dot)))
                        .build())
                .build());
  }

  static TensorProto.Builder tensor(String input) {
    String[] parts = input.split(":", 2);
    TensorProto.Builder tensor = TensorProto.newBuilder();
    if (parts[0].equals("I")) {
      long[] sides = longs(parts[1]);
      for (long side : sides) {
        tensor.addDims(side);
      }
      long count = Arrays.stream(sides).reduce(1, (a, b) -> a * b);
      for (long i = 0; i < count; i++) {
        tensor.addInt64Data(0);
      }
      return tensor.setDataType(INT64);
    }
    if (parts[0].equals("w")) {
      long count = 1;
      for (long side : longs(parts[1])) {
        tensor.addDims(side);
        count *= side;
      }
      for (long i = 0; i < count; i++) {
        tensor.addFloatData(1);
      }
      return tensor.setDataType(FLOAT);
    }
    if (parts[0].equals("s")) {
      return tensor.setDataType(INT64).addInt64Data(Long.parseLong(parts[1]));
    }
    String[] numbers = parts[1].isEmpty() ? new String[0] : parts[1].split(",");
    tensor.addDims(numbers.length);
    for (String number : numbers) {
      if (parts[0].equals("i")) {
        tensor.addInt64Data(Long.parseLong(number));
      } else {
        tensor.addFloatData(Float.parseFloat(number));
      }
    }
    return tensor.setDataType(parts[0].equals("i") ? INT64 : FLOAT);
  }

  static AttributeProto attribute(String[] parts) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(parts[0]);
    if (parts[1].matches("[A-Za-z_][A-Za-z_,>-]*")) {
      return attribute
          .setType(AttributeProto.AttributeType.STRING)
          .setS(ByteString.copyFromUtf8(parts[1]))
          .build();
    }
    if (parts[1].startsWith("[")) {
      attribute.setType(AttributeProto.AttributeType.INTS);
      for (long value : longs(parts[1].substring(1, parts[1].length() - 1))) {
        attribute.addInts(value);
      }
      return attribute.build();
    }
    return attribute
        .setType(AttributeProto.AttributeType.INT)
        .setI(Long.parseLong(parts[1]))
        .build();
  }

  private static long[] computed(ModelProto model, String shape) {
    NetworkFile file = NetworkFile.read(model.toByteArray(), "one");
    NetworkNode node = file.nodes().get(0);
    List<NetworkValue> in = new ArrayList<>();
    for (String input : node.inputs()) {
      in.add(
          input.isEmpty()
              ? null
              : input.equals("x") ? NetworkValue.of(longs(shape)) : file.constants().get(input));
    }
    ShapeRules.Rule rule = ShapeRules.of(node.fullOperation());
    assertNotNull(rule, node.operation());
    return rule.of(node, in);
  }

  private static long[] run(ModelProto model, String shape) throws Exception {
    long[] sides = longs(shape);
    int count = (int) Arrays.stream(sides).reduce(1, (a, b) -> a * b);
    try (OrtSession session = RuntimeSessions.open(model.toByteArray());
        OnnxTensor x = RuntimeSessions.tensor(new float[count], sides);
        OrtSession.Result result = session.run(Map.of("x", x))) {
      return ((TensorInfo) result.get(0).getInfo()).getShape();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Relu, 2x3x7x5, '', '', 17",
    "Softmax, 2x3x7x5, axis=1, '', 17",
    "Clip, 2x3x7x5, '', '', 17",
    "Add, 2x3x7x5, '', w:3x1x1, 17",
    "Mul, 1x3x1x5, '', w:4x1x7x1, 17",
    "Conv, 1x3x33x20, '', w:8x3x3x3, 17",
    "Conv, 1x3x33x20, 'pads=[1,2,3,0] strides=[2,3] dilations=[2,1]', w:8x3x3x3, 17",
    "Conv, 1x3x33x20, 'auto_pad=SAME_UPPER strides=[2,2]', w:8x3x5x5, 17",
    "Conv, 1x3x33x20, 'auto_pad=VALID strides=[2,2]', w:8x3x5x5, 17",
    "Conv, 1x4x33x20, group=4, w:8x1x3x3, 17",
    "Conv, 1x3x40, 'pads=[1,1]', w:6x3x3, 17",
    "ConvTranspose, 1x4x9x7, 'strides=[2,3] pads=[1,0,0,1]', w:4x6x3x4, 17",
    "ConvTranspose, 1x4x9x7, 'strides=[2,2] output_padding=[1,1] group=2', w:4x6x3x3, 17",
    "ConvTranspose, 1x4x9x7, 'strides=[2,2] auto_pad=SAME_UPPER', w:4x6x3x3, 17",
    "ConvTranspose, 1x4x9x7, 'strides=[2,2] output_shape=[18,15]', w:4x6x3x3, 17",
    "MaxPool, 1x3x33x20, 'kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1]', '', 17",
    "MaxPool, 1x3x33x20, 'kernel_shape=[3,2] strides=[2,2] ceil_mode=1', '', 17",
    "AveragePool, 1x3x33x20, 'kernel_shape=[2,2] strides=[2,2] auto_pad=SAME_LOWER', '', 17",
    "GlobalAveragePool, 2x3x33x20, '', '', 17",
    "MatMul, 2x3x7x5, '', w:5x4, 17",
    "MatMul, 5, '', w:3x5x4, 17",
    "Gemm, 7x5, transB=1, w:4x5, 17",
    "Gemm, 7x5, transA=1, w:7x4, 17",
    "Reshape, 2x3x4x5, '', 'i:0,-1,2', 17",
    "Reshape, 2x3x4x5, '', 'i:120', 17",
    "Flatten, 2x3x4x5, axis=2, '', 17",
    "Flatten, 2x3x4x5, axis=-1, '', 17",
    "Transpose, 2x3x4x5, 'perm=[0,2,3,1]', '', 17",
    "Transpose, 2x3x4, '', '', 17",
    "Squeeze, 1x3x1x5, '', '', 17",
    "Squeeze, 1x3x1x5, '', i:-2, 17",
    "Squeeze, 1x3x1x5, axes=[0], '', 11",
    "Unsqueeze, 3x5, '', 'i:0,-1', 17",
    "Unsqueeze, 3x5, 'axes=[1,2]', '', 11",
    "Concat, 2x3x4x5, axis=1, 'w:2x7x4x5 w:2x1x4x5', 17",
    "Concat, 2x3x4x5, axis=-2, w:2x3x9x5, 17",
    "Slice, 2x3x9x5, '', 'i:1,-3 i:3,9 i:1,2', 17",
    "Slice, 2x3x9x5, '', 'i:-1 i:-9223372036854775807 i:2 i:-2', 17",
    "Slice, 2x3x9x5, 'starts=[0,2] ends=[2,1000]', '', 9",
    "Gather, 2x3x4x5, axis=1, 'i:0,2,1,1', 17",
    "Expand, 3x1, '', 'i:2,1,6', 17",
    "Tile, 2x3, '', 'i:3,2', 17",
    "Pad, 2x3x4x5, '', 'i:0,0,1,2,0,0,3,4', 17",
    "Pad, 2x3x4x5, 'pads=[0,0,1,1,0,0,1,1]', '', 10",
    "Resize, 1x3x4x5, mode=nearest, '- f:1,1,2.5,2', 17",
    "Resize, 1x3x4x5, mode=linear, '- - i:1,3,9,11', 17",
    "Resize, 1x3x4x5, mode=nearest, 'f:1,1,2,2', 10",
    "Upsample, 1x3x4x5, mode=nearest, 'f:1,1,2,3', 9",
    "DepthToSpace, 1x8x4x5, blocksize=2, '', 17",
    "SpaceToDepth, 1x2x4x6, blocksize=2, '', 17",
    "ReduceMean, 2x3x4x5, 'axes=[2,3]', '', 17",
    "ReduceMean, 2x3x4x5, 'axes=[-1] keepdims=0', '', 17",
    "ReduceSum, 2x3x4x5, keepdims=0, i:1, 17",
    "ReduceMax, 2x3x4x5, '', '', 17",
    "ArgMax, 2x3x4x5, 'axis=1 keepdims=0', '', 17",
    "Shape, 2x3x4x5, '', '', 17",
    "Shape, 2x3x4x5, 'start=1 end=-1', '', 17",
    "Size, 2x3x4x5, '', '', 17",
    "LRN, 1x3x4x5, size=3, '', 17",
    "InstanceNormalization, 2x3x4x5, '', 'w:3 w:3', 17",
    "BatchNormalization, 2x3x4x5, '', 'w:3 w:3 w:3 w:3', 17",
    "LayerNormalization, 2x3x4x5, '', w:5, 17",
    "Cast, 2x3, to=7, '', 17",
    "PRelu, 1x3x4x5, '', w:3x1x1, 17",
    "Split, 2x3x7x5, 'axis=2 num_outputs=2', '', 18",
    "CumSum, 2x3x7x5, '', i:2, 17",
    "Trilu, 2x3x7x5, '', '', 17",
    "TopK, 2x3x7x5, axis=2, i:4, 17",
    "TopK, 2x3x7x5, '', i:2, 17",
    "GridSample, 2x3x7x5, '', w:2x4x6x2, 17",
    "GatherND, 2x3x7x5, '', I:4x2, 17",
    "GatherND, 2x3x7x5, batch_dims=1, I:2x4x1, 17",
    "GatherElements, 2x3x7x5, axis=2, I:2x3x2x5, 17",
    "ScatterND, 2x3x7x5, '', 'I:4x2 w:4x7x5', 17",
    "OneHot, 2x3, axis=1, 'f:6 f:0,1', 17",
    "OneHot, 2x3, '', 'f:6 f:0,1', 17",
    "Hardmax, 2x3, '', '', 17",
    "Einsum, 2x3x5, 'equation=nij,njk->nik', w:2x5x4, 17",
    "Einsum, 3x5, 'equation=ij', '', 17",
    "Einsum, 5x3, 'equation=cb,ba', w:3x2, 17",
    "com.microsoft.FusedMatMul, 2x7x5, transA=1, w:7x4, 17",
    "com.microsoft.FusedMatMul, 2x7x5, transB=1, w:4x5, 17",
    "com.microsoft.FusedGemm, 7x5, 'transB=1 activation=Relu', w:4x5, 17",
  })
  void sizesAreThoseOfOnnxRuntime(
      String operation, String shape, String attributes, String more, int opset) throws Exception {
    ModelProto model = model(operation, shape, attributes, more, opset);
    assertArrayEquals(run(model, shape), computed(model, shape));
  }

  @ParameterizedTest
  @CsvSource({"Loop", "If", "Scan", "NonMaxSuppression", "StringNormalizer", "SequenceAt", "Relu6"})
  void othersHaveNoRule(String operation) {
    assertNull(ShapeRules.of(operation));
    assertNull(ShapeRules.of("org.else." + operation));
  }
}
