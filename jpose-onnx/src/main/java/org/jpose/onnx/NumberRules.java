package org.jpose.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Computes the few numbers that decide about sizes: exporters write "as large as that other value"
 * as small networks of their own, from {@code Shape} to {@code Resize}. Stateless.
 */
final class NumberRules {
  private static final Set<String> ASKING =
      Set.of(
          "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Xor", "Not");

  private NumberRules() {}

  /**
   * What is known of each output.
   *
   * @param shape of the largest of them
   * @throws ArithmeticException if it has more numbers than can be counted
   */
  static List<NetworkValue> all(NetworkNode node, List<NetworkValue> in, long[] shape) {
    int outputs = node.outputs().size();
    if (node.operation().equals("Split") && ShapeRules.parts(node, in) != null) {
      return parts(node, in.get(0), ShapeRules.parts(node, in));
    }
    NetworkValue first = of(node, in, shape);
    NetworkValue further =
        node.operation().equals("DynamicQuantizeLinear")
            // Its scale and zero are single numbers.
            ? NetworkValue.of()
            : new NetworkValue(shape, null, first.whole(), first.fixed());
    return IntStream.range(0, outputs).mapToObj(i -> i == 0 ? first : further).toList();
  }

  private static List<NetworkValue> parts(NetworkNode node, NetworkValue from, long[] lengths) {
    int axis = ShapeRules.axis(node.integer("axis", 0), from.shape().length);
    List<NetworkValue> parts = new ArrayList<>();
    long start = 0;
    for (int i = 0; i < node.outputs().size(); i++) {
      long[] shape = from.shape().clone();
      shape[axis] = lengths[i];
      double[] numbers = null;
      if (from.numbers() != null) {
        long[] steps = steps(from.shape());
        numbers = StridedNumbers.of(from.numbers(), shape, start * steps[axis], steps);
      }
      parts.add(new NetworkValue(shape, numbers, from.whole(), from.fixed()));
      start += lengths[i];
    }
    return parts;
  }

  /** What is known of an operation's only or first output. */
  private static NetworkValue of(NetworkNode node, List<NetworkValue> in, long[] shape) {
    boolean whole = isWhole(node, in);
    boolean fixed =
        node.operation().equals("Shape")
            || node.operation().equals("Size")
            || in.stream().allMatch(value -> value == null || value.fixed());
    if (node.operation().equals("Constant")) {
      return ShapeRules.constant(node);
    }
    NetworkValue output = new NetworkValue(shape, null, whole, fixed);
    if (output.count() > NetworkValue.MOST_NUMBERS || !fixed) {
      return output;
    }
    try {
      double[] numbers = numbers(node, in, shape, whole);
      return numbers != null && numbers.length == output.count()
          ? new NetworkValue(shape, numbers, whole, true)
          : output;
    } catch (RuntimeException e) {
      // Inputs do not fit each other, or something is divided by zero: nothing is known.
      return output;
    }
  }

  private static boolean isWhole(NetworkNode node, List<NetworkValue> in) {
    return switch (node.operation()) {
      case "Shape", "Size" -> true;
      case "Cast" -> TensorNumbers.areWhole((int) node.integer("to", 1));
      case "Where" -> in.get(1).whole() && in.get(2).whole();
      case "ConstantOfShape" ->
          node.tensors().containsKey("value") && node.tensors().get("value").whole();
      default ->
          ASKING.contains(node.operation())
              || !in.isEmpty() && in.get(0) != null && in.get(0).whole();
    };
  }

