package org.jpose.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * How large the outputs of ONNX's operations are (the operators' specification, opset 7 to 23),
 * from the sizes of their inputs and from small numbers where these decide. What has no rule here
 * is no operation that jpose runs. Sums and products are checked for overflow. Stateless.
 */
final class ShapeRules {
  private static final String MICROSOFT = "com.microsoft.";

  private ShapeRules() {}

  /** What an operation does with sizes; null if they cannot be told before a run. */
  interface Rule {
    long[] of(NetworkNode node, List<NetworkValue> in);
  }

  /**
   * The rule of an operation.
   *
   * @param operation with its domain
   * @return null if there is none
   */
  static Rule of(String operation) {
    // Of ONNX Runtime's own, those that quantized and optimized networks have.
    String name =
        operation.startsWith(MICROSOFT) ? operation.substring(MICROSOFT.length()) : operation;
    return operation.equals(name) ? ofOnnx(name) : ofRuntime(name);
  }

  private static Rule ofRuntime(String name) {
    return switch (name) {
      case "FusedConv" -> ofOnnx("Conv");
      case "FusedGemm" -> ShapeRules::gemm;
      case "QGemm" -> (node, in) -> gemm(node, List.of(in.get(0), in.get(3)));
      case "FusedMatMul" -> ShapeRules::fusedProduct;
      case "NhwcMaxPool" -> ShapeRules::pooledChannelsLast;
      case "Gelu",
          "QuickGelu",
          "FastGelu",
          "BiasGelu",
          "QuantizeLinear",
          "DequantizeLinear",
          "QLinearSigmoid",
          "QLinearLeakyRelu" ->
          ShapeRules::same;
      case "QLinearAdd", "QLinearMul" ->
          (node, in) -> broadcast(in.get(0).shape(), in.get(3).shape());
      case "QLinearConcat" ->
          (node, in) ->
              concatenated(
                  node,
                  IntStream.range(0, (in.size() - 2) / 3)
                      .mapToObj(i -> in.get(2 + 3 * i))
                      .toList());
      case "QLinearAveragePool" -> ShapeRules::pooled;
      case "QLinearGlobalAveragePool" -> ShapeRules::pooledToOne;
      default -> null;
    };
  }

