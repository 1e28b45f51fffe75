package org.jpose.data.draw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;
import org.junit.jupiter.api.Test;

class BatchPictureTest {
  private static final BatchShape SHAPE =
      new BatchShape(Skeletons.COCO18, new NetworkSize(32, 16), 8, ColourOrder.RGB);

  /** Two grey images; the second has a nose in its first cell and no loss in its last. */
  private static Batch batch() {
    float[] images = new float[2 * SHAPE.imageLength()];
    Arrays.fill(images, 100);
    float[] heat = new float[2 * SHAPE.heatLength()];
    heat[SHAPE.heatLength()] = 1;
    float[] heatMask = new float[heat.length];
    Arrays.fill(heatMask, 1);
    float[] affinityMask = new float[2 * SHAPE.affinityLength()];
    Arrays.fill(affinityMask, 1);
    int cells = SHAPE.rows() * SHAPE.columns();
    for (int i = SHAPE.heatLength() + cells - 1; i < heatMask.length; i += cells) {
      heatMask[i] = 0;
    }
    for (int i = SHAPE.affinityLength() + cells - 1; i < affinityMask.length; i += cells) {
      affinityMask[i] = 0;
    }
    float[] affinity = new float[affinityMask.length];
    return new Batch(
        new BatchRequest(1, 0, 0, 2), SHAPE, images, heat, affinity, heatMask, affinityMask);
  }

  private static int grey(Image picture, int x, int y) {
    assertEquals(picture.value(x, y, 0), picture.value(x, y, 1));
    return picture.value(x, y, 2);
  }

  @Test
  void showsImageTargetsAndWhereTheLossCounts() {
    Image picture = BatchPicture.of(batch(), 1);
    assertEquals(64, picture.width());
    assertEquals(32, picture.height());
    assertEquals(100, grey(picture, 31, 15));
    // Below: full where the loss counts, a quarter in the last cell, where it does not.
    assertEquals(100, grey(picture, 0, 16));
    assertEquals(25, grey(picture, 31, 31));
    // The nose shines in its cell and not far from it.
    assertTrue(picture.value(32 + 3, 3, 0) > picture.value(32 + 30, 14, 0) + 50);
  }

  @Test
  void samplesDoNotMix() {
    Image picture = BatchPicture.of(batch(), 0);
    assertEquals(100, grey(picture, 31, 31));
    assertEquals(grey(picture, 32 + 30, 14), picture.value(32 + 3, 3, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> BatchPicture.of(batch(), 2));
  }

  /** An answer that puts the nose into the last cell. */
  private static PoseFields answer(Skeleton skeleton, int columns) {
    int cells = columns * SHAPE.rows();
    float[] heat = new float[skeleton.heatChannels() * cells];
    heat[cells - 1] = 1;
    return new PoseFields(
        skeleton, columns, SHAPE.rows(), 8, heat, new float[skeleton.affinityChannels() * cells]);
  }

  @Test
  void theAnswerStandsBesideTheTargets() {
    Image picture = BatchPicture.beside(batch(), 1, answer(Skeletons.COCO18, SHAPE.columns()));
    assertEquals(96, picture.width());
    assertEquals(32, picture.height());
    Image targets = BatchPicture.of(batch(), 1);
    for (int y = 14; y < 32; y++) {
      // Below the captions, the targets' picture as it is.
      for (int x = 0; x < 64; x++) {
        for (int colour = 0; colour < 3 && y % 16 > 13; colour++) {
          assertEquals(targets.value(x, y, colour), picture.value(x, y, colour));
        }
      }
    }
    // The answer's nose is at the other end.
    assertTrue(picture.value(64 + 30, 14, 0) > picture.value(64 + 3, 14, 0) + 50);
    assertTrue(picture.value(32 + 30, 14, 0) < picture.value(64 + 30, 14, 0) - 50);
  }

  @Test
  void anAnswerToAnotherQuestionIsRefused() {
    PoseFields narrow = answer(Skeletons.COCO18, 3);
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> BatchPicture.beside(batch(), 1, narrow));
    assertEquals(
        "an answer of 3x2 cells for coco18 beside targets of 4x2 for coco18; is it this batch's?",
        refused.getMessage());
    PoseFields other = answer(Skeletons.MPII, SHAPE.columns());
    assertThrows(IllegalArgumentException.class, () -> BatchPicture.beside(batch(), 1, other));
  }
}
