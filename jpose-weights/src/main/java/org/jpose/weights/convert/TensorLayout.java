package org.jpose.weights.convert;

import java.util.List;
import java.util.Optional;
import org.jpose.weights.Tensor;

/** Brings tensors of other programs into a network's layout. */
final class TensorLayout {
  private TensorLayout() {}

  /**
   * Returns the tensor in the shape a network expects.
   *
   * @param expected {@code [outputs, inputs / groups, row, column]}, or {@code [channels]}
   * @return empty if the shapes do not agree
   */
  static Optional<Tensor> fit(Tensor tensor, TensorNaming.Layout layout, List<Integer> expected) {
    List<Integer> shape = tensor.shape();
    if (layout == TensorNaming.Layout.TENSORFLOW && shape.size() == 4 && expected.size() == 4) {
      boolean kernel = shape.subList(0, 2).equals(expected.subList(2, 4));
      int first = shape.get(2);
      int second = shape.get(3);
      if (kernel && first == expected.get(1) && second == expected.get(0)) {
        return Optional.of(new Tensor(expected, kernelsLast(tensor.data(), first, second)));
      }
      if (kernel && expected.get(1) == 1 && (long) first * second == expected.get(0)) {
        return Optional.of(new Tensor(expected, transposed(tensor.data(), first * second)));
      }
      return Optional.empty();
    }
    if (shape.equals(expected)) {
      return Optional.of(tensor);
    }
    boolean vector = expected.size() == 1 && tensor.data().length == expected.get(0);
    if (vector && shape.stream().filter(size -> size != 1).count() <= 1) {
      return Optional.of(new Tensor(expected, tensor.data()));
    }
    return Optional.empty();
  }

  /** {@code [place][input][output]} to {@code [output][input][place]}. */
  private static float[] kernelsLast(float[] from, int inputs, int outputs) {
    float[] to = new float[from.length];
    int places = from.length == 0 ? 0 : from.length / inputs / outputs;
    int next = 0;
    for (int output = 0; output < outputs; output++) {
      for (int input = 0; input < inputs; input++) {
        for (int place = 0; place < places; place++) {
          to[next++] = from[(place * inputs + input) * outputs + output];
        }
      }
    }
    return to;
  }

  /** {@code [place][channel]} to {@code [channel][place]}. */
  private static float[] transposed(float[] from, int channels) {
    return kernelsLast(from, 1, channels);
  }
}