  private static Rule ofOnnx(String name) {
    return switch (name) {
      case "Relu",
          "LeakyRelu",
          "PRelu",
          "Elu",
          "Selu",
          "Celu",
          "Gelu",
          "Sigmoid",
          "HardSigmoid",
          "HardSwish",
          "Swish",
          "Mish",
          "Tanh",
          "Softplus",
          "Softsign",
          "ThresholdedRelu",
          "Shrink",
          "Exp",
          "Log",
          "Sqrt",
          "Abs",
          "Neg",
          "Reciprocal",
          "Floor",
          "Ceil",
          "Round",
          "Sign",
          "Erf",
          "Sin",
          "Cos",
          "Tan",
          "Asin",
          "Acos",
          "Atan",
          "Sinh",
          "Cosh",
          "Asinh",
          "Acosh",
          "Atanh",
          "Not",
          "BitwiseNot",
          "IsNaN",
          "IsInf",
          "Clip",
          "Identity",
          "Cast",
          "CastLike",
          "Dropout",
          "Softmax",
          "LogSoftmax",
          "Hardmax",
          "CumSum",
          "Trilu",
          "EyeLike",
          "ReverseSequence",
          "ScatterElements",
          "ScatterND",
          "BatchNormalization",
          "InstanceNormalization",
          "LayerNormalization",
          "GroupNormalization",
          "LpNormalization",
          "LRN",
          "MeanVarianceNormalization",
          "QuantizeLinear",
          "DequantizeLinear",
          "DynamicQuantizeLinear" ->
          ShapeRules::same;
      case "Add",
          "Sub",
          "Mul",
          "Div",
          "Pow",
          "Mod",
          "Min",
          "Max",
          "Sum",
          "Mean",
          "And",
          "Or",
          "Xor",
          "BitShift",
          "BitwiseAnd",
          "BitwiseOr",
          "BitwiseXor",
          "Equal",
          "Greater",
          "GreaterOrEqual",
          "Less",
          "LessOrEqual",
          "Where" ->
          (node, in) -> broadcast(in.stream().map(NetworkValue::shape).toArray(long[][]::new));
      case "ReduceMean",
          "ReduceSum",
          "ReduceMax",
          "ReduceMin",
          "ReduceProd",
          "ReduceL1",
          "ReduceL2",
          "ReduceLogSum",
          "ReduceLogSumExp",
          "ReduceSumSquare" ->
          ShapeRules::reduced;
      case "ArgMax", "ArgMin" ->
          (node, in) -> without(in.get(0).shape(), node.integers("axis", 0), keeps(node));
      case "Conv", "ConvInteger" -> (node, in) -> convolved(node, in.get(0), in.get(1));
      case "QLinearConv" -> (node, in) -> convolved(node, in.get(0), in.get(3));
      case "ConvTranspose" -> ShapeRules::spread;
      case "MaxPool", "AveragePool", "LpPool" -> ShapeRules::pooled;
      case "GlobalAveragePool", "GlobalMaxPool" -> ShapeRules::pooledToOne;
      case "MatMul", "MatMulInteger" -> (node, in) -> product(in.get(0), in.get(1));
      case "QLinearMatMul" -> (node, in) -> product(in.get(0), in.get(3));
      case "Gemm" -> ShapeRules::gemm;
      case "Reshape" -> ShapeRules::reshaped;
      case "Flatten" -> ShapeRules::flattened;
      case "Transpose" -> ShapeRules::transposed;
      case "Squeeze" -> ShapeRules::squeezed;
      case "Unsqueeze" -> ShapeRules::unsqueezed;
      case "Concat" -> ShapeRules::concatenated;
      case "Split" -> ShapeRules::split;
      case "Slice" -> ShapeRules::sliced;
      case "Gather" -> ShapeRules::gathered;
      case "GatherElements" -> (node, in) -> in.get(1).shape();
      case "GatherND" -> ShapeRules::gatheredBlocks;
      case "TopK" -> ShapeRules::best;
      case "NonZero" -> ShapeRules::nonZero;
      case "OneHot" -> ShapeRules::oneHot;
      case "GridSample" -> ShapeRules::sampled;
      case "Einsum" -> ShapeRules::summed;
      case "Expand" -> (node, in) -> expanded(in);
      case "Tile" -> (node, in) -> times(in.get(0).shape(), integers(node, "repeats", in, 1));
      case "Pad" -> ShapeRules::padded;
      case "Resize", "Upsample" -> ShapeRules::resized;
      case "DepthToSpace" -> (node, in) -> blocks(node, in.get(0).shape(), true);
      case "SpaceToDepth" -> (node, in) -> blocks(node, in.get(0).shape(), false);
      case "Shape" -> (node, in) -> new long[] {part(node, in.get(0).shape()).length};
      case "Size" -> (node, in) -> new long[0];
      case "Constant" -> (node, in) -> constant(node).shape();
      case "ConstantOfShape" -> (node, in) -> in.get(0).integers();
      case "Range" -> ShapeRules::range;
      default -> null;
    };
  }

  private static long[] same(NetworkNode node, List<NetworkValue> in) {
    return in.get(0).shape();
  }

  /** Integers of an attribute or, since later opsets, of an input; null if they are not known. */
  private static long[] integers(NetworkNode node, String name, List<NetworkValue> in, int input) {
    long[] attribute = node.integers().get(name);
    return attribute != null ? attribute : isGiven(in, input) ? in.get(input).integers() : null;
  }

  private static boolean isGiven(List<NetworkValue> in, int input) {
    return in.size() > input && in.get(input) != null;
  }

  static int axis(long axis, int rank) {
    return (int) (axis < 0 ? axis + rank : axis);
  }

  static long[] broadcast(long[]... shapes) {
    int rank = Arrays.stream(shapes).mapToInt(shape -> shape.length).max().orElse(0);
    long[] all = new long[rank];
    Arrays.fill(all, 1);
    for (long[] shape : shapes) {
      for (int i = 0; i < shape.length; i++) {
        int at = rank - shape.length + i;
        all[at] = shape[i] == 0 ? 0 : Math.max(all[at], shape[i]);
      }
    }
    return all;
  }

