package org.jpose.media.video.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

  @ParameterizedTest
  @CsvSource({"188, 0", "192, 4", "204, 0"})
  void transportStreamsAreOfWholePackets(int packet, int first) {
    byte[] head = new byte[DeclaredSize.HEAD_BYTES];
    for (int at = first; at < head.length; at += packet) {
      head[at] = 0x47;
    }
    assertTrue(DeclaredSize.isOfWholePackets(head, 1000L * packet));
    assertFalse(DeclaredSize.isOfWholePackets(head, 1000L * packet + 1));
    assertFalse(DeclaredSize.isOfWholePackets(head, 1000L * packet - 100));
    head[first + 2 * packet] = 0;
    assertTrue(DeclaredSize.isOfWholePackets(head, 1000L * packet + 1), "something else");
    assertTrue(DeclaredSize.isOfWholePackets(new byte[0], 5));
  }

  @Test
  void headsThatEndAnywhereTellNothing() {
    byte[] whole = HexFormat.of().parseHex(MATROSKA + "0100000000001234");
    for (int length = 0; length < whole.length; length++) {
      assertEquals(OptionalLong.empty(), DeclaredSize.in(Arrays.copyOf(whole, length)));
    }
  }
}
