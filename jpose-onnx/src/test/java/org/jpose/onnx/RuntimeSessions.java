package org.jpose.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import org.jpose.core.Device;

/** ONNX Runtime for tests of other packages. */
public final class RuntimeSessions {
  private RuntimeSessions() {}

  /** A model on one thread of the CPU. */
  public static OrtSession open(byte[] model) {
    return OnnxSessions.open(model, "model", 1, Device.CPU);
  }

  /** Numbers for its input. */
  public static OnnxTensor tensor(float[] values, long... shape) throws OrtException {
    return OnnxTensor.createTensor(RuntimeEnvironment.get(), FloatBuffer.wrap(values), shape);
  }
}