  private static boolean keeps(NetworkNode node) {
    return node.integer("keepdims", 1) != 0;
  }

  private static long[] reduced(NetworkNode node, List<NetworkValue> in) {
    long[] shape = in.get(0).shape();
    boolean given = node.integers().containsKey("axes") || isGiven(in, 1);
    if (!given && node.integer("noop_with_empty_axes", 0) != 0) {
      return shape;
    }
    long[] all = LongStream.range(0, shape.length).toArray();
    long[] axes = given ? integers(node, "axes", in, 1) : all;
    // Whatever is summed up, no more is left than there was.
    return axes == null ? shape : without(shape, axes.length == 0 ? all : axes, keeps(node));
  }

  private static long[] without(long[] shape, long[] axes, boolean keep) {
    long[] left = shape.clone();
    for (long axis : axes) {
      left[axis(axis, shape.length)] = keep ? 1 : -1;
    }
    return Arrays.stream(left).filter(side -> side >= 0).toArray();
  }

  private static long[] convolved(NetworkNode node, NetworkValue image, NetworkValue weights) {
    long[] of = weights.shape();
    long[] kernel = Arrays.copyOfRange(of, 2, of.length);
    return windows(node, image.shape(), of[0], node.integers("kernel_shape", kernel));
  }

  private static long[] pooled(NetworkNode node, List<NetworkValue> in) {
    long[] shape = in.get(0).shape();
    return windows(node, shape, shape[1], node.integers("kernel_shape"));
  }

  private static long[] windows(NetworkNode node, long[] image, long channels, long[] kernel) {
    long[] out = image.clone();
    out[1] = channels;
    for (int i = 0; i < kernel.length; i++) {
      long stride = Math.max(1, at(node.integers("strides"), i, 1));
      long covered =
          Math.addExact(Math.multiplyExact(at(node.integers("dilations"), i, 1), kernel[i] - 1), 1);
      out[2 + i] =
          switch (node.texts().getOrDefault("auto_pad", "NOTSET")) {
            case "SAME_UPPER", "SAME_LOWER" -> (image[2 + i] + stride - 1) / stride;
            case "VALID" -> windows(image[2 + i], covered, stride, 0);
            default ->
                windows(
                    Math.addExact(image[2 + i], pads(node, i, kernel.length)),
                    covered,
                    stride,
                    node.integer("ceil_mode", 0) == 0 ? 0 : stride - 1);
          };
    }
    return out;
  }

  private static long windows(long side, long covered, long stride, long more) {
    return Math.max(0, (side - covered + more) / stride + 1);
  }

  private static long pads(NetworkNode node, int dimension, int rank) {
    long[] pads = node.integers("pads");
    return Math.addExact(at(pads, dimension, 0), at(pads, rank + dimension, 0));
  }

  private static long at(long[] values, int index, long other) {
    return index < values.length ? values[index] : other;
  }

  /** A transposed convolution. */
  private static long[] spread(NetworkNode node, List<NetworkValue> in) {
    long[] image = in.get(0).shape();
    long[] weights = in.get(1).shape();
    int rank = weights.length - 2;
    long[] out = image.clone();
    out[1] = Math.multiplyExact(weights[1], node.integer("group", 1));
    long[] sizes = node.integers("output_shape");
    boolean same = node.texts().getOrDefault("auto_pad", "NOTSET").startsWith("SAME");
    for (int i = 0; i < rank; i++) {
      long stride = at(node.integers("strides"), i, 1);
      long covered =
          Math.addExact(
              Math.multiplyExact(at(node.integers("dilations"), i, 1), weights[2 + i] - 1), 1);
      long steps = Math.multiplyExact(stride, image[2 + i] - 1);
      long whole =
          Math.addExact(Math.addExact(steps, covered), at(node.integers("output_padding"), i, 0));
      out[2 + i] =
          sizes.length > 0
              ? sizes[sizes.length - rank + i]
              : same
                  ? Math.multiplyExact(stride, image[2 + i])
                  : Math.max(0, whole - pads(node, i, rank));
    }
    return out;
  }

