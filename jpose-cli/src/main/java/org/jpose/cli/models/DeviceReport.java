package org.jpose.cli.models;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jpose.core.Device;
import org.jpose.onnx.OnnxDevices;

/** What {@code jpose doctor} says of devices. */
final class DeviceReport {
  private DeviceReport() {}

  /** What this build can run networks on, and what ONNX Runtime calls it. */
  static String line() {
    List<String> kinds =
        Arrays.stream(Device.Kind.values())
            .filter(kind -> kind != Device.Kind.AUTO && OnnxDevices.isBuiltFor(kind))
            .map(kind -> kind.name().toLowerCase(Locale.ROOT))
            .toList();
    return "%s (--device; ONNX Runtime: %s)"
        .formatted(String.join(", ", kinds), String.join(", ", OnnxDevices.providers()));
  }
}