  /** The numbers; null if one that is needed is not known, or nobody computes sizes that way. */
  private static double[] numbers(
      NetworkNode node, List<NetworkValue> in, long[] shape, boolean whole) {
    switch (node.operation()) {
      case "Shape":
        return doubles(ShapeRules.part(node, in.get(0).shape()));
      case "Size":
        return new double[] {in.get(0).count()};
      case "ConstantOfShape":
        NetworkValue filling = node.tensors().get("value");
        if (filling != null && filling.numbers() == null) {
          return null;
        }
        double[] filled = new double[(int) NetworkValue.of(shape).count()];
        Arrays.fill(filled, filling == null ? 0 : filling.numbers()[0]);
        return filled;
      default:
        break;
    }
    if (in.stream().anyMatch(value -> value != null && value.numbers() == null)) {
      return null;
    }
    double[] first = in.get(0).numbers();
    return switch (node.operation()) {
      case "Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze" -> first;
      case "Cast" -> whole ? each(first, n -> n < 0 ? Math.ceil(n) : Math.floor(n)) : first;
      case "Floor" -> each(first, Math::floor);
      case "Ceil" -> each(first, Math::ceil);
      case "Round" -> each(first, Math::rint);
      case "Neg" -> each(first, n -> -n);
      case "Abs" -> each(first, Math::abs);
      case "Sign" -> each(first, Math::signum);
      case "Sqrt" -> each(first, Math::sqrt);
      case "Exp" -> each(first, Math::exp);
      case "Log" -> each(first, Math::log);
      case "Reciprocal" -> each(first, n -> 1 / n);
      case "Not" -> each(first, n -> n == 0 ? 1 : 0);
      case "Add", "Sum" -> both(in, shape, Double::sum);
      case "Sub" -> both(in, shape, (a, b) -> a - b);
      case "Mul" -> both(in, shape, (a, b) -> a * b);
      case "Div" -> both(in, shape, (a, b) -> whole ? (double) ((long) a / (long) b) : a / b);
      case "Mod" ->
          both(in, shape, node.integer("fmod", 0) == 0 ? NumberRules::rest : (a, b) -> a % b);
      case "Pow" -> both(in, shape, Math::pow);
      case "Min" -> both(in, shape, Math::min);
      case "Max" -> both(in, shape, Math::max);
      case "Equal" -> both(in, shape, (a, b) -> a == b ? 1 : 0);
      case "Greater" -> both(in, shape, (a, b) -> a > b ? 1 : 0);
      case "GreaterOrEqual" -> both(in, shape, (a, b) -> a >= b ? 1 : 0);
      case "Less" -> both(in, shape, (a, b) -> a < b ? 1 : 0);
      case "LessOrEqual" -> both(in, shape, (a, b) -> a <= b ? 1 : 0);
      case "And" -> both(in, shape, (a, b) -> a != 0 && b != 0 ? 1 : 0);
      case "Or" -> both(in, shape, (a, b) -> a != 0 || b != 0 ? 1 : 0);
      case "Xor" -> both(in, shape, (a, b) -> a != 0 ^ b != 0 ? 1 : 0);
      case "Where" -> chosen(in, shape);
      case "Expand" -> spread(in.get(0), shape);
      case "Transpose" -> transposed(node, in.get(0), shape);
      case "Concat" -> joined(node, in, shape);
      case "Slice" -> slice(node, in, shape);
      case "Gather" -> gather(node, in);
      case "Range" -> {
        double step = in.get(2).numbers()[0];
        yield IntStream.range(0, (int) shape[0]).mapToDouble(i -> first[0] + i * step).toArray();
      }
      case "ReduceProd" -> reduced(first, shape, 1, (a, b) -> a * b);
      case "ReduceSum" -> reduced(first, shape, 0, Double::sum);
      case "ReduceMin" -> reduced(first, shape, Double.POSITIVE_INFINITY, Math::min);
      case "ReduceMax" -> reduced(first, shape, Double.NEGATIVE_INFINITY, Math::max);
      default -> null;
    };
  }

  private interface Function {
    double of(double number);
  }

  private interface Function2 {
    double of(double first, double second);
  }

  private static double[] doubles(long[] integers) {
    return Arrays.stream(integers).asDoubleStream().toArray();
  }

  private static double[] each(double[] numbers, Function function) {
    return Arrays.stream(numbers).map(function::of).toArray();
  }

  /** With the divisor's sign. */
  private static double rest(double number, double by) {
    return number - by * Math.floor(number / by);
  }

