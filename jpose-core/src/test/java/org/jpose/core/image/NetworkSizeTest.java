package org.jpose.core.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkSizeTest {
  @ParameterizedTest
  @CsvSource({"432x368, 432, 368", "-1x368, -1, 368", "432x-1, 432, -1", "1x8192, 1, 8192"})
  void sizeIsReadAndWritten(String text, int width, int height) {
    assertEquals(new NetworkSize(width, height), NetworkSize.parse(text));
    assertEquals(text, NetworkSize.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "432",
        "x",
        "432x",
        "x368",
        "432X368",
        "432x368x3",
        " 432x368",
        "432 x 368",
        "-2x368",
        "4.5x3",
        "autoxauto"
      })
  void otherTextIsRefused(String text) {
    assertEquals(
        "network size '" + text + "' is not WIDTHxHEIGHT, for example 432x368 or -1x368",
        assertThrows(IllegalArgumentException.class, () -> NetworkSize.parse(text)).getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x368", "368x0", "-1x-1", "8193x1", "100000x100000"})
  void sidesOutOfRangeAreRefused(String text) {
    assertEquals(
        "network size "
            + text
            + ": each side must be 1 to 8192, and one of them may be -1 (by the image's shape)",
        assertThrows(IllegalArgumentException.class, () -> NetworkSize.parse(text)).getMessage());
  }

  @Test
  void negativeSidesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new NetworkSize(-2, 10));
    assertThrows(IllegalArgumentException.class, () -> new NetworkSize(10, Integer.MIN_VALUE));
  }
}
