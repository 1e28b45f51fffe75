package org.jpose.weights.tensorflow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jpose.net.Activation;
import org.jpose.net.Handle;
import org.jpose.net.Operation;
import org.jpose.weights.ChannelAffine;
import org.jpose.weights.Tensor;

/**
 * Translates sums, differences, products and quotients. Constants among themselves are computed;
 * planes with constants become one scaling per channel, so that a batch norm written as separate
 * operations ({@code x * rsqrt(var + epsilon) * gamma + (beta - mean * ...)}) is one again.
 */
final class TensorFlowElementwise {
  private final TensorFlowNetwork net;
  private final TensorFlowBudget budget;
  private final TensorFlowArithmetic arithmetic;

  TensorFlowElementwise(TensorFlowNetwork net, TensorFlowBudget budget) {
    this.net = net;
    this.budget = budget;
    this.arithmetic = new TensorFlowArithmetic(budget);
  }

  /** Translates a function of one constant. */
  TensorFlowValue function(TensorFlowNode node, DoubleUnaryOperator function) {
    return new TensorFlowValue.Computed(arithmetic.unary(node, function, net.floats(node, 0)));
  }

  /** Translates {@code -x}. */
  TensorFlowValue negative(TensorFlowNode node) {
    return net.constant(node, 0)
        ? function(node, x -> -x)
        : scaled(from(node, 0), from(node, 0).affine().times(-1));
  }

  /** Translates a sum of any number of inputs. */
  TensorFlowValue sum(TensorFlowNode node) {
    List<Integer> planes = new ArrayList<>();
    Tensor constants = null;
    for (int i = 0; i < node.inputs().size(); i++) {
      if (net.constant(node, i)) {
        Tensor numbers = net.floats(node, i);
        constants =
            constants == null ? numbers : arithmetic.binary(node, Double::sum, constants, numbers);
      } else {
        planes.add(i);
      }
    }
    if (planes.isEmpty()) {
      if (constants == null) {
        throw node.fault("has no inputs");
      }
      return new TensorFlowValue.Computed(constants);
    }
    if (planes.size() == 1) {
      return constants == null
          ? net.value(node, planes.get(0))
          : shifted(node, from(node, planes.get(0)), constants);
    }
    Handle[] handles = planes.stream().map(i -> net.planes(node, i)).toArray(Handle[]::new);
    String name = constants == null ? node.name() : node.name() + "/planes";
    Handle sum = net.add(name, new Operation.Add(Activation.NONE), handles);
    return constants == null
        ? new TensorFlowValue.Planes(sum)
        : shifted(node, unscaled(node, sum), constants);
  }

  private TensorFlowValue shifted(
      TensorFlowNode node, TensorFlowValue.Scaled from, Tensor summand) {
    return scaled(from, from.affine().plus(vector(node, summand, from)));
  }

  TensorFlowValue difference(TensorFlowNode node) {
    if (net.constant(node, 0) && net.constant(node, 1)) {
      return computed(node, (a, b) -> a - b);
    }
    if (net.constant(node, 0)) {
      TensorFlowValue.Scaled from = from(node, 1);
      double[] minuend = vector(node, net.floats(node, 0), from);
      return scaled(from, from.affine().times(-1).plus(minuend));
    }
    if (net.constant(node, 1)) {
      TensorFlowValue.Scaled from = from(node, 0);
      double[] subtrahend = vector(node, net.floats(node, 1), from);
      return scaled(from, from.affine().plus(each(subtrahend, x -> -x)));
    }
    throw node.fault("subtracts planes from planes, only constants are supported");
  }

  TensorFlowValue product(TensorFlowNode node) {
    for (int i = 0; i < 2; i++) {
      if (net.value(node, i) instanceof TensorFlowValue.GridOf grid) {
        return enlarged(node, grid, net.integers(node, 1 - i));
      }
    }
    if (net.constant(node, 0) && net.constant(node, 1)) {
      return computed(node, (a, b) -> a * b);
    }
    for (int i = 0; i < 2; i++) {
      if (net.constant(node, i)) {
        TensorFlowValue.Scaled from = from(node, 1 - i);
        return scaled(from, from.affine().times(vector(node, net.floats(node, i), from)));
      }
    }
    throw node.fault("multiplies planes with planes, only constants are supported");
  }

  private static TensorFlowValue enlarged(
      TensorFlowNode node, TensorFlowValue.GridOf grid, long[] by) {
    boolean fits =
        (by.length == 1 || by.length == 2) && Arrays.stream(by).allMatch(f -> f == by[0]);
    if (!fits || by[0] < 1 || by[0] > Short.MAX_VALUE / grid.factor()) {
      throw node.fault(
          "multiplies rows and columns by %s, expected one whole factor"
              .formatted(Arrays.toString(by)));
    }
    return new TensorFlowValue.GridOf(grid.handle(), grid.factor() * (int) by[0]);
  }

  TensorFlowValue quotient(TensorFlowNode node) {
    if (net.constant(node, 0) && net.constant(node, 1)) {
      return computed(node, (a, b) -> a / b);
    }
    if (!net.constant(node, 1)) {
      throw node.fault("divides by planes, only constants are supported");
    }
    TensorFlowValue.Scaled from = from(node, 0);
    double[] divisor = vector(node, net.floats(node, 1), from);
    if (Arrays.stream(divisor).anyMatch(x -> x == 0)) {
      throw node.fault("divides by 0 in '" + node.input(1) + "'");
    }
    return scaled(from, from.affine().times(each(divisor, x -> 1 / x)));
  }

  private static double[] each(double[] numbers, DoubleUnaryOperator function) {
    return Arrays.stream(numbers).map(function).toArray();
  }

  private TensorFlowValue computed(TensorFlowNode node, DoubleBinaryOperator operator) {
    return new TensorFlowValue.Computed(
        arithmetic.binary(node, operator, net.floats(node, 0), net.floats(node, 1)));
  }

  /** Returns the planes of an input with what scaling of them is still to be done. */
  private TensorFlowValue.Scaled from(TensorFlowNode node, int index) {
    TensorFlowValue value = net.value(node, index);
    if (value instanceof TensorFlowValue.Scaled scaled) {
      budget.spend(node, 2L * net.channels(scaled.from()));
      return new TensorFlowValue.Scaled(node.name(), scaled.from(), scaled.affine());
    }
    return unscaled(node, net.planes(node, index));
  }

  private TensorFlowValue.Scaled unscaled(TensorFlowNode node, Handle planes) {
    int channels = budget.spend(node, 2L * net.channels(planes)) / 2;
    return new TensorFlowValue.Scaled(node.name(), planes, ChannelAffine.identity(channels));
  }

  private static TensorFlowValue scaled(TensorFlowValue.Scaled from, ChannelAffine affine) {
    return new TensorFlowValue.Scaled(from.name(), from.from(), affine);
  }

  /** Returns one number for all channels, or one for each. */
  private double[] vector(TensorFlowNode node, Tensor constant, TensorFlowValue.Scaled planes) {
    int channels = net.channels(planes.from());
    List<Integer> shape = constant.shape();
    int last = shape.isEmpty() ? 1 : shape.get(shape.size() - 1);
    if (shape.size() > 4 || constant.data().length != last || (last != 1 && last != channels)) {
      throw node.fault(
          ("combines planes with a constant of shape %s, supported are single numbers and one for"
                  + " each of the %d channels")
              .formatted(shape, channels));
    }
    double[] numbers = new double[last];
    for (int i = 0; i < last; i++) {
      numbers[i] = constant.data()[i];
    }
    return numbers;
  }
}
