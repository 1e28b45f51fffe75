package org.jpose.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {
  @ParameterizedTest
  @ValueSource(strings = {"auto", "cpu", "cuda", "cuda:0", "cuda:17", "coreml"})
  void isReadAsItIsWritten(String text) {
    assertEquals(text, Device.parse(text).toString());
    assertEquals(Device.parse(text), Device.parse(" " + text.toUpperCase() + " "));
  }

  @Test
  void namesSayWhatTheyMean() {
    assertEquals(Device.AUTO, Device.parse("auto"));
    assertEquals(Device.CUDA, Device.parse("cuda"));
    assertEquals(Device.cuda(3), Device.parse("cuda:3"));
    assertEquals(OptionalInt.of(3), Device.cuda(3).number());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu", "cuda:", "cuda:-1", "cuda:1.5", "cuda:99999", "cpu:0"})
  void anythingElseIsRefused(String text) {
    assertEquals(
        "device '" + text + "' is not known; known: auto, cpu, cuda, cuda:N, coreml",
        assertThrows(IllegalArgumentException.class, () -> Device.parse(text)).getMessage());
  }

  @Test
  void onlyCudaHasNumbers() {
    assertEquals(
        "device cpu:1: only cuda has a number, 0 or more",
        assertThrows(
                IllegalArgumentException.class,
                () -> new Device(Device.Kind.CPU, OptionalInt.of(1)))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> Device.cuda(-1));
  }

  @Test
  void executionRefusesANegativeNumberOfThreads() {
    assertEquals(
        "threads is -1, expected 0 or more",
        assertThrows(IllegalArgumentException.class, () -> Execution.cpu(-1)).getMessage());
  }
}