  /** All numbers as one. */
  private static double[] reduced(
      double[] numbers, long[] shape, double start, Function2 function) {
    if (NetworkValue.of(shape).count() != 1) {
      return null;
    }
    return new double[] {Arrays.stream(numbers).reduce(start, function::of)};
  }

  /** How far apart neighbours are in each dimension. */
  private static long[] steps(long[] shape) {
    long[] steps = new long[shape.length];
    long step = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      steps[d] = step;
      step *= shape[d];
    }
    return steps;
  }

  /** The numbers of a value where it is repeated to another shape. */
  private static double[] spread(NetworkValue value, long[] shape) {
    long[] own = steps(value.shape());
    long[] steps = new long[shape.length];
    for (int d = 1; d <= own.length; d++) {
      boolean one = value.shape()[own.length - d] == 1;
      steps[shape.length - d] = one ? 0 : own[own.length - d];
    }
    return StridedNumbers.of(value.numbers(), shape, 0, steps);
  }

  private static double[] transposed(NetworkNode node, NetworkValue value, long[] shape) {
    long[] own = steps(value.shape());
    long[] steps = new long[own.length];
    int[] order = ShapeRules.order(node, own.length);
    Arrays.setAll(steps, d -> own[order[d]]);
    return StridedNumbers.of(value.numbers(), shape, 0, steps);
  }

  private static double[] both(List<NetworkValue> in, long[] shape, Function2 function) {
    double[] all = spread(in.get(0), shape);
    for (NetworkValue next : in.subList(1, in.size())) {
      double[] other = spread(next, shape);
      for (int i = 0; i < all.length; i++) {
        all[i] = function.of(all[i], other[i]);
      }
    }
    return all;
  }

  private static double[] chosen(List<NetworkValue> in, long[] shape) {
    double[] condition = spread(in.get(0), shape);
    double[] yes = spread(in.get(1), shape);
    double[] no = spread(in.get(2), shape);
    return IntStream.range(0, yes.length)
        .mapToDouble(i -> condition[i] != 0 ? yes[i] : no[i])
        .toArray();
  }

  private static double[] joined(NetworkNode node, List<NetworkValue> in, long[] shape) {
    int axis = ShapeRules.axis(node.integer("axis", 1), shape.length);
    long outer = NetworkValue.of(Arrays.copyOf(shape, axis)).count();
    double[] all = new double[(int) NetworkValue.of(shape).count()];
    int at = 0;
    for (int i = 0; i < outer; i++) {
      for (NetworkValue part : in) {
        int length = (int) (part.count() / outer);
        System.arraycopy(part.numbers(), i * length, all, at, length);
        at += length;
      }
    }
    return all;
  }

  private static double[] slice(NetworkNode node, List<NetworkValue> in, long[] shape) {
    NetworkValue value = in.get(0);
    ShapeRules.Cut[] cuts = ShapeRules.cuts(node, in);
    long[] own = steps(value.shape());
    long[] steps = own.clone();
    long start = 0;
    for (ShapeRules.Cut cut : cuts) {
      start += cut.start() * own[cut.axis()];
      steps[cut.axis()] = cut.step() * own[cut.axis()];
    }
    return StridedNumbers.of(value.numbers(), shape, start, steps);
  }

  private static double[] gather(NetworkNode node, List<NetworkValue> in) {
    long[] shape = in.get(0).shape();
    int axis = ShapeRules.axis(node.integer("axis", 0), shape.length);
    int outer = (int) NetworkValue.of(Arrays.copyOf(shape, axis)).count();
    int inner = (int) NetworkValue.of(Arrays.copyOfRange(shape, axis + 1, shape.length)).count();
    int side = (int) shape[axis];
    long[] places = in.get(1).integers();
    double[] all = new double[outer * places.length * inner];
    int at = 0;
    for (int i = 0; i < outer; i++) {
      for (long place : places) {
        int from = (i * side + (int) (place < 0 ? place + side : place)) * inner;
        System.arraycopy(in.get(0).numbers(), from, all, at, inner);
        at += inner;
      }
    }
    return all;
  }
}
