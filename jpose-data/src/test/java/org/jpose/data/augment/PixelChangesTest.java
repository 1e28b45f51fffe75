package org.jpose.data.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jpose.core.image.ColourOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PixelChangesTest {
  private static byte[] apply(PixelChange change, byte[] pixels, int width, ColourOrder order) {
    byte[] changed = pixels.clone();
    new PixelChanges(PixelChanges.Choice.EACH, 1, List.of(change))
        .draw(new SplittableRandom(5))
        .apply(changed, width, pixels.length / 3 / width, order);
    return changed;
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void brightnessScalesAndSaturates() {
    byte[] pixels = bytes(10, 100, 250);
    PixelChange brighter = new PixelChange.Brightness(Range.only(1.3));
    assertArrayEquals(bytes(13, 130, 255), apply(brighter, pixels, 1, ColourOrder.RGB));
  }

  @Test
  void contrastKeepsTheMean() {
    byte[] pixels = bytes(100, 50, 0, 200, 70, 0);
    PixelChange flatter = new PixelChange.Contrast(Range.only(0.5));
    assertArrayEquals(bytes(125, 55, 0, 175, 65, 0), apply(flatter, pixels, 2, ColourOrder.RGB));
  }

  @Test
  void withoutSaturationEverythingIsGrey() {
    PixelChange grey = new PixelChange.Saturation(Range.only(0));
    byte[] red = apply(grey, bytes(200, 0, 0), 1, ColourOrder.RGB);
    assertArrayEquals(bytes(60, 60, 60), red);
    assertArrayEquals(red, apply(grey, bytes(0, 0, 200), 1, ColourOrder.BGR));
  }

  @Test
  void aThirdOfATurnOfHueMakesRedGreen() {
    PixelChange third = new PixelChange.Hue(Range.only(120));
    assertArrayEquals(bytes(0, 200, 0), apply(third, bytes(200, 0, 0), 1, ColourOrder.RGB));
    assertArrayEquals(bytes(90, 90, 90), apply(third, bytes(90, 90, 90), 1, ColourOrder.RGB));
  }

  @Test
  void noiseHasTheDeviationItIsGiven() {
    byte[] pixels = new byte[300 * 100 * 3];
    Arrays.fill(pixels, (byte) 128);
    byte[] noisy = apply(new PixelChange.Noise(Range.only(6)), pixels, 300, ColourOrder.RGB);
    double sum = 0;
    double squares = 0;
    for (byte value : noisy) {
      double difference = (value & 0xff) - 128;
      sum += difference;
      squares += difference * difference;
    }
    assertEquals(0, sum / noisy.length, 0.1);
    assertEquals(6, Math.sqrt(squares / noisy.length), 0.1);
  }

  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void blurIsTheBinomialKernel(long seed) {
    int width = 1 + (int) Math.floorMod(seed * 7, 23L);
    int height = 1 + (int) Math.floorMod(seed * 5, 19L);
    byte[] pixels = TestSamples.random(seed, width, height, 0).image().pixels();
    for (int reachX = 0; reachX <= 2; reachX++) {
      for (int reachY = 0; reachY <= 2; reachY++) {
        byte[] fast = pixels.clone();
        Blur.apply(fast, width, height, reachX, reachY);
        byte[] slow = naive(pixels, width, height, reachX, CHANNELS, width);
        slow = naive(slow, width, height, reachY, CHANNELS * width, height);
        String what = "seed " + seed + ", " + reachX + ", " + reachY;
        assertArrayEquals(slow, fast, what);
        assertArrayEquals(slow, byRows(pixels, width, height, reachX, reachY), what);
      }
    }
  }

  /** Rows on their way, each in pieces. */
  private static byte[] byRows(byte[] pixels, int width, int height, int reachX, int reachY) {
    byte[] smooth = new byte[pixels.length];
    WarpTarget rows =
        new BlurredRows(new WarpTarget.Picture(smooth, width), width, height, reachX, reachY);
    int[][] row = new int[CHANNELS][width];
    for (int y = 0; y < height; y++) {
      for (int i = 0; i < CHANNELS * width; i++) {
        row[i % CHANNELS][i / CHANNELS] = pixels[y * CHANNELS * width + i] & 0xff;
      }
      rows.put(y, width / 2, width, row);
      rows.put(y, 0, width / 2, row);
      rows.end(y);
    }
    return smooth;
  }

  private static final int CHANNELS = 3;
  private static final int[][] KERNELS = {{1}, {1, 2, 1}, {1, 4, 6, 4, 1}};

  private static byte[] naive(
      byte[] pixels, int width, int height, int reach, int step, int places) {
    byte[] smooth = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      int place = i / step % places;
      int sum = 1 << 2 * reach >> 1;
      for (int k = -reach; k <= reach; k++) {
        int inside = Math.max(0, Math.min(places - 1, place + k));
        sum += KERNELS[reach][k + reach] * (pixels[i + (inside - place) * step] & 0xff);
      }
      smooth[i] = (byte) (sum >> 2 * reach);
    }
    return smooth;
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new PixelChanges(PixelChanges.Choice.ONE, 0.5, List.of()));
    assertThrows(IllegalArgumentException.class, () -> new PixelChange.Blur(3));
    assertThrows(IllegalArgumentException.class, () -> new PixelChange.Brightness(Range.of(0, 1)));
    assertThrows(IllegalArgumentException.class, () -> Range.of(2, 1));
  }
}
