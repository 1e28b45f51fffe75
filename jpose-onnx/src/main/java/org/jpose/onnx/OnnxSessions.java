package org.jpose.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import org.jpose.core.Device;
import org.jpose.core.DeviceException;
import org.jpose.core.ModelFormatException;
import org.jpose.core.Processor;
import org.jpose.core.natives.NativeWork;

/** Loads models into ONNX Runtime, all with the same settings. */
final class OnnxSessions {
  static final String WHOLE_SUMS = "session.x64quantprecision";

  private OnnxSessions() {}

  /**
   * Loads a model.
   *
   * @param name what messages call it
   * @param threads threads a run may use, or 0 for one per core
   * @throws ModelFormatException if ONNX Runtime does not load it on the CPU either
   * @throws DeviceException if it is the device that cannot be had
   */
  static OrtSession open(byte[] model, String name, int threads, Device device) {
    return NativeWork.whole(() -> create(model, name, threads, device));
  }

  private static OrtSession create(byte[] model, String name, int threads, Device device) {
    // First of all: options that are made before it crash the process.
    OrtEnvironment environment = RuntimeEnvironment.get();
    try (OrtSession.SessionOptions options = options(threads, Processor.hasByteSums())) {
      OnnxDevices.choose(device, options);
      return environment.createSession(model, options);
    } catch (OrtException e) {
      if (device.kind() != Device.Kind.CPU) {
        // Whose fault it is: what the CPU cannot load either is no model.
        closeQuietly(create(model, name, threads, Device.CPU), e);
        throw OnnxDevices.failure(device, e);
      }
      throw LoadRefusal.of(name, e);
    }
  }

  /**
   * What every session is made with.
   *
   * @param byteSums whether the processor sums products of bytes in 32 bits
   */
  static OrtSession.SessionOptions options(int threads, boolean byteSums) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(threads == 0 ? Processor.cores() : threads);
    options.setInterOpNumThreads(1);
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    // Otherwise its threads go on spinning after a run and slow down what comes next.
    options.addConfigEntry("session.force_spinning_stop", "1");
    if (!byteSums) {
      // Otherwise they are summed in 16 bits, and cut off. It costs time, elsewhere too.
      options.addConfigEntry(WHOLE_SUMS, "1");
    }
    return options;
  }

  static void closeQuietly(OrtSession session, Exception cause) {
    try {
      session.close();
    } catch (OrtException e) {
      cause.addSuppressed(e);
    }
  }
}
