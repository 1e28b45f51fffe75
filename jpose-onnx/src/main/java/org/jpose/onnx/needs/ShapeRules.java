package org.jpose.onnx.needs;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How large the outputs of ONNX's operations are (the operators' specification, opset 7 to 23),
 * from the sizes of their inputs and from small numbers where these decide. What has no rule here
 * is no operation that jpose runs. Sums and products are checked for overflow. Stateless.
 */
final class ShapeRules {
  private static final String MICROSOFT = "com.microsoft.";

  /** What they give is as large as their first input. */
  private static final Set<String> SAME =
      words(
          "Relu LeakyRelu PRelu Elu Selu Celu Gelu Sigmoid HardSigmoid HardSwish Swish Mish Tanh",
          "Softplus Softsign ThresholdedRelu Shrink Exp Log Sqrt Abs Neg Reciprocal Floor Ceil",
          "Round Sign Erf Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh Not BitwiseNot",
          "IsNaN IsInf Clip Identity Cast CastLike Dropout Softmax LogSoftmax Hardmax CumSum Trilu",
          "EyeLike ReverseSequence ScatterElements ScatterND BatchNormalization",
          "InstanceNormalization LayerNormalization GroupNormalization LpNormalization LRN",
          "MeanVarianceNormalization QuantizeLinear DequantizeLinear DynamicQuantizeLinear");

  /** The same of ONNX Runtime's own. */
  private static final Set<String> SAME_OF_RUNTIME =
      words(
          "Gelu QuickGelu FastGelu BiasGelu QuantizeLinear DequantizeLinear QLinearSigmoid",
          "QLinearLeakyRelu");

  /** Number by number, of inputs that are repeated until they fit each other. */
  private static final Set<String> BROADCAST =
      words(
          "Add Sub Mul Div Pow Mod Min Max Sum Mean And Or Xor BitShift BitwiseAnd BitwiseOr",
          "BitwiseXor Equal Greater GreaterOrEqual Less LessOrEqual Where");

  private static final Set<String> REDUCED =
      words(
          "ReduceMean ReduceSum ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceLogSum",
          "ReduceLogSumExp ReduceSumSquare");

  private ShapeRules() {}

  private static Set<String> words(String... lines) {
    return Set.of(String.join(" ", lines).split(" "));
  }

  /** What an operation does with sizes; null if they cannot be told before a run. */
  interface Rule {
    long[] of(NetworkStep step);

    default long[] of(NetworkNode node, List<NetworkValue> in) {
      return of(new NetworkStep(node, in));
    }
  }

  /**
   * The rule of an operation.
   *
   * @param operation with its domain
   * @return null if there is none
   */
  static Rule of(String operation) {
    // Of ONNX Runtime's own, those that quantized and optimized networks have.
    return operation.startsWith(MICROSOFT)
        ? ofRuntime(operation.substring(MICROSOFT.length()))
        : ofOnnx(operation);
  }

  private static Rule ofRuntime(String name) {
    if (SAME_OF_RUNTIME.contains(name)) {
      return NetworkStep::shape;
    }
    return switch (name) {
      case "FusedConv" -> ofOnnx("Conv");
      case "FusedGemm" -> ofOnnx("Gemm");
      case "QGemm" -> step -> ProductShapes.gemm(step, 3);
      case "FusedMatMul" -> ProductShapes::fused;
      case "NhwcMaxPool" -> WindowShapes::pooledChannelsLast;
      case "QLinearAdd", "QLinearMul" -> step -> Sizes.broadcast(step.shape(), step.shape(3));
      case "QLinearConcat" -> step -> PartShapes.concatenated(quantized(step));
      case "QLinearAveragePool" -> WindowShapes::pooled;
      case "QLinearGlobalAveragePool" -> WindowShapes::pooledToOne;
      default -> null;
    };
  }

  /** Without scales and zeros, of which one pair comes first and one with each input. */
  private static NetworkStep quantized(NetworkStep step) {
    return new NetworkStep(
        step.node(),
        IntStream.range(0, (step.in().size() - 2) / 3)
            .mapToObj(i -> step.in().get(2 + 3 * i))
            .toList());
  }

  private static Rule ofOnnx(String name) {
    if (SAME.contains(name)) {
      return NetworkStep::shape;
    }
    if (BROADCAST.contains(name)) {
      return step ->
          Sizes.broadcast(step.in().stream().map(NetworkValue::shape).toArray(long[][]::new));
    }
    if (REDUCED.contains(name)) {
      return FormShapes::reduced;
    }
    return switch (name) {
      case "Conv", "ConvInteger" -> step -> WindowShapes.convolved(step, 1);
      case "QLinearConv" -> step -> WindowShapes.convolved(step, 3);
      case "ConvTranspose" -> WindowShapes::spread;
      case "MaxPool", "AveragePool", "LpPool" -> WindowShapes::pooled;
      case "GlobalAveragePool", "GlobalMaxPool" -> WindowShapes::pooledToOne;
      case "DepthToSpace" -> step -> WindowShapes.blocks(step, true);
      case "SpaceToDepth" -> step -> WindowShapes.blocks(step, false);
      case "MatMul", "MatMulInteger" -> step -> ProductShapes.product(step, 1);
      case "QLinearMatMul" -> step -> ProductShapes.product(step, 3);
      case "Gemm" -> step -> ProductShapes.gemm(step, 1);
      case "Einsum" -> ProductShapes::summed;
      case "Concat" -> PartShapes::concatenated;
      case "Split" -> PartShapes::split;
      case "Slice" -> PartShapes::sliced;
      case "Gather" -> PartShapes::gathered;
      case "GatherElements" -> step -> step.shape(1);
      case "GatherND" -> PartShapes::gatheredBlocks;
      case "TopK" -> PartShapes::best;
      case "NonZero" -> PartShapes::nonZero;
      case "OneHot" -> PartShapes::oneHot;
      case "GridSample" -> PartShapes::sampled;
      case "Shape" -> step -> new long[] {PartShapes.ofShape(step.node(), step.shape()).length};
      case "Size" -> step -> new long[0];
      case "Reshape" -> FormShapes::reshaped;
      case "Flatten" -> FormShapes::flattened;
      case "Transpose" -> FormShapes::transposed;
      case "Squeeze" -> FormShapes::squeezed;
      case "Unsqueeze" -> FormShapes::unsqueezed;
      case "Expand" -> FormShapes::expanded;
      case "Tile" -> FormShapes::tiled;
      case "Pad" -> FormShapes::padded;
      case "Resize", "Upsample" -> FormShapes::resized;
      case "ArgMax", "ArgMin" -> FormShapes::found;
      case "Constant" -> step -> step.node().constant().shape();
      case "ConstantOfShape" -> step -> step.in().get(0).integers();
      case "Range" -> FormShapes::range;
      default -> null;
    };
  }
}
