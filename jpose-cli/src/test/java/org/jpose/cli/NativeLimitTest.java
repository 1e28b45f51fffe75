package org.jpose.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NativeLimitTest {
  private final String before = System.getProperty(Main.NATIVE_LIMIT);

  @AfterEach
  void restore() {
    if (before == null) {
      System.clearProperty(Main.NATIVE_LIMIT);
    } else {
      System.setProperty(Main.NATIVE_LIMIT, before);
    }
  }

  @Test
  void isLiftedUnlessSomebodySetsIt() {
    System.clearProperty(Main.NATIVE_LIMIT);
    Main.liftNativeLimit();
    assertEquals("0", System.getProperty(Main.NATIVE_LIMIT));
    System.setProperty(Main.NATIVE_LIMIT, "3g");
    Main.liftNativeLimit();
    assertEquals("3g", System.getProperty(Main.NATIVE_LIMIT));
  }
}
