package org.jpose.train.engine;

import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Copies numbers between Java and libtorch, and frees what is made on the way. */
final class TorchValues {
  private TorchValues() {}

  /** Returns the tensor a calculation makes, for the caller to close, and frees all else of it. */
  static Tensor keep(Supplier<Tensor> calculation) {
    PointerScope scope = new PointerScope();
    try {
      return calculation.get().retainReference();
    } finally {
      scope.close();
    }
  }

  /** Returns a tensor of its own memory; the caller closes it. */
  static Tensor copied(float[] values, long... shape) {
    return keep(() -> torch.from_blob(new FloatPointer(values), shape).clone());
  }

  /** Returns a copy of all numbers, the last axis fastest. */
  static float[] read(Tensor tensor) {
    try (Tensor dense = tensor.contiguous();
        FloatPointer numbers = dense.data_ptr_float()) {
      float[] values = new float[Math.toIntExact(dense.numel())];
      numbers.get(values);
      return values;
    }
  }
}
