package org.jpose.data.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AffineTest {
  private static Affine random(Random random) {
    return new Affine(
        random.nextGaussian(),
        random.nextGaussian(),
        random.nextGaussian() * 50,
        random.nextGaussian(),
        random.nextGaussian(),
        random.nextGaussian() * 50);
  }

  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void mapsInTurnAreOneMap(long seed) {
    Random random = new Random(seed);
    Affine first = random(random);
    Affine second = random(random);
    Affine both = first.then(second);
    double x = second.x(first.x(3, 7), first.y(3, 7));
    double y = second.y(first.x(3, 7), first.y(3, 7));
    assertEquals(x, both.x(3, 7), 1e-9, "seed " + seed);
    assertEquals(y, both.y(3, 7), 1e-9, "seed " + seed);
    Affine nothing = both.then(both.inverse());
    assertEquals(3, nothing.x(3, 7), 1e-6, "seed " + seed);
    assertEquals(7, nothing.y(3, 7), 1e-6, "seed " + seed);
  }

  @Test
  void scalingKeepsTheImagesCorner() {
    Affine half = Affine.scale(0.5, 2);
    assertEquals(-0.5, half.x(-0.5, -0.5), 1e-12);
    assertEquals(-0.5, half.y(-0.5, -0.5), 1e-12);
    assertEquals(4.5, half.x(9.5, 0), 1e-12);
  }

  @Test
  void turningIsClockwiseOnTheScreen() {
    Affine quarter = Affine.rotation(90, 10, 10);
    assertEquals(10, quarter.x(20, 10), 1e-9);
    assertEquals(20, quarter.y(20, 10), 1e-9);
    assertFalse(quarter.mirrors());
    assertTrue(quarter.then(Affine.mirror(30)).mirrors());
  }

  @Test
  void refusesWhatIsNoMap() {
    assertThrows(IllegalArgumentException.class, () -> new Affine(1, 0, Double.NaN, 0, 1, 0));
    assertThrows(IllegalStateException.class, () -> new Affine(1, 1, 0, 1, 1, 0).inverse());
  }
}
