package org.jpose.media.video.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.jpose.media.video.ffmpeg.FfmpegException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Av1SequenceTest {
  private static byte[] hex(String bytes) {
    return HexFormat.of().parseHex(bytes);
  }

  /** The starts of what ffmpeg 5.1 wrote, with -f avif and -f obu. */
  @ParameterizedTest
  @CsvSource({
    "12000a0939263eafa34808680132021400, 1003x501, libaom still",
    "12000a0d20000024c7d5f436be480868013202e90e, 1003x501, libaom",
    "12000a0b000000043cfeccfbf9004032021400, 320x180, libsvtav1",
    "12000a0d200000fa1e7f66210a9020202532021053, 320x180, librav1e"
  })
  void ofEncoders(String bytes, String size, String encoder) throws Exception {
    assertEquals(size, Av1Sequence.largest(hex(bytes)).toString(), encoder);
  }

  /** A unit of a sequence header made of bits, whose length is told. */
  private static byte[] header(String bits) {
    String plain = bits.replace(" ", "");
    String whole = plain + "0".repeat((8 - plain.length() % 8) % 8);
    byte[] content = new BigInteger("1" + whole, 2).toByteArray();
    byte[] unit = new byte[content.length + 1];
    unit[0] = 0x0a;
    unit[1] = (byte) (content.length - 1);
    System.arraycopy(content, 1, unit, 2, content.length - 1);
    return unit;
  }

  private static String zeros(int count) {
    return "0".repeat(count);
  }

  @Test
  void everythingThatMayStandBeforeTheSize() throws Exception {
    String interval = "1" + "00101";
    String timing = "1" + zeros(64) + interval + "1" + "00011" + zeros(32 + 5 + 5);
    String low = zeros(12) + "00111" + "1" + zeros(4 + 4 + 1) + "1" + "0101";
    String high = zeros(12) + "01000" + "1" + "0" + "0";
    String size = "0101" + "0100" + "110001" + "00111";
    byte[] unit = header("000 0 0" + timing + "1" + "00001" + low + high + size);
    assertEquals("50x8", Av1Sequence.largest(unit).toString());
  }

  @Test
  void theLargestOfSeveral() throws Exception {
    byte[] wide = header("000 1 1 00000 0101 0100 110001 00111");
    byte[] high = header("000 1 1 00000 0010 0101 111 100000");
    byte[] both = Arrays.copyOf(wide, wide.length + high.length);
    System.arraycopy(high, 0, both, wide.length, high.length);
    assertEquals("50x33", Av1Sequence.largest(both).toString());
  }

  @Test
  void whatHasNone() {
    byte[] header = header("000 1 1 00000 0101 0100 110001 00111");
    for (int length = 1; length < header.length; length++) {
      byte[] cut = Arrays.copyOf(header, length);
      FfmpegException e =
          assertThrows(FfmpegException.class, () -> Av1Sequence.largest(cut), "cut to " + length);
      assertEquals("its sequence header is cut off", e.getMessage());
    }
    FfmpegException e = assertThrows(FfmpegException.class, () -> Av1Sequence.largest(hex("1200")));
    assertEquals("it has no sequence header", e.getMessage());
  }
}
