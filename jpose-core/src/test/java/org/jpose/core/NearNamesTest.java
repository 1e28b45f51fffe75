package org.jpose.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearNamesTest {
  private static final List<String> MODELS =
      List.of("base", "base-int8", "lite", "lite-int8", "mobilenet_v2_small", "mobilenet_v2_large");

  @Test
  void namesWithFewLettersWrongAreNear() {
    assertEquals(List.of("mobilenet_v2_small"), NearNames.near("mobilenet_v2_smal", MODELS));
    assertEquals(List.of("lite"), NearNames.near("ltie", MODELS));
    assertEquals(List.of("base-int8"), NearNames.near("Base_int8", MODELS));
    assertEquals(List.of("--size"), NearNames.near("--sise", List.of("--size", "--scales")));
    assertEquals(List.of("lite", "site"), NearNames.near("kite", List.of("site", "lite", "base")));
  }

  @Test
  void othersAreNot() {
    assertEquals(List.of(), NearNames.near("nope", MODELS));
    assertEquals(List.of(), NearNames.near("", MODELS));
    assertEquals(List.of(), NearNames.near("-x", List.of("-o", "-q")), "any letter is near one");
    assertEquals("", NearNames.question("nope", MODELS));
    assertEquals("; did you mean lite?", NearNames.question("lit", MODELS));
  }
}
