package org.jpose.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.jpose.core.pose.Box;
import org.jpose.data.LossMask;
import org.jpose.data.coco.Polygons;
import org.jpose.data.coco.Rle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UnlabelledRegionTest {
  private static final Polygons NONE = new Polygons(List.of());
  private static final Box NOWHERE = new Box(0, 0, 0, 0);

  @Test
  void aBoxOfWholePixelsIsThosePixels() {
    UnlabelledRegion region = new UnlabelledRegion(10, 8);
    region.leaveOut(NONE, new Box(2, 3, 4, 2));
    assertPicture(
        """
        ..........
        ..........
        ..........
        ..####....
        ..####....
        ..........
        ..........
        ..........
        """,
        region.mask());
  }

  @Test
  void polygonsAreDrawnAsCocosToolsDrawThem() {
    UnlabelledRegion region = new UnlabelledRegion(10, 8);
    // Worked out by hand: columns change sides where the outline crosses their middle.
    region.leaveOut(
        new Polygons(
            List.of(new float[] {1, 1, 8, 1, 1, 8}, new float[] {9, 5, 20, 5, 20, 50, 9, 50})),
        NOWHERE);
    assertPicture(
        """
        ..........
        .######...
        .#####....
        .####.....
        .###......
        .##......#
        .#.......#
        .........#
        """,
        region.mask());
  }

  @Test
  void whatTwoPolygonsShareIsInBoth() {
    UnlabelledRegion region = new UnlabelledRegion(6, 3);
    region.leaveOut(
        new Polygons(
            List.of(new float[] {0, 0, 4, 0, 4, 2, 0, 2}, new float[] {2, 1, 6, 1, 6, 3, 2, 3})),
        NOWHERE);
    assertPicture(
        """
        ####..
        ######
        ..####
        """,
        region.mask());
  }

  @Test
  void runsGoDownTheColumns() {
    UnlabelledRegion plain = new UnlabelledRegion(4, 3);
    plain.leaveOut(new Rle(4, 3, 1, 4, 2, 1, 4), NOWHERE);
    String picture =
        """
        .#..
        ###.
        #...
        """;
    assertPicture(picture, plain.mask());
    UnlabelledRegion compressed = new UnlabelledRegion(4, 3);
    // 1, 4, 2, then differences to the run two before: 1 - 4, 4 - 2.
    compressed.leaveOut(Rle.parse(4, 3, "142M2"), NOWHERE);
    assertPicture(picture, compressed.mask());
  }

  @Test
  void labelledPeopleInACrowdStayInTheLoss() {
    UnlabelledRegion region = new UnlabelledRegion(6, 4);
    region.leaveOut(NONE, new Box(0, 3, 2, 1));
    Polygons labelled = new Polygons(List.of(new float[] {1, 1, 3, 1, 3, 4, 1, 4}));
    region.leaveOutCrowds(
        List.of(new UnlabelledRegion.Crowd(NONE, new Box(0, 0, 5, 3))), List.of(labelled, NONE));
    assertPicture(
        """
        #####.
        #..##.
        #..##.
        ##....
        """,
        region.mask());
  }

  @Test
  void aMaskOfAnotherSizeIsRefused() {
    UnlabelledRegion region = new UnlabelledRegion(6, 4);
    assertEquals(
        "a mask of 4x3 pixels for an image of 6x4",
        assertThrows(
                IllegalArgumentException.class, () -> region.leaveOut(new Rle(4, 3, 12), NOWHERE))
            .getMessage());
  }

  @Test
  void nothingLeftOutTakesNoMemory() {
    UnlabelledRegion region = new UnlabelledRegion(6, 4);
    region.leaveOutCrowds(List.of(), List.of(NONE));
    assertTrue(region.mask().pixels().isEmpty());
  }

  /** The naive way: a pixel is inside if a ray from its centre crosses the outline oddly. */
  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#threeHundred")
  void agreesWithTheNaiveWayAwayFromTheOutline(long seed) {
    Random random = new Random(seed);
    int width = 5 + random.nextInt(60);
    int height = 5 + random.nextInt(60);
    int corners = 3 + random.nextInt(12);
    float[] ring = new float[2 * corners];
    for (int i = 0; i < ring.length; i++) {
      ring[i] = random.nextFloat() * 1.4f * (i % 2 == 0 ? width : height) - 0.2f * width;
    }
    UnlabelledRegion region = new UnlabelledRegion(width, height);
    region.leaveOut(new Polygons(List.of(ring)), NOWHERE);
    LossMask mask = region.mask();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (distance(ring, x + 0.5, y + 0.5) > 0.5) {
          boolean expected = isInside(ring, x + 0.5, y + 0.5);
          assertEquals(expected ? 0 : 255, mask.value(x, y), x + ", " + y);
        }
      }
    }
  }

  @Test
  void cornersFarOutAndOutlinesOfNothingDoNoHarm() {
    UnlabelledRegion region = new UnlabelledRegion(6, 2);
    region.leaveOut(
        new Polygons(
            List.of(
                new float[] {-1e30f, -1e30f, 1e30f, -1e30f, 1e30f, 1, -1e30f, 1},
                new float[] {1, 1, 1, 1, 1, 1},
                new float[] {0, 0, 5, 5})),
        NOWHERE);
    assertPicture(
        """
        ######
        ......
        """,
        region.mask());
  }

  private static boolean isInside(float[] ring, double x, double y) {
    boolean inside = false;
    for (int i = 0; i < ring.length; i += 2) {
      int j = (i + 2) % ring.length;
      boolean crosses = ring[i + 1] > y != ring[j + 1] > y;
      if (crosses
          && x
              < (ring[j] - (double) ring[i]) * (y - ring[i + 1]) / (ring[j + 1] - ring[i + 1])
                  + ring[i]) {
        inside = !inside;
      }
    }
    return inside;
  }

  private static double distance(float[] ring, double x, double y) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < ring.length; i += 2) {
      int j = (i + 2) % ring.length;
      double dx = ring[j] - ring[i];
      double dy = ring[j + 1] - ring[i + 1];
      double along = ((x - ring[i]) * dx + (y - ring[i + 1]) * dy) / (dx * dx + dy * dy);
      double t = Math.max(0, Math.min(1, along));
      least = Math.min(least, Math.hypot(x - ring[i] - t * dx, y - ring[i + 1] - t * dy));
    }
    return least;
  }

  private static void assertPicture(String expected, LossMask mask) {
    StringBuilder picture = new StringBuilder();
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++) {
        picture.append(mask.value(x, y) == 0 ? '#' : '.');
      }
      picture.append('\n');
    }
    assertEquals(expected, picture.toString());
  }
}