  private static long[] pooledToOne(NetworkNode node, List<NetworkValue> in) {
    long[] out = in.get(0).shape().clone();
    Arrays.fill(out, 2, out.length, 1);
    return out;
  }

  private static long[] product(NetworkValue first, NetworkValue second) {
    long[] a = first.shape();
    long[] b = second.shape();
    long[] left = a.length == 1 ? new long[] {1, a[0]} : a;
    long[] right = b.length == 1 ? new long[] {b[0], 1} : b;
    long[] out =
        broadcast(Arrays.copyOf(left, left.length - 2), Arrays.copyOf(right, right.length - 2));
    LongStream rows = a.length == 1 ? LongStream.empty() : LongStream.of(left[left.length - 2]);
    LongStream columns =
        b.length == 1 ? LongStream.empty() : LongStream.of(right[right.length - 1]);
    return LongStream.concat(Arrays.stream(out), LongStream.concat(rows, columns)).toArray();
  }

  private static long[] gemm(NetworkNode node, List<NetworkValue> in) {
    long[] a = in.get(0).shape();
    long[] b = in.get(1).shape();
    return new long[] {
      a[node.integer("transA", 0) == 0 ? 0 : 1], b[node.integer("transB", 0) == 0 ? 1 : 0]
    };
  }

  private static long[] reshaped(NetworkNode node, List<NetworkValue> in) {
    long[] wanted = integers(node, "shape", in, 1);
    if (wanted == null) {
      return null;
    }
    long[] from = in.get(0).shape();
    long[] out = wanted.clone();
    long known = 1;
    int open = -1;
    for (int i = 0; i < out.length; i++) {
      if (out[i] == 0 && node.integer("allowzero", 0) == 0) {
        out[i] = from[i];
      }
      if (out[i] == -1) {
        open = i;
      } else {
        known = Math.multiplyExact(known, out[i]);
      }
    }
    if (open >= 0) {
      out[open] = known == 0 ? 0 : in.get(0).count() / known;
    }
    return out;
  }

  private static long[] flattened(NetworkNode node, List<NetworkValue> in) {
    long[] from = in.get(0).shape();
    int axis = axis(node.integer("axis", 1), from.length);
    return new long[] {
      NetworkValue.of(Arrays.copyOf(from, axis)).count(),
      NetworkValue.of(Arrays.copyOfRange(from, axis, from.length)).count()
    };
  }

  private static long[] transposed(NetworkNode node, List<NetworkValue> in) {
    long[] from = in.get(0).shape();
    return Arrays.stream(order(node, from.length)).mapToLong(d -> from[d]).toArray();
  }

  /** Which dimension each becomes that is transposed. */
  static int[] order(NetworkNode node, int rank) {
    long[] turned = LongStream.range(0, rank).map(i -> rank - 1 - i).toArray();
    return Arrays.stream(node.integers("perm", turned)).mapToInt(d -> (int) d).toArray();
  }

  private static long[] squeezed(NetworkNode node, List<NetworkValue> in) {
    long[] from = in.get(0).shape();
    if (!node.integers().containsKey("axes") && !isGiven(in, 1)) {
      return Arrays.stream(from).filter(side -> side != 1).toArray();
    }
    long[] axes = integers(node, "axes", in, 1);
    return axes == null ? null : without(from, axes, false);
  }

  private static long[] unsqueezed(NetworkNode node, List<NetworkValue> in) {
    long[] axes = integers(node, "axes", in, 1);
    if (axes == null) {
      return null;
    }
    long[] from = in.get(0).shape();
    long[] out = new long[from.length + axes.length];
    for (long axis : axes) {
      out[axis(axis, out.length)] = 1;
    }
    int next = 0;
    for (int i = 0; i < out.length; i++) {
      out[i] = out[i] == 1 ? 1 : from[next++];
    }
    return out;
  }

  private static long[] concatenated(NetworkNode node, List<NetworkValue> in) {
    long[] out = in.get(0).shape().clone();
    int axis = axis(node.integer("axis", 1), out.length);
    out[axis] = 0;
    for (NetworkValue part : in) {
      out[axis] = Math.addExact(out[axis], part.shape()[axis]);
    }
    return out;
  }

