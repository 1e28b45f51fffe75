package org.jpose.train.engine.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.jpose.core.Device;
import org.jpose.core.DeviceException;
import org.junit.jupiter.api.Test;

class ComputeTest {
  private static String failure(Device device) {
    return assertThrows(DeviceException.class, () -> Compute.on(device)).getMessage();
  }

  @Test
  void autoAndCpuAreAlwaysThere() {
    assertEquals(Compute.cpu(), Compute.on(Device.CPU));
    assertEquals(Compute.fastest(), Compute.on(Device.AUTO));
  }

  @Test
  void gpuThatIsNotThereIsAnError() {
    assumeTrue(Compute.gpus() == 0, "there is a GPU");
    String rest =
        " cannot be had: libtorch finds 0 GPUs; is the program built with -Pcuda and the driver"
            + " loaded?";
    assertEquals("device cuda" + rest, failure(Device.CUDA));
    assertEquals("device cuda:1" + rest, failure(Device.cuda(1)));
  }

  @Test
  void coreMlDoesNotTrain() {
    assertEquals(
        "device coreml cannot be had: libtorch trains on cpu or cuda only", failure(Device.COREML));
  }
}
