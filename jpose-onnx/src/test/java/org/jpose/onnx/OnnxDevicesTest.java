package org.jpose.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jpose.core.Backend;
import org.jpose.core.Device;
import org.jpose.core.DeviceException;
import org.jpose.core.DeviceException.Reason;
import org.jpose.core.Execution;
import org.jpose.core.ModelFormatException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxDevicesTest {
  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void writeModel() throws Exception {
    model = TinyModel.write(folder);
  }

  private static void withoutCuda() {
    assumeFalse(OnnxDevices.isBuiltFor(Device.Kind.CUDA), "built with -Pcuda");
  }

  @Test
  void theCpuIsAlwaysThere() {
    assertTrue(OnnxDevices.isBuiltFor(Device.Kind.CPU));
    assertTrue(OnnxDevices.providers().contains("CPUExecutionProvider"));
    try (Backend backend = OnnxBackend.open(model, Execution.cpu(1))) {
      assertEquals(List.of(Device.CPU), backend.devices());
    }
  }

  @Test
  void gpuThatIsAskedForButNotBuiltForIsAnErrorWithItsCause() {
    withoutCuda();
    for (Device device : List.of(Device.CUDA, Device.cuda(0))) {
      DeviceException error =
          assertThrows(DeviceException.class, () -> OnnxBackend.open(model, Execution.on(device)));
      assertEquals(
          "device cuda:0 cannot be had: this ONNX Runtime was built for "
              + String.join(", ", OnnxDevices.providers())
              + " only; build jpose with -Pcuda (Linux and Windows on x86-64), or run on the cpu",
          error.getMessage());
      assertEquals(Reason.UNUSABLE, error.reason());
    }
  }

  @Test
  void autoRunsOnTheCpuAndSaysWhy() {
    withoutCuda();
    List<String> notices = new ArrayList<>();
    Execution where = Execution.on(Device.AUTO).withNotice(notices::add);
    try (Backend backend = OnnxBackend.open(model, where)) {
      assertEquals(List.of(Device.CPU), backend.devices());
    }
    assertEquals(1, notices.size());
    assertTrue(
        notices.get(0).startsWith("running on the cpu: device cuda:0 cannot be had: this ONNX"));
  }

  @Test
  void coreMlIsOnApplesMachines() {
    assumeFalse(OnnxDevices.isBuiltFor(Device.Kind.COREML), "on an Apple");
    String message =
        assertThrows(
                DeviceException.class, () -> OnnxBackend.open(model, Execution.on(Device.COREML)))
            .getMessage();
    assertTrue(message.endsWith("CoreML is on Apple's machines only; run on the cpu"), message);
  }

  @Test
  void damagedModelIsNotTheDevicesFault() throws Exception {
    Path damaged = Files.write(folder.resolve("damaged.onnx"), new byte[] {1, 2, 3});
    assertThrows(
        ModelFormatException.class, () -> OnnxBackend.open(damaged, Execution.on(Device.AUTO)));
  }

  @Test
  void missingNumberIsToldFromAGpuThatFails() {
    OrtException tooHigh = new OrtException("Error: Invalid device ID: 4, must be between 0 and 2");
    OrtException noDriver =
        new OrtException("CUDA failure 35: CUDA driver version is insufficient");
    assertEquals(Reason.NO_SUCH_NUMBER, OnnxDevices.failure(Device.cuda(4), tooHigh).reason());
    DeviceException failure = OnnxDevices.failure(Device.cuda(0), noDriver);
    assertEquals(Reason.UNUSABLE, failure.reason());
    assertEquals("device cuda:0 cannot be had: " + noDriver.getMessage(), failure.getMessage());
    assertFalse(failure.getMessage().isBlank());
  }
}
