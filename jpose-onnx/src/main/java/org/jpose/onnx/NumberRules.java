package org.jpose.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Computes the few numbers that decide about sizes: exporters write "as large as that other value"
 * as small networks of their own, from {@code Shape} to {@code Resize}. Stateless.
 */
final class NumberRules {
  /** Of TensorProto.DataType: unsigned and signed integers and booleans. */
  private static final Set<Long> WHOLE = Set.of(2L, 3L, 4L, 5L, 6L, 7L, 9L, 12L, 13L);

  private NumberRules() {}

  /**
   * What is known of an output.
   *
   * @param shape of it
   */
  static NetworkValue of(NetworkNode node, List<NetworkValue> in, long[] shape) {
    boolean whole = isWhole(node, in);
    boolean fixed =
        node.operation().equals("Shape")
            || node.operation().equals("Size")
            || in.stream().allMatch(value -> value == null || value.fixed());
    if (node.operation().equals("Constant")) {
      return ShapeRules.constant(node);
    }
    NetworkValue output = new NetworkValue(shape, null, whole, fixed);
    if (!fixed || output.count() > NetworkValue.MOST_NUMBERS) {
      return output;
    }
    double[] numbers = numbers(node, in, shape, whole);
    return numbers != null && numbers.length == output.count()
        ? new NetworkValue(shape, numbers, whole, true)
        : output;
  }

  private static boolean isWhole(NetworkNode node, List<NetworkValue> in) {
    return switch (node.operation()) {
      case "Shape", "Size" -> true;
      case "Cast" -> WHOLE.contains(node.integer("to", 1));
      case "Where" -> in.get(1).whole() && in.get(2).whole();
      case "ConstantOfShape" ->
          node.tensors().containsKey("value") && node.tensors().get("value").whole();
      default -> !in.isEmpty() && in.get(0) != null && in.get(0).whole();
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
      case "Sqrt" -> each(first, Math::sqrt);
      case "Add" -> both(in, shape, Double::sum);
      case "Sub" -> both(in, shape, (a, b) -> a - b);
      case "Mul" -> both(in, shape, (a, b) -> a * b);
      case "Div" -> both(in, shape, (a, b) -> whole ? (double) ((long) a / (long) b) : a / b);
      case "Min" -> both(in, shape, Math::min);
      case "Max" -> both(in, shape, Math::max);
      case "Equal" -> both(in, shape, (a, b) -> a == b ? 1 : 0);
      case "Greater" -> both(in, shape, (a, b) -> a > b ? 1 : 0);
      case "Less" -> both(in, shape, (a, b) -> a < b ? 1 : 0);
      case "Where" -> chosen(in, shape);
      case "Expand" -> spread(in.get(0), shape);
      case "Concat" -> in.get(0).shape().length == 1 ? joined(in) : null;
      case "Slice" -> in.get(0).shape().length == 1 ? slice(node, in) : null;
      case "Gather" -> in.get(0).shape().length == 1 ? gather(in) : null;
      case "Range" -> {
        double step = in.get(2).numbers()[0];
        yield IntStream.range(0, (int) shape[0]).mapToDouble(i -> first[0] + i * step).toArray();
      }
      case "ReduceProd" ->
          shape.length <= 1 && NetworkValue.of(shape).count() == 1
              ? new double[] {Arrays.stream(first).reduce(1, (a, b) -> a * b)}
              : null;
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

  /** The numbers of a value where it is repeated to another shape. */
  private static double[] spread(NetworkValue value, long[] shape) {
    double[] all = new double[(int) NetworkValue.of(shape).count()];
    long[] own = value.shape();
    for (int i = 0; i < all.length; i++) {
      int left = i;
      int place = 0;
      int step = 1;
      for (int d = 1; d <= shape.length; d++) {
        int side = (int) shape[shape.length - d];
        if (d <= own.length) {
          int ownSide = (int) own[own.length - d];
          place += ownSide == 1 ? 0 : left % side * step;
          step *= ownSide;
        }
        left /= side;
      }
      all[i] = value.numbers()[place];
    }
    return all;
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

  private static double[] joined(List<NetworkValue> in) {
    return in.stream().flatMapToDouble(part -> Arrays.stream(part.numbers())).toArray();
  }

  /** First place of a dimension that is cut out, and how many there are. */
  static long[] sliced(long side, long start, long end, long step) {
    if (step == 0) {
      throw new ArithmeticException("a step of 0");
    }
    long least = step > 0 ? 0 : -1;
    long most = step > 0 ? side : side - 1;
    long from = Math.max(least, Math.min(most, start < 0 ? start + side : start));
    long to = Math.max(least, Math.min(most, end < 0 ? end + side : end));
    long count = step > 0 ? (to - from + step - 1) / step : (from - to - step - 1) / -step;
    return new long[] {from, Math.max(0, count)};
  }

  private static double[] slice(NetworkNode node, List<NetworkValue> in) {
    double[] numbers = in.get(0).numbers();
    long start = first(node, "starts", in, 1);
    long end = first(node, "ends", in, 2);
    long step = in.size() > 4 && in.get(4) != null ? in.get(4).integers()[0] : 1;
    long[] places = sliced(numbers.length, start, end, step);
    return LongStream.range(0, places[1])
        .mapToDouble(i -> numbers[(int) (places[0] + i * step)])
        .toArray();
  }

  private static long first(NetworkNode node, String name, List<NetworkValue> in, int input) {
    long[] attribute = node.integers().get(name);
    return (attribute != null ? attribute : in.get(input).integers())[0];
  }

  private static double[] gather(List<NetworkValue> in) {
    double[] numbers = in.get(0).numbers();
    List<Double> found = new ArrayList<>();
    for (long place : in.get(1).integers()) {
      found.add(numbers[(int) (place < 0 ? place + numbers.length : place)]);
    }
    return found.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
