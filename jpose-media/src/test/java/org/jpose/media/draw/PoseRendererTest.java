package org.jpose.media.draw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jpose.core.Estimate;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Fit;
import org.jpose.core.image.Image;
import org.jpose.core.image.InputTransform;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PoseRendererTest {
  private static final Skeleton SKELETON = Skeletons.COCO18;
  private static final int NECK = SKELETON.indexOf("neck");
  private static final int HIP = SKELETON.indexOf("right_hip");
  private static final int STRIDE = 8;

  private final PoseRenderer renderer = new PoseRenderer(DrawingOptions.defaults());

  private static Image white(int width, int height, ColourOrder order) {
    byte[] pixels = new byte[width * height * 3];
    Arrays.fill(pixels, (byte) 255);
    return Image.wrap(width, height, order, pixels);
  }

  private static Pose person(Keypoint... keypoints) {
    return new Pose(SKELETON, List.of(keypoints), 1);
  }

  private static Keypoint joint(int joint, double x, double y) {
    return new Keypoint(joint, SKELETON.joints().get(joint).name(), (float) x, (float) y, 1);
  }

  private static Color colour(Image image, int x, int y) {
    int red = image.order().red();
    return new Color(image.value(x, y, red), image.value(x, y, 1), image.value(x, y, 2 - red));
  }

  private static Color limbColour(int joint) {
    return new Color(SkeletonPainter.colour(joint, SKELETON.jointCount()));
  }

  @ParameterizedTest
  @EnumSource(ColourOrder.class)
  void aLimbIsColouredAndTheRestUntouched(ColourOrder order) {
    Image image = white(200, 200, order);
    renderer.drawPeople(image, List.of(person(joint(NECK, 50, 40), joint(HIP, 50, 160))));
    assertEquals(limbColour(HIP), colour(image, 50, 100));
    assertEquals(limbColour(NECK), colour(image, 50, 40));
    assertEquals(limbColour(HIP), colour(image, 50, 160));
    for (int y = 0; y < 200; y++) {
      for (int x = 0; x < 200; x++) {
        if (Math.abs(x - 50) > 8 || y < 30 || y > 170) {
          assertEquals(Color.WHITE, colour(image, x, y));
        }
      }
    }
  }

  @Test
  void bodiesAreOutlinedInTheDark() {
    Image image = white(200, 200, ColourOrder.RGB);
    renderer.drawPeople(image, List.of(person(joint(NECK, 50, 40), joint(HIP, 50, 160))));
    int x = 50;
    while (colour(image, x, 100).equals(limbColour(HIP))) {
      x++;
    }
    Color edge = colour(image, x, 100);
    assertTrue(edge.getRed() + edge.getGreen() + edge.getBlue() < 500, () -> "edge " + edge);
  }

  @Test
  void aJointLiesAroundTheCentreOfItsPixel() {
    Image image = white(41, 41, ColourOrder.RGB);
    renderer.drawPeople(image, List.of(person(joint(NECK, 20, 20))));
    assertArrayEquals(image.pixels(), image.mirrored().pixels());
    assertEquals(limbColour(NECK), colour(image, 20, 20));
  }

  @Test
  void limbsToTheEarsAreNotDrawn() {
    Image image = white(200, 200, ColourOrder.RGB);
    int shoulder = SKELETON.indexOf("right_shoulder");
    int ear = SKELETON.indexOf("right_ear");
    renderer.drawPeople(image, List.of(person(joint(shoulder, 50, 40), joint(ear, 50, 160))));
    assertEquals(Color.WHITE, colour(image, 50, 100));
    assertEquals(limbColour(ear), colour(image, 50, 160));
  }

  @Test
  void theFirstPersonIsOnTop() {
    Image image = white(100, 100, ColourOrder.RGB);
    renderer.drawPeople(image, List.of(person(joint(NECK, 50, 50)), person(joint(HIP, 50, 50))));
    assertEquals(limbColour(NECK), colour(image, 50, 50));
  }

  @Test
  void largerPeopleHaveThickerLimbs() {
    assertTrue(widthOfLimb(900) > 2 * widthOfLimb(200));
  }

  private int widthOfLimb(int length) {
    Image image = white(1000, 1000, ColourOrder.RGB);
    renderer.drawPeople(image, List.of(person(joint(NECK, 500, 50), joint(HIP, 500, 50 + length))));
    int width = 0;
    for (int x = 0; x < 1000; x++) {
      width += colour(image, x, 50 + length / 2).equals(limbColour(HIP)) ? 1 : 0;
    }
    return width;
  }

  @Test
  void onBlackThePhotoIsGone() {
    Image image = white(100, 100, ColourOrder.RGB);
    new PoseRenderer(DrawingOptions.defaults().withOnBlack(true))
        .drawPeople(image, List.of(person(joint(NECK, 50, 50))));
    assertEquals(Color.BLACK, colour(image, 5, 5));
    assertEquals(limbColour(NECK), colour(image, 50, 50));
  }

  @Test
  void peopleMayReachOutOfTheImage() {
    Image image = white(1, 1, ColourOrder.RGB);
    renderer.drawPeople(image, List.of(person(joint(NECK, -500, -500), joint(HIP, 900, 700))));
    renderer.drawPeople(image, List.of(person(joint(NECK, -1e30, 5), joint(HIP, 1e30, 1e30))));
    renderer.drawPeople(image, List.of());
    assertEquals(1, image.width());
  }

  /** An image twice as wide as the network sees it, so that rows of padding lie below. */
  private static Estimate estimate(int width, int height, PoseFieldsMaker maker) {
    InputTransform transform =
        InputTransform.plan(width, height, new NetworkSize(160, 160), 64, Fit.PAD, 1);
    int columns = transform.width() / STRIDE;
    int rows = transform.height() / STRIDE;
    float[] heat = new float[SKELETON.heatChannels() * columns * rows];
    float[] affinity = new float[SKELETON.affinityChannels() * columns * rows];
    maker.fill(heat, affinity, columns, rows);
    PoseFields fields = new PoseFields(SKELETON, columns, rows, STRIDE, heat, affinity);
    List<Pose> people = List.of(person(joint(NECK, width / 2.0, height / 2.0)));
    return new Estimate(people, fields, transform);
  }

  private interface PoseFieldsMaker {
    void fill(float[] heat, float[] affinity, int columns, int rows);
  }

  @Test
  void heatLiesWhereTheCellLooks() {
    int column = 13;
    int row = 4;
    Estimate estimate =
        estimate(
            320,
            161,
            (heat, affinity, columns, rows) -> heat[(HIP * rows + row) * columns + column] = 1);
    InputTransform transform = estimate.transform();
    assertTrue(transform.contentHeight() < transform.height(), "no padding");
    Image image = white(320, 161, ColourOrder.BGR);
    assertSame(image, renderer.draw(Drawing.HEATMAP, image, estimate));
    int x = (int) Math.round(transform.sourceX((column + 0.5) * STRIDE - 0.5));
    int y = (int) Math.round(transform.sourceY((row + 0.5) * STRIDE - 0.5));
    int hot = Palette.heat().rgb(1, 1);
    assertTrue(Math.abs(colour(image, x, y).getRed() - (255 + (hot >> 16)) / 2) < 6);
    assertEquals(new Color(128, 128, 130), colour(image, 5, 5));
    double sumX = 0;
    double sumY = 0;
    double weights = 0;
    for (int i = 0; i < 320 * 161; i++) {
      int weight = colour(image, i % 320, i / 320).getRed() - 128;
      sumX += weight * (i % 320);
      sumY += weight * (i / 320);
      weights += weight;
    }
    assertEquals(transform.sourceX((column + 0.5) * STRIDE - 0.5), sumX / weights, 0.1);
    assertEquals(transform.sourceY((row + 0.5) * STRIDE - 0.5), sumY / weights, 0.1);
  }

  @Test
  void affinityIsColouredByDirection() {
    Estimate estimate =
        estimate(
            320,
            160,
            (heat, affinity, columns, rows) -> {
              int plane = columns * rows;
              for (int cell = 0; cell < plane; cell++) {
                boolean left = cell % columns < columns / 2;
                affinity[2 * plane + cell] = left ? 1 : -1; // x of a limb
                affinity[6 * plane + cell] = 0.1f; // a weaker limb
              }
            });
    Image image = white(320, 160, ColourOrder.RGB);
    renderer.draw(Drawing.AFFINITY, image, estimate);
    assertEquals(new Color(255, 128, 128), colour(image, 20, 80));
    assertEquals(new Color(128, 255, 255), colour(image, 300, 80));
  }

  @Test
  void fourPanelsAreBoundedAndLeaveTheImage() {
    Estimate estimate =
        estimate(
            3000,
            1500,
            (heat, affinity, columns, rows) -> {
              int plane = columns * rows;
              Arrays.fill(affinity, 12 * plane, 13 * plane, 1);
              Arrays.fill(affinity, 13 * plane, 14 * plane, -1);
            });
    Image image = white(3000, 1500, ColourOrder.RGB);
    Image picture = renderer.draw(Drawing.ALL, image, estimate);
    assertNotSame(image, picture);
    assertEquals(2 * 960, picture.width());
    assertEquals(2 * 480, picture.height());
    assertArrayEquals(white(3000, 1500, ColourOrder.RGB).pixels(), image.pixels());
    assertEquals(limbColour(NECK), colour(picture, 480, 240));
    assertEquals(new Color(128, 128, 130), colour(picture, 960 + 480, 240));
    Color x = colour(picture, 200, 480 + 240);
    Color y = colour(picture, 960 + 200, 480 + 240);
    assertTrue(x.getRed() > x.getBlue() + 50, () -> "to the right is red: " + x);
    assertTrue(y.getBlue() > y.getRed() + 50, () -> "upwards is blue: " + y);
  }

  @Test
  void fourPanelsOfOddShapes() {
    for (int[] size : new int[][] {{1, 1}, {4000, 2}, {1, 3000}}) {
      Image image = white(size[0], size[1], ColourOrder.RGB);
      InputTransform transform =
          InputTransform.plan(size[0], size[1], new NetworkSize(64, 64), 16, Fit.STRETCH, 1);
      float[] heat = new float[SKELETON.heatChannels() * 64];
      float[] affinity = new float[SKELETON.affinityChannels() * 64];
      PoseFields fields = new PoseFields(SKELETON, 8, 8, 8, heat, affinity);
      Image picture = renderer.draw(Drawing.ALL, image, new Estimate(List.of(), fields, transform));
      assertTrue(picture.width() <= 1920 && picture.height() <= 1920, picture::toString);
    }
  }

  @Test
  void anEstimateOfAnotherImageIsRefused() {
    Estimate estimate = estimate(320, 160, (heat, affinity, columns, rows) -> {});
    Image image = white(100, 50, ColourOrder.RGB);
    IllegalArgumentException failure =
        assertThrows(
            IllegalArgumentException.class, () -> renderer.draw(Drawing.SKELETON, image, estimate));
    assertEquals(
        "the estimate is of an image of 320x160 pixels, to be drawn on one of 100x50; give the"
            + " image the people were found in",
        failure.getMessage());
  }

  @Test
  void jointsDifferInColour() {
    long colours =
        Stream.iterate(0, i -> i + 1)
            .limit(SKELETON.jointCount())
            .map(PoseRendererTest::limbColour)
            .distinct()
            .count();
    assertEquals(SKELETON.jointCount(), colours);
    assertNotEquals(limbColour(0), limbColour(SKELETON.jointCount() - 1));
  }
}
