package org.jpose.onnx.needs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * Computes the few numbers that decide about sizes: exporters write "as large as that other value"
 * as small networks of their own, from {@code Shape} to {@code Resize}. Stateless.
 */
final class NumberRules {
  private static final Set<String> ASKING =
      Set.of(
          "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Xor", "Not");

  /** Values that decide about sizes are vectors, of few inputs. */
  private static final int MOST_DIMENSIONS = 8;

  private static final int MOST_INPUTS = 16;

  private NumberRules() {}

  /**
   * What is known of each output.
   *
   * @param shape of the largest of them
   * @throws ArithmeticException if it has more numbers than can be counted
   */
  static List<NetworkValue> all(NetworkNode node, List<NetworkValue> in, long[] shape) {
    NetworkStep step = new NetworkStep(node, in);
    if (node.operation().equals("Split") && PartShapes.parts(step) != null) {
      return parts(step, PartShapes.parts(step));
    }
    NetworkValue first = of(step, shape);
    NetworkValue further =
        node.operation().equals("DynamicQuantizeLinear")
            // Its scale and zero are single numbers.
            ? NetworkValue.of()
            : new NetworkValue(shape, null, first.whole(), first.fixed());
    return IntStream.range(0, node.outputs().size())
        .mapToObj(i -> i == 0 ? first : further)
        .toList();
  }

  private static List<NetworkValue> parts(NetworkStep step, long[] lengths) {
    NetworkValue from = step.in().get(0);
    int axis = step.axis(0, from.shape().length);
    List<NetworkValue> parts = new ArrayList<>();
    long start = 0;
    for (long length : lengths) {
      long[] shape = Sizes.with(from.shape(), axis, length);
      double[] numbers = null;
      if (from.numbers() != null) {
        long[] steps = steps(from.shape());
        numbers = StridedNumbers.of(from.numbers(), shape, start * steps[axis], steps);
      }
      parts.add(new NetworkValue(shape, numbers, from.whole(), from.fixed()));
      start += length;
    }
    return parts;
  }

  /** What is known of an operation's only or first output. */
  private static NetworkValue of(NetworkStep step, long[] shape) {
    NetworkNode node = step.node();
    boolean whole = isWhole(step);
    boolean fixed =
        node.operation().equals("Shape")
            || node.operation().equals("Size")
            || step.in().stream().allMatch(value -> value == null || value.fixed());
    if (node.operation().equals("Constant")) {
      return node.constant();
    }
    NetworkValue output = new NetworkValue(shape, null, whole, fixed);
    if (!fixed
        || output.count() > NetworkValue.MOST_NUMBERS
        || shape.length > MOST_DIMENSIONS
        || step.in().size() > MOST_INPUTS) {
      return output;
    }
    try {
      double[] numbers = numbers(step, shape, whole);
      return numbers != null && numbers.length == output.count()
          ? new NetworkValue(shape, numbers, whole, true)
          : output;
    } catch (RuntimeException e) {
      // Inputs do not fit each other, or something is divided by zero: nothing is known.
      return output;
    }
  }

  private static boolean isWhole(NetworkStep step) {
    NetworkNode node = step.node();
    List<NetworkValue> in = step.in();
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
  private static double[] numbers(NetworkStep step, long[] shape, boolean whole) {
    NetworkNode node = step.node();
    List<NetworkValue> in = step.in();
    switch (node.operation()) {
      case "Shape":
        return doubles(PartShapes.ofShape(node, step.shape()));
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
      case "Transpose" -> transposed(step, shape);
      case "Concat" -> joined(step, shape);
      case "Slice" -> slice(step, shape);
      case "Gather" -> gather(step);
      case "Range" -> {
        double by = in.get(2).numbers()[0];
        yield IntStream.range(0, (int) shape[0]).mapToDouble(i -> first[0] + i * by).toArray();
      }
      case "ReduceProd" -> reduced(first, shape, 1, (a, b) -> a * b);
      case "ReduceSum" -> reduced(first, shape, 0, Double::sum);
      case "ReduceMin" -> reduced(first, shape, Double.POSITIVE_INFINITY, Math::min);
      case "ReduceMax" -> reduced(first, shape, Double.NEGATIVE_INFINITY, Math::max);
      default -> null;
    };
  }

  private static double[] doubles(long[] integers) {
    return Arrays.stream(integers).asDoubleStream().toArray();
  }

  private static double[] each(double[] numbers, DoubleUnaryOperator function) {
    return Arrays.stream(numbers).map(function).toArray();
  }

  /** With the divisor's sign. */
  private static double rest(double number, double by) {
    return number - by * Math.floor(number / by);
  }

  /** All numbers as one. */
  private static double[] reduced(
      double[] numbers, long[] shape, double start, DoubleBinaryOperator function) {
    if (NetworkValue.of(shape).count() != 1) {
      return null;
    }
    return new double[] {Arrays.stream(numbers).reduce(start, function)};
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

  private static double[] transposed(NetworkStep step, long[] shape) {
    long[] own = steps(step.shape());
    long[] steps = Arrays.stream(FormShapes.order(step)).mapToLong(d -> own[d]).toArray();
    return StridedNumbers.of(step.in().get(0).numbers(), shape, 0, steps);
  }

  private static double[] both(List<NetworkValue> in, long[] shape, DoubleBinaryOperator function) {
    double[] all = spread(in.get(0), shape);
    for (NetworkValue next : in.subList(1, in.size())) {
      double[] other = spread(next, shape);
      for (int i = 0; i < all.length; i++) {
        all[i] = function.applyAsDouble(all[i], other[i]);
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

  private static double[] joined(NetworkStep step, long[] shape) {
    int axis = step.axis(1, shape.length);
    long outer = NetworkValue.of(Arrays.copyOf(shape, axis)).count();
    double[] all = new double[(int) NetworkValue.of(shape).count()];
    int at = 0;
    for (int i = 0; i < outer; i++) {
      for (NetworkValue part : step.in()) {
        int length = (int) (part.count() / outer);
        System.arraycopy(part.numbers(), i * length, all, at, length);
        at += length;
      }
    }
    return all;
  }

  private static double[] slice(NetworkStep step, long[] shape) {
    NetworkValue value = step.in().get(0);
    long[] own = steps(value.shape());
    long[] steps = own.clone();
    long start = 0;
    for (PartShapes.Cut cut : PartShapes.cuts(step)) {
      start += cut.start() * own[cut.axis()];
      steps[cut.axis()] = cut.step() * own[cut.axis()];
    }
    return StridedNumbers.of(value.numbers(), shape, start, steps);
  }

  private static double[] gather(NetworkStep step) {
    long[] shape = step.shape();
    int axis = step.axis(0, shape.length);
    int outer = (int) NetworkValue.of(Arrays.copyOf(shape, axis)).count();
    int inner = (int) NetworkValue.of(Sizes.from(shape, axis + 1)).count();
    int side = (int) shape[axis];
    long[] places = step.in().get(1).integers();
    double[] all = new double[outer * places.length * inner];
    int at = 0;
    for (int i = 0; i < outer; i++) {
      for (long place : places) {
        int from = (i * side + (int) (place < 0 ? place + side : place)) * inner;
        System.arraycopy(step.in().get(0).numbers(), from, all, at, inner);
        at += inner;
      }
    }
    return all;
  }
}
