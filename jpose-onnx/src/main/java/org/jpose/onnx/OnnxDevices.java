package org.jpose.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.util.List;
import java.util.Map;
import org.jpose.core.Device;
import org.jpose.core.DeviceException;
import org.jpose.core.DeviceException.Reason;

/** Where ONNX Runtime can run networks. */
public final class OnnxDevices {
  /** How ONNX Runtime begins to say that there are fewer GPUs. */
  private static final String NO_SUCH_NUMBER = "Invalid device ID";

  private static final int NO_SUCH_ORDINAL = 101;

  private OnnxDevices() {}

  /**
   * What this ONNX Runtime was built with, in its own words ({@code CPUExecutionProvider}); whether
   * a device can be had shows when a model is opened on it.
   */
  public static List<String> providers() {
    RuntimeEnvironment.get();
    return OrtEnvironment.getAvailableProviders().stream()
        .map(OrtProvider::getName)
        .sorted()
        .toList();
  }

  /** Whether this ONNX Runtime was built for a kind of device. */
  public static boolean isBuiltFor(Device.Kind kind) {
    RuntimeEnvironment.get();
    return switch (kind) {
      case AUTO, CPU -> true;
      case CUDA -> OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
      case COREML -> OrtEnvironment.getAvailableProviders().contains(OrtProvider.CORE_ML);
    };
  }

  /**
   * Has a session run on one device.
   *
   * @throws DeviceException if it cannot be had
   */
  static void choose(Device device, OrtSession.SessionOptions options) {
    if (!isBuiltFor(device.kind())) {
      throw new DeviceException(
          "device %s cannot be had: this ONNX Runtime was built for %s only; %s"
              .formatted(device, String.join(", ", providers()), remedy(device)),
          Reason.UNUSABLE,
          null);
    }
    try {
      switch (device.kind()) {
        case CUDA -> addCuda(device.number().orElse(0), options);
        case COREML -> options.addCoreML(Map.of("ModelFormat", "MLProgram"));
        default -> {}
      }
    } catch (OrtException e) {
      throw failure(device, e);
    }
  }

  /** In full precision, as on the CPU, and without a search for each new size of image. */
  private static void addCuda(int number, OrtSession.SessionOptions options) throws OrtException {
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(number)) {
      cuda.add("use_tf32", "0");
      cuda.add("cudnn_conv_algo_search", "HEURISTIC");
      options.addCUDA(cuda);
    }
  }

  /** What ONNX Runtime says about a device. */
  static DeviceException failure(Device device, OrtException cause) {
    String message = String.valueOf(cause.getMessage());
    boolean tooHigh =
        message.contains(NO_SUCH_NUMBER) || message.contains("CUDA failure " + NO_SUCH_ORDINAL);
    return new DeviceException(
        "device %s cannot be had: %s".formatted(device, message),
        tooHigh ? Reason.NO_SUCH_NUMBER : Reason.UNUSABLE,
        cause);
  }

  private static String remedy(Device device) {
    return device.kind() == Device.Kind.CUDA
        ? "build jpose with -Pcuda (Linux and Windows on x86-64), or run on the cpu"
        : "CoreML is on Apple's machines only; run on the cpu";
  }
}
