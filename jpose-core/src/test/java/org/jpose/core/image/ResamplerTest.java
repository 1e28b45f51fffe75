package org.jpose.core.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The fast integer resize against its slow twin in doubles, and the laws of geometry. */
class ResamplerTest {
  private static long[] seeds() {
    long first = Long.getLong("jpose.seed", 0);
    long[] seeds = new long[300];
    Arrays.setAll(seeds, i -> first + i);
    return seeds;
  }

  private static Image noise(Random random, int width, int height) {
    byte[] pixels = new byte[width * height * 3];
    random.nextBytes(pixels);
    return Image.wrap(width, height, ColourOrder.RGB, pixels);
  }

  private static Image resized(Image image, int width, int height, Fit fit) {
    return new InputTransform(image.width(), image.height(), width, height, width, height, fit)
        .apply(image);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void equalsItsNaiveTwin(long seed) {
    Random random = new Random(seed);
    int[] sides = new int[4];
    for (int i = 0; i < sides.length; i++) {
      sides[i] = random.nextInt(5) == 0 ? 1 : 1 + random.nextInt(40);
    }
    Image image = noise(random, sides[0], sides[1]);
    for (Fit fit : Fit.values()) {
      Image fast = resized(image, sides[2], sides[3], fit);
      for (int y = 0; y < sides[3]; y++) {
        for (int x = 0; x < sides[2]; x++) {
          for (int channel = 0; channel < 3; channel++) {
            double exact =
                Math.max(0, Math.min(255, naive(image, x, y, channel, sides[2], sides[3], fit)));
            int fastValue = fast.value(x, y, channel);
            assertTrue(
                Math.abs(fastValue - exact) <= levels(fit, sides),
                () ->
                    "seed %d, %s, %s, at %s: %d, naive %.3f"
                        .formatted(seed, fit, Arrays.toString(sides), fast, fastValue, exact));
          }
        }
      }
    }
  }

  /** PAD rounds weights of rows to 8 bits, which tells where many rows of noise make one. */
  private static int levels(Fit fit, int[] sides) {
    if (fit == Fit.STRETCH) {
      return 1;
    }
    return sides[1] <= 16 * sides[3] ? 2 : 4;
  }

  /** One colour value of one target pixel, from all source pixels with their weights. */
  private static double naive(
      Image image, int x, int y, int channel, int width, int height, Fit fit) {
    double[] across = weights(x, width, image.width(), fit);
    double[] down = weights(y, height, image.height(), fit);
    double sum = 0;
    for (int row = 0; row < down.length; row++) {
      for (int column = 0; column < across.length; column++) {
        if (down[row] != 0 && across[column] != 0) {
          sum += down[row] * across[column] * image.value(column, row, channel);
        }
      }
    }
    return sum;
  }

  private static double[] weights(int at, int target, int source, Fit fit) {
    double[] weights = new double[source];
    double scale = (double) source / target;
    if (fit == Fit.PAD && target < source) {
      for (int i = 0; i < source; i++) {
        double covered = Math.min(i + 1, (at + 1) * scale) - Math.max(i, at * scale);
        weights[i] = Math.max(0, covered) / scale;
      }
      return weights;
    }
    double centre = (at + 0.5) * scale - 0.5;
    for (int i = (int) Math.floor(centre) - 2; i <= centre + 3; i++) {
      double distance = Math.abs(i - centre);
      // Pixels beyond the edge repeat the edge.
      weights[Math.max(0, Math.min(source - 1, i))] +=
          fit == Fit.PAD ? Math.max(0, 1 - distance) : cubic(distance);
    }
    return weights;
  }

  /** Keys' cubic with a = -0.75. */
  private static double cubic(double x) {
    double a = -0.75;
    if (x <= 1) {
      return (a + 2) * x * x * x - (a + 3) * x * x + 1;
    }
    return x < 2 ? a * x * x * x - 5 * a * x * x + 8 * a * x - 4 * a : 0;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void constantImagesStayConstant(long seed) {
    Random random = new Random(seed);
    int width = 1 + random.nextInt(60);
    int height = 1 + random.nextInt(60);
    byte[] pixels = new byte[width * height * 3];
    byte level = (byte) random.nextInt(256);
    Arrays.fill(pixels, level);
    Image image = Image.wrap(width, height, ColourOrder.RGB, pixels);
    int targetWidth = 1 + random.nextInt(60);
    int targetHeight = 1 + random.nextInt(60);
    for (Fit fit : Fit.values()) {
      for (byte value : resized(image, targetWidth, targetHeight, fit).pixels()) {
        assertEquals(level & 0xff, value & 0xff, "seed " + seed + ", " + fit);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Fit.class)
  void sameSizeIsTheIdentity(Fit fit) {
    Image image = noise(new Random(3), 23, 17);
    assertArrayEquals(image.pixels(), resized(image, 23, 17, fit).pixels());
  }

  @ParameterizedTest
  @EnumSource(Fit.class)
  void movedImageMoves(Fit fit) {
    // Moved by 6 of 30 pixels, which is 4 of 20 and 10 of 50.
    for (int target : new int[] {20, 50}) {
      Image still = resized(dot(30, 9, 12), target, target, fit);
      Image moved = resized(dot(30, 9 + 6, 12 + 6), target, target, fit);
      int shift = target / 5;
      for (int y = shift; y < target; y++) {
        for (int x = shift; x < target; x++) {
          assertEquals(still.value(x - shift, y - shift, 0), moved.value(x, y, 0), x + ", " + y);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Fit.class)
  void singlePixelsStayWhereTheyAre(Fit fit) {
    for (int target : new int[] {15, 20, 45, 90}) {
      InputTransform transform = new InputTransform(30, 30, target, target, target, target, fit);
      Image image = transform.apply(dot(30, 9, 12));
      double sum = 0;
      double sumX = 0;
      double sumY = 0;
      for (int y = 0; y < target; y++) {
        for (int x = 0; x < target; x++) {
          sum += image.value(x, y, 0);
          sumX += x * image.value(x, y, 0);
          sumY += y * image.value(x, y, 0);
        }
      }
      // Half a pixel of the coarser grid: a single pixel may fall between target pixels.
      double tolerance = 0.5 * Math.max(1, target / 30.0);
      assertEquals(transform.inputX(9), sumX / sum, tolerance, "target " + target);
      assertEquals(transform.inputY(12), sumY / sum, tolerance, "target " + target);
    }
  }

  @ParameterizedTest
  @EnumSource(Fit.class)
  void mirroredImageGivesTheMirroredResult(Fit fit) {
    Image image = noise(new Random(11), 37, 5);
    for (int target : new int[] {13, 37, 64}) {
      Image straight = resized(image, target, 5, fit).mirrored();
      Image mirrored = resized(image.mirrored(), target, 5, fit);
      for (int i = 0; i < straight.pixels().length; i++) {
        assertEquals(straight.pixels()[i] & 0xff, mirrored.pixels()[i] & 0xff, 1);
      }
    }
  }

  @Test
  void veryWideImagesShrinkToTheirMean() {
    byte[] pixels = new byte[10000 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i / 3 % 2 == 0 ? 100 : 200);
    }
    Image image = resized(Image.wrap(10000, 1, ColourOrder.RGB, pixels), 100, 1, Fit.PAD);
    for (byte value : image.pixels()) {
      assertEquals(150, value & 0xff, 1);
    }
  }

  private static Image dot(int side, int x, int y) {
    byte[] pixels = new byte[side * side * 3];
    Arrays.fill(pixels, (y * side + x) * 3, (y * side + x) * 3 + 3, (byte) 255);
    return Image.wrap(side, side, ColourOrder.RGB, pixels);
  }
}