  /** The largest part, for all of them. */
  private static long[] split(NetworkNode node, List<NetworkValue> in) {
    long[] out = in.get(0).shape().clone();
    long[] parts = parts(node, in);
    if (parts != null) {
      out[axis(node.integer("axis", 0), out.length)] = Arrays.stream(parts).max().orElse(0);
    }
    return out;
  }

  /** Lengths of the parts that something is split into; null if they are not known. */
  static long[] parts(NetworkNode node, List<NetworkValue> in) {
    long[] shape = in.get(0).shape();
    long side = shape[axis(node.integer("axis", 0), shape.length)];
    int outputs = node.outputs().size();
    long[] parts = integers(node, "split", in, 1);
    if (parts == null && !isGiven(in, 1)) {
      long count = Math.max(1, node.integer("num_outputs", outputs));
      long most = (side + count - 1) / count;
      parts = new long[outputs];
      Arrays.setAll(parts, i -> Math.max(0, Math.min(most, side - i * most)));
    }
    boolean fits =
        parts != null
            && parts.length == outputs
            && Arrays.stream(parts).allMatch(part -> part >= 0 && part <= side)
            && Arrays.stream(parts).sum() == side;
    return fits ? parts : null;
  }

  /**
   * What is kept of a dimension.
   *
   * @param start place of the first
   * @param count how many there are
   * @param step from one to the next
   */
  record Cut(int axis, long start, long count, long step) {
    static Cut of(int axis, long side, long start, long end, long step) {
      long least = step > 0 ? 0 : -1;
      long most = step > 0 ? side : side - 1;
      long from = Math.max(least, Math.min(most, start < 0 ? start + side : start));
      long to = Math.max(least, Math.min(most, end < 0 ? end + side : end));
      long way = step > 0 ? to - from : from - to;
      long count = way <= 0 ? 0 : (way - 1) / Math.abs(step) + 1;
      return new Cut(axis, from, count, step);
    }
  }

  /** What is kept of which dimensions; null if that is not known. */
  static Cut[] cuts(NetworkNode node, List<NetworkValue> in) {
    long[] shape = in.get(0).shape();
    long[] starts = integers(node, "starts", in, 1);
    long[] ends = integers(node, "ends", in, 2);
    if (starts == null || ends == null) {
      return null;
    }
    boolean someAxes = node.integers().containsKey("axes") || isGiven(in, 3);
    long[] axes =
        someAxes ? integers(node, "axes", in, 3) : LongStream.range(0, starts.length).toArray();
    long[] steps = isGiven(in, 4) ? in.get(4).integers() : new long[0];
    if (axes == null || steps == null) {
      return null;
    }
    Cut[] cuts = new Cut[axes.length];
    for (int i = 0; i < axes.length; i++) {
      int axis = axis(axes[i], shape.length);
      cuts[i] = Cut.of(axis, shape[axis], starts[i], ends[i], at(steps, i, 1));
    }
    return cuts;
  }

  private static long[] sliced(NetworkNode node, List<NetworkValue> in) {
    long[] out = in.get(0).shape().clone();
    Cut[] cuts = cuts(node, in);
    // Without them it is no larger than what it is cut from.
    for (Cut cut : cuts == null ? new Cut[0] : cuts) {
      out[cut.axis()] = cut.count();
    }
    return out;
  }

  private static long[] gathered(NetworkNode node, List<NetworkValue> in) {
    long[] from = in.get(0).shape();
    long[] places = in.get(1).shape();
    int axis = axis(node.integer("axis", 0), from.length);
    return LongStream.concat(
            LongStream.concat(Arrays.stream(from, 0, axis), Arrays.stream(places)),
            Arrays.stream(from, axis + 1, from.length))
        .toArray();
  }

  /** Indices [.., n] choose blocks by their first n dimensions (after those of the batch). */
  private static long[] gatheredBlocks(NetworkNode node, List<NetworkValue> in) {
    long[] from = in.get(0).shape();
    long[] places = in.get(1).shape();
    int chosen = (int) (node.integer("batch_dims", 0) + places[places.length - 1]);
    return LongStream.concat(
            Arrays.stream(places, 0, places.length - 1), Arrays.stream(from, chosen, from.length))
        .toArray();
  }

