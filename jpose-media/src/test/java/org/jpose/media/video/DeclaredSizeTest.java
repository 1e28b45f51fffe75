package org.jpose.media.video;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeclaredSizeTest {
  private static final String MATROSKA = "1A45DFA3" + "83" + "428101" + "18538067";

  private static OptionalLong declared(String hex) {
    return DeclaredSize.in(HexFormat.of().parseHex(hex));
  }

  @ParameterizedTest
  @CsvSource({
    MATROSKA + "85," + (12 + 1 + 5),
    MATROSKA + "4123," + (12 + 2 + 0x123),
    MATROSKA + "0100000000001234," + (12 + 8 + 0x1234),
    "52494646" + "10270000" + "41564920," + 10_008
  })
  void sizesAreRead(String head, long size) {
    assertEquals(OptionalLong.of(size), declared(head));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        MATROSKA + "FF",
        MATROSKA + "01FFFFFFFFFFFFFF",
        MATROSKA + "00",
        "1A45DFA3" + "84" + "42810100" + "1F43B675" + "85",
        "52494646" + "00000000" + "41564920",
        "52494646" + "FFFFFFFF" + "41564920",
        "0000001866747970" + "69736F6D"
      })
  void unknownOnesAreNot(String head) {
    assertEquals(OptionalLong.empty(), declared(head));
  }

  @Test
  void headsThatEndAnywhereTellNothing() {
    byte[] whole = HexFormat.of().parseHex(MATROSKA + "0100000000001234");
    for (int length = 0; length < whole.length; length++) {
      assertEquals(OptionalLong.empty(), DeclaredSize.in(Arrays.copyOf(whole, length)));
    }
  }
}
