package org.jpose.weights.tensorflow;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jpose.weights.Tensor;

/**
 * Computes what follows from a graph's constants alone, element by element, shapes spread as
 * TensorFlow spreads them: sizes of 1, and missing outer ones, are repeated.
 */
final class TensorFlowArithmetic {
  private final TensorFlowBudget budget;

  TensorFlowArithmetic(TensorFlowBudget budget) {
    this.budget = budget;
  }

  Tensor unary(TensorFlowNode node, DoubleUnaryOperator operator, Tensor x) {
    float[] data = new float[budget.spend(node, x.data().length)];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) operator.applyAsDouble(x.data()[i]);
    }
    return new Tensor(x.shape(), data);
  }

  Tensor binary(TensorFlowNode node, DoubleBinaryOperator operator, Tensor a, Tensor b) {
    int rank = Math.max(a.shape().size(), b.shape().size());
    List<Integer> shape = new ArrayList<>();
    long elements = 1;
    for (int axis = 0; axis < rank; axis++) {
      int left = size(a, axis - rank);
      int right = size(b, axis - rank);
      if (left != right && left != 1 && right != 1) {
        throw node.fault(
            "combines shapes %s and %s, which do not fit".formatted(a.shape(), b.shape()));
      }
      shape.add(left == 1 ? right : left);
      elements = Math.min(elements * shape.get(axis), 1L << 40);
    }
    float[] data = new float[budget.spend(node, elements)];
    for (int i = 0; i < data.length; i++) {
      data[i] =
          (float)
              operator.applyAsDouble(a.data()[source(a, shape, i)], b.data()[source(b, shape, i)]);
    }
    return new Tensor(shape, data);
  }

  /** Returns the size along an axis counted from the last, -1, outwards. */
  private static int size(Tensor tensor, int fromEnd) {
    int axis = tensor.shape().size() + fromEnd;
    return axis < 0 ? 1 : tensor.shape().get(axis);
  }

  /** Returns where the number for a place in the result stands. */
  private static int source(Tensor tensor, List<Integer> shape, int place) {
    int rest = place;
    int index = 0;
    int step = 1;
    for (int fromEnd = -1; fromEnd >= -shape.size(); fromEnd--) {
      int size = shape.get(shape.size() + fromEnd);
      int own = size(tensor, fromEnd);
      index += own == 1 ? 0 : rest % size * step;
      step *= own;
      rest /= size;
    }
    return index;
  }
}