  private static long[] best(NetworkNode node, List<NetworkValue> in) {
    long[] out = in.get(0).shape().clone();
    int axis = axis(node.integer("axis", -1), out.length);
    long[] count = integers(node, "k", in, 1);
    // There are no more than there were.
    out[axis] = count == null ? out[axis] : Math.min(out[axis], Math.max(0, count[0]));
    return out;
  }

  /** As many as there are, or could be. */
  private static long[] nonZero(NetworkNode node, List<NetworkValue> in) {
    double[] numbers = in.get(0).numbers();
    long count =
        numbers == null
            ? in.get(0).count()
            : Arrays.stream(numbers).filter(number -> number != 0).count();
    return new long[] {in.get(0).shape().length, count};
  }

  private static long[] oneHot(NetworkNode node, List<NetworkValue> in) {
    long[] from = in.get(0).shape();
    long[] depth = in.get(1).integers();
    if (depth == null) {
      return null;
    }
    int axis = axis(node.integer("axis", -1), from.length + 1);
    return LongStream.concat(
            LongStream.concat(Arrays.stream(from, 0, axis), LongStream.of(depth[0])),
            Arrays.stream(from, axis, from.length))
        .toArray();
  }

  private static long[] sampled(NetworkNode node, List<NetworkValue> in) {
    long[] from = in.get(0).shape();
    long[] grid = in.get(1).shape();
    return LongStream.concat(Arrays.stream(from, 0, 2), Arrays.stream(grid, 1, grid.length - 1))
        .toArray();
  }

  /** An equation of two values without dots; what lies between three or more may be larger. */
  private static long[] summed(NetworkNode node, List<NetworkValue> in) {
    String equation = node.texts().get("equation").replace(" ", "");
    String[] sides = equation.split("->", -1);
    if (equation.contains(".") || in.size() > 2) {
      return null;
    }
    Map<Integer, Long> sizes = sizes(sides[0], in);
    IntStream letters =
        sides.length > 1
            ? sides[1].chars()
            // Those that are there once, in the alphabet's order.
            : sizes.keySet().stream()
                .mapToInt(letter -> letter)
                .filter(letter -> sides[0].indexOf(letter) == sides[0].lastIndexOf(letter));
    return letters.mapToLong(sizes::get).toArray();
  }

  /** Sizes of an equation's letters, in the alphabet's order. */
  static Map<Integer, Long> sizes(String terms, List<NetworkValue> in) {
    Map<Integer, Long> sizes = new TreeMap<>();
    String[] each = terms.split(",", -1);
    for (int i = 0; i < each.length; i++) {
      long[] shape = in.get(i).shape();
      for (int d = 0; d < shape.length; d++) {
        sizes.merge((int) each[i].charAt(d), shape[d], Math::max);
      }
    }
    return sizes;
  }

  private static long[] fusedProduct(NetworkNode node, List<NetworkValue> in) {
    if (node.integer("transBatchA", 0) != 0 || node.integer("transBatchB", 0) != 0) {
      return null;
    }
    return product(
        turned(in.get(0), node.integer("transA", 0) != 0),
        turned(in.get(1), node.integer("transB", 0) != 0));
  }

  private static NetworkValue turned(NetworkValue value, boolean isTurned) {
    long[] shape = value.shape().clone();
    int last = shape.length - 1;
    if (isTurned && last > 0) {
      shape[last] = value.shape()[last - 1];
      shape[last - 1] = value.shape()[last];
    }
    return NetworkValue.of(shape);
  }

  private static long[] pooledChannelsLast(NetworkNode node, List<NetworkValue> in) {
    long[] from = in.get(0).shape();
    long[] first = {from[0], from[3], from[1], from[2]};
    long[] out = windows(node, first, first[1], node.integers("kernel_shape"));
    return new long[] {out[0], out[2], out[3], out[1]};
  }

  private static long[] expanded(List<NetworkValue> in) {
    long[] wanted = in.get(1).integers();
    return wanted == null ? null : broadcast(in.get(0).shape(), wanted);
  }

  private static long[] times(long[] shape, long[] repeats) {
    if (repeats == null) {
      return null;
    }
    long[] out = new long[shape.length];
    Arrays.setAll(out, i -> Math.multiplyExact(shape[i], Math.max(0, repeats[i])));
    return out;
  }

