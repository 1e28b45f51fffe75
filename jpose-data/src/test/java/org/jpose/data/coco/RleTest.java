package org.jpose.data.coco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RleTest {
  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void compressedIsTheSameAsPlain(long seed) {
    Random random = new Random(seed);
    int width = 1 + random.nextInt(200);
    int height = 1 + random.nextInt(200);
    int[] runs = new int[1 + random.nextInt(60)];
    int left = width * height;
    for (int i = 0; i < runs.length - 1; i++) {
      runs[i] = random.nextInt(1 + Math.min(left, 1 << random.nextInt(15)));
      left -= runs[i];
    }
    runs[runs.length - 1] = left;
    Rle plain = new Rle(width, height, runs);
    Rle parsed = Rle.parse(width, height, Compressed.text(runs));
    assertArrayEquals(plain.pixels(), parsed.pixels());
    int inside = 0;
    for (boolean pixel : plain.pixels()) {
      inside += pixel ? 1 : 0;
    }
    assertEquals(inside, plain.area());
  }

  @Test
  void refusesWhatIsNone() {
    assertFails("breaks off", () -> Rle.parse(4, 3, "P"));
    assertFails("does not belong", () -> Rle.parse(4, 3, "!"));
    assertFails("sum to 5 pixels, expected 4 x 3 = 12", () -> Rle.parse(4, 3, "5"));
    assertFails("too long", () -> Rle.parse(4, 3, "ooooooooooo"));
    assertFails("too long", () -> Rle.parse(4, 3, "oooooo?"));
    assertFails("a run of a mask is negative", () -> new Rle(4, 3, 13, -1));
    assertFails("a mask of 0x3 pixels", () -> new Rle(0, 3));
  }

  private static void assertFails(String message, Runnable call) {
    String found = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertTrue(found.contains(message), found);
  }
}
