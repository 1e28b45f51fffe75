package org.jpose.core.field;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.junit.jupiter.api.Test;

class PoseFieldsTest {
  private static final Skeleton COCO18 = Skeletons.COCO18;

  private static PoseFields random(int width, int height) {
    Random random = new Random(5);
    float[] heat = new float[COCO18.heatChannels() * width * height];
    float[] affinity = new float[COCO18.affinityChannels() * width * height];
    for (int i = 0; i < heat.length; i++) {
      heat[i] = random.nextFloat();
    }
    for (int i = 0; i < affinity.length; i++) {
      affinity[i] = 2 * random.nextFloat() - 1;
    }
    return new PoseFields(COCO18, width, height, 8, heat, affinity);
  }

  @Test
  void planesOfAnotherLengthAreRefused() {
    PoseFields good = random(3, 2);
    assertEquals(
        "heat has 5 values; skeleton coco18 on 3x2 cells needs 114",
        assertThrows(
                IllegalArgumentException.class,
                () -> new PoseFields(COCO18, 3, 2, 8, new float[5], good.affinity()))
            .getMessage());
    assertEquals(
        "affinity has 6 values; skeleton coco18 on 3x2 cells needs 228",
        assertThrows(
                IllegalArgumentException.class,
                () -> new PoseFields(COCO18, 3, 2, 8, good.heat(), new float[6]))
            .getMessage());
  }

  @Test
  void emptyGridsAreRefused() {
    for (int[] size : new int[][] {{0, 2, 8}, {3, 0, 8}, {3, 2, 0}, {-1, 2, 8}}) {
      assertEquals(
          "fields of " + size[0] + "x" + size[1] + " cells with stride " + size[2],
          assertThrows(
                  IllegalArgumentException.class,
                  () ->
                      new PoseFields(COCO18, size[0], size[1], size[2], new float[0], new float[0]))
              .getMessage());
    }
  }

  @Test
  void planesAreWrappedAndReadByChannelRowAndColumn() {
    PoseFields fields = random(3, 2);
    PoseFields same = new PoseFields(COCO18, 3, 2, 8, fields.heat(), fields.affinity());
    assertSame(fields.heat(), same.heat());
    assertEquals(fields.heat()[(4 * 2 + 1) * 3 + 2], same.heat(4, 1, 2));
    assertEquals(fields.affinity()[(37 * 2 + 0) * 3 + 1], same.affinity(37, 0, 1));
  }

  @Test
  void placesOutsideTheFieldsAreRefused() {
    PoseFields fields = random(3, 2);
    assertThrows(IndexOutOfBoundsException.class, () -> fields.heat(19, 0, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> fields.heat(0, 2, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> fields.heat(0, 0, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> fields.affinity(38, 0, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> fields.affinity(-1, 0, 0));
  }

  @Test
  void mirroredExchangesSidesAndNegatesX() {
    PoseFields fields = random(4, 3);
    PoseFields mirrored = fields.mirrored();
    int left = COCO18.indexOf("left_wrist");
    int right = COCO18.indexOf("right_wrist");
    int nose = COCO18.indexOf("nose");
    assertEquals(fields.heat(left, 2, 0), mirrored.heat(right, 2, 3));
    assertEquals(fields.heat(nose, 1, 1), mirrored.heat(nose, 1, 2));
    int background = COCO18.backgroundChannel();
    assertEquals(fields.heat(background, 0, 0), mirrored.heat(background, 0, 3));
    // Neck to hips: channels 0 (right) and 6 (left).
    assertEquals(-fields.affinity(0, 1, 0), mirrored.affinity(6, 1, 3));
    assertEquals(fields.affinity(1, 1, 0), mirrored.affinity(7, 1, 3));
    assertEquals(-fields.affinity(28, 0, 1), mirrored.affinity(28, 0, 2));
  }

  @Test
  void mirroredTwiceIsTheIdentity() {
    for (int width : new int[] {1, 4, 5}) {
      PoseFields fields = random(width, 3);
      PoseFields twice = fields.mirrored().mirrored();
      assertArrayEquals(fields.heat(), twice.heat());
      assertArrayEquals(fields.affinity(), twice.affinity());
    }
  }

  @Test
  void cellCentresAreInTheMiddleOfTheirPixels() {
    PoseFields fields = random(3, 2);
    assertEquals(3.5, fields.toPixel(0));
    assertEquals(19.5, fields.toPixel(2));
    assertEquals(0, fields.toCell(3.5));
    assertEquals(1.25, fields.toCell(fields.toPixel(1.25)));
  }
}