  private static long[] padded(NetworkNode node, List<NetworkValue> in) {
    long[] pads = integers(node, "pads", in, 1);
    if (pads == null) {
      return null;
    }
    long[] out = in.get(0).shape().clone();
    long[] all = LongStream.range(0, out.length).toArray();
    long[] axes = isGiven(in, 3) ? in.get(3).integers() : all;
    for (int i = 0; i < axes.length; i++) {
      int axis = axis(axes[i], out.length);
      long more = Math.addExact(pads[i], pads[axes.length + i]);
      out[axis] = Math.max(0, Math.addExact(out[axis], more));
    }
    return out;
  }

  private static long[] resized(NetworkNode node, List<NetworkValue> in) {
    long[] out = in.get(0).shape().clone();
    boolean old = in.size() <= 2;
    NetworkValue factors = isGiven(in, old ? 1 : 2) ? in.get(old ? 1 : 2) : null;
    NetworkValue sizes = isGiven(in, 3) ? in.get(3) : null;
    long[] axes = node.integers("axes", LongStream.range(0, out.length).toArray());
    double[] scales = node.floats().get("scales");
    if (scales == null && factors != null && !(factors.count() == 0 && sizes != null)) {
      scales = factors.numbers();
    }
    if (sizes == null && scales == null || sizes != null && sizes.numbers() == null) {
      return null;
    }
    for (int i = 0; i < axes.length; i++) {
      int axis = axis(axes[i], out.length);
      double side = sizes == null ? Math.floor(out[axis] * scales[i]) : sizes.numbers()[i];
      if (!(side < Long.MAX_VALUE)) {
        throw new ArithmeticException("a side of " + side);
      }
      out[axis] = (long) Math.max(0, side);
    }
    return out;
  }

  private static long[] blocks(NetworkNode node, long[] from, boolean apart) {
    long size = node.integer("blocksize", 1);
    long area = Math.multiplyExact(size, size);
    return new long[] {
      from[0],
      apart ? from[1] / area : Math.multiplyExact(from[1], area),
      apart ? Math.multiplyExact(from[2], size) : from[2] / size,
      apart ? Math.multiplyExact(from[3], size) : from[3] / size
    };
  }

  /** Sizes that a shape's part has: all, unless the operation wants fewer. */
  static long[] part(NetworkNode node, long[] shape) {
    long from = node.integer("start", 0);
    long to = node.integer("end", shape.length);
    int start = (int) Math.min(shape.length, Math.max(0, from < 0 ? from + shape.length : from));
    int end = (int) Math.min(shape.length, Math.max(0, to < 0 ? to + shape.length : to));
    return Arrays.copyOfRange(shape, start, Math.max(start, end));
  }

  /** What an operation without inputs gives. */
  static NetworkValue constant(NetworkNode node) {
    if (node.tensors().containsKey("value")) {
      return node.tensors().get("value");
    }
    for (String name : List.of("value_int", "value_ints")) {
      long[] integers = node.integers().get(name);
      if (integers != null) {
        double[] numbers = Arrays.stream(integers).asDoubleStream().toArray();
        return new NetworkValue(shape(name, numbers), numbers, true, true);
      }
    }
    for (String name : List.of("value_float", "value_floats")) {
      double[] floats = node.floats().get(name);
      if (floats != null) {
        return new NetworkValue(shape(name, floats), floats, false, true);
      }
    }
    return new NetworkValue(new long[] {0}, new double[0], true, true);
  }

  private static long[] shape(String attribute, double[] numbers) {
    return attribute.endsWith("s") ? new long[] {numbers.length} : new long[0];
  }

  private static long[] range(NetworkNode node, List<NetworkValue> in) {
    double[] from = in.get(0).numbers();
    double[] to = in.get(1).numbers();
    double[] step = in.get(2).numbers();
    if (from == null || to == null || step == null) {
      return null;
    }
    double count = Math.ceil((to[0] - from[0]) / step[0]);
    if (!(count < Integer.MAX_VALUE)) {
      throw new ArithmeticException("a range of " + count);
    }
    return new long[] {(long) Math.max(0, count)};
  }
}
