package org.jpose.train.engine.compute;

import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Calculates in libtorch and copies numbers there and back; frees what is made on the way. */
public final class TorchValues {
  private TorchValues() {}

  /** Returns the tensor a calculation makes, for the caller to close, and frees all else of it. */
  public static Tensor keep(Supplier<Tensor> calculation) {
    PointerScope scope = new PointerScope();
    try {
      return calculation.get().retainReference();
    } finally {
      scope.close();
    }
  }

  /** Calculates without gradients and frees what is made on the way. */
  public static void calculate(Runnable calculation) {
    calculate(
        () -> {
          calculation.run();
          return true;
        });
  }

  /** Calculates something other than tensors, as {@link #calculate(Runnable)}. */
  public static <T> T calculate(Supplier<T> calculation) {
    PointerScope scope = new PointerScope();
    NoGradGuard withoutGradients = new NoGradGuard();
    try {
      return calculation.get();
    } finally {
      withoutGradients.close();
      scope.close();
    }
  }

  /** Returns a tensor of its own memory; the caller closes it. */
  public static Tensor copied(float[] values, long... shape) {
    return keep(() -> torch.from_blob(new FloatPointer(values), shape).clone());
  }

  /** Returns a copy of all numbers as float32, the last axis fastest. */
  public static float[] read(Tensor tensor) {
    PointerScope scope = new PointerScope();
    try {
      Tensor dense = tensor.detach().cpu().to(ScalarType.Float).contiguous();
      float[] values = new float[Math.toIntExact(dense.numel())];
      dense.data_ptr_float().get(values);
      return values;
    } finally {
      scope.close();
    }
  }

  /** What libtorch says, without the place in its sources that it begins with. */
  static String withoutPlace(RuntimeException failure) {
    return firstLine(failure).replaceFirst("^\\[\\S+:\\d+\\] ", "");
  }

  /** What libtorch says; behind the first line it puts its own stack. */
  public static String firstLine(RuntimeException failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }
}
