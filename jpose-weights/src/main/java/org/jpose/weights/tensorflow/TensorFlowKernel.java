package org.jpose.weights.tensorflow;

import java.util.List;
import org.jpose.weights.Tensor;

/**
 * A convolution's kernel in jpose's layout.
 *
 * @param weight {@code [outputs, inputs / groups, row, column]}
 * @param groups groups of channels that do not mix
 */
record TensorFlowKernel(Tensor weight, int groups) {

  /** Reads {@code [row, column, inputs / groups, outputs]}. */
  static TensorFlowKernel dense(TensorFlowNode node, Tensor kernel, int inputs) {
    int[] size = size(node, kernel);
    if (inputs % size[2] != 0 || size[3] % (inputs / size[2]) != 0) {
      throw unfit(node, kernel, inputs);
    }
    float[] weight = new float[kernel.data().length];
    for (int i = 0; i < weight.length; i++) {
      int output = i % size[3];
      int input = i / size[3] % size[2];
      int cell = i / size[3] / size[2];
      weight[(output * size[2] + input) * size[0] * size[1] + cell] = kernel.data()[i];
    }
    List<Integer> shape = List.of(size[3], size[2], size[0], size[1]);
    return new TensorFlowKernel(new Tensor(shape, weight), inputs / size[2]);
  }

  /** Reads {@code [row, column, inputs, multiplier]}. */
  static TensorFlowKernel depthwise(TensorFlowNode node, Tensor kernel, int inputs) {
    int[] size = size(node, kernel);
    if (size[2] != inputs) {
      throw unfit(node, kernel, inputs);
    }
    int outputs = inputs * size[3];
    float[] weight = new float[kernel.data().length];
    for (int i = 0; i < weight.length; i++) {
      weight[i % outputs * size[0] * size[1] + i / outputs] = kernel.data()[i];
    }
    List<Integer> shape = List.of(outputs, 1, size[0], size[1]);
    return new TensorFlowKernel(new Tensor(shape, weight), inputs);
  }

  int outputs() {
    return weight.shape().get(0);
  }

  int height() {
    return weight.shape().get(2);
  }

  int width() {
    return weight.shape().get(3);
  }

  private static int[] size(TensorFlowNode node, Tensor kernel) {
    if (kernel.shape().size() != 4 || kernel.data().length == 0) {
      throw node.fault("has a kernel of shape " + kernel.shape() + ", expected four sizes > 0");
    }
    return kernel.shape().stream().mapToInt(Integer::intValue).toArray();
  }

  private static RuntimeException unfit(TensorFlowNode node, Tensor kernel, int inputs) {
    return node.fault(
        "has a kernel of shape %s, which does not fit an input of %d channels"
            .formatted(kernel.shape(), inputs));
  }
}
