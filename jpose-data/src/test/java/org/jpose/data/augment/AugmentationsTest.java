package org.jpose.data.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Fit;
import org.jpose.core.image.Image;
import org.jpose.core.image.InputTransform;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.LossMask;
import org.jpose.data.Sample;
import org.junit.jupiter.api.Test;

class AugmentationsTest {
  private static final NetworkSize SIZE = new NetworkSize(368, 368);
  private static final int DRAWS = 2000;

  /** Smallest and largest of what was drawn. */
  private static final class Drawn {
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;

    void add(double value) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }

    /** Inside the range, and nearly all of it. */
    void assertFills(double from, double to, String what) {
      double slack = 0.05 * (to - from);
      assertTrue(least >= from - 1e-9 && most <= to + 1e-9, what + ": " + least + " to " + most);
      assertTrue(least <= from + slack && most >= to - slack, what + ": " + least + " to " + most);
    }
  }

  @Test
  void tfOpenposeDrawsItsRanges() {
    assertRanges(Augmentations.TF_OPENPOSE, 40, 0.8 / 1.4, 1.4 / 0.8, 0.7, 1.5);
  }

  @Test
  void tfPoseDrawsItsRanges() {
    assertRanges(Augmentations.TF_POSE, 15, 0.8 / 1.2, 1.2 / 0.8, 0.95, 1.6);
  }

  /** A map's first column is the x axis after stretching, turning and scaling, the second the y. */
  private static void assertRanges(
      Augmentation preset, double degrees, double least, double most, double near, double far) {
    Sample square = TestSamples.empty(100, 100);
    Drawn angles = new Drawn();
    Drawn aspects = new Drawn();
    Drawn zooms = new Drawn();
    int flips = 0;
    for (int i = 0; i < DRAWS; i++) {
      Affine map = preset.framing().draw(square, SIZE, SampleChance.of(1, 0, i));
      flips += map.mirrors() ? 1 : 0;
      double sign = map.mirrors() ? -1 : 1;
      angles.add(Math.toDegrees(Math.atan2(map.yx(), sign * map.xx())));
      aspects.add(Math.hypot(map.xx(), map.yx()) / Math.hypot(map.xy(), map.yy()));
      zooms.add(zoom((WholeImage) preset.framing(), i));
    }
    angles.assertFills(-degrees, degrees, "angle");
    assertTrue(aspects.least >= least && aspects.most <= most, "aspect");
    zooms.assertFills(near, far, "zoom");
    assertEquals(DRAWS / 2.0, flips, 4 * Math.sqrt(DRAWS) / 2, "flips");
  }

  /** Without stretch and turn the scale of a square image is the zoom times 368 / 100. */
  private static double zoom(WholeImage framing, int index) {
    WholeImage plain =
        new WholeImage(Range.only(1), Range.only(0), true, 0, framing.zoom(), framing.zoomBase());
    Affine map = plain.draw(TestSamples.empty(100, 100), SIZE, SampleChance.of(1, 0, index));
    return map.xx() / 3.68;
  }

  @Test
  void shorterEdgeAndFitDifferForWideImages() {
    Sample wide = TestSamples.empty(200, 100);
    SplittableRandom random = new SplittableRandom(1);
    WholeImage edge =
        new WholeImage(
            Range.only(1), Range.only(0), true, 0, Range.only(1), WholeImage.ZoomBase.SHORTER_EDGE);
    WholeImage fit =
        new WholeImage(
            Range.only(1), Range.only(0), true, 0, Range.only(1), WholeImage.ZoomBase.FIT);
    assertEquals(3.68, edge.draw(wide, SIZE, random).xx(), 1e-9);
    Affine fitted = fit.draw(wide, SIZE, random);
    assertEquals(1.84, fitted.xx(), 1e-9);
    assertEquals(183.5, fitted.y(0, 49.5), 1e-9, "in the middle");
  }

  @Test
  void theInnerRectangleHasNoCornersOfNothing() {
    byte[] white = new byte[90 * 60 * 3];
    Arrays.fill(white, (byte) 255);
    Sample sample =
        new Sample(
            "white",
            Image.wrap(90, 60, ColourOrder.BGR, white),
            List.of(),
            LossMask.everywhere(90, 60),
            OptionalInt.empty());
    NetworkSize small = new NetworkSize(64, 64);
    WholeImage framing =
        new WholeImage(
            Range.of(0.8, 1.4),
            Range.around(60),
            true,
            0.5,
            Range.of(1.05, 1.5),
            WholeImage.ZoomBase.SHORTER_EDGE);
    for (int i = 0; i < 300; i++) {
      Affine map = framing.draw(sample, small, SampleChance.of(7, 0, i));
      byte[] pixels = ImageWarp.apply(sample.image(), map, 64, 64, 0);
      for (byte pixel : pixels) {
        // A border pixel is mixed with the fill in the last half pixel.
        assertTrue((pixel & 0xff) > 100, "sample " + i);
      }
    }
  }

  @Test
  void cmuBringsItsPersonToSizeAndNearTheMiddle() {
    Drawn heights = new Drawn();
    Drawn shifts = new Drawn();
    Sample dot = TestSamples.dot(300, 200, 80, 120, 0);
    NetworkSize half = new NetworkSize(184, 184);
    Box box = dot.people().get(0).box();
    for (int i = 0; i < DRAWS; i++) {
      Affine map = Augmentations.CMU.framing().draw(dot, half, SampleChance.of(3, 0, i));
      heights.add(box.height() * Math.hypot(map.xy(), map.yy()));
      double x = box.x() + box.width() / 2;
      double y = box.y() + box.height() / 2;
      shifts.add(map.x(x, y) - 91.5);
      shifts.add(map.y(x, y) - 91.5);
    }
    heights.assertFills(184 * 0.6 * 0.5, 184 * 0.6 * 1.1, "height");
    shifts.assertFills(-20, 20, "shift");
  }

  @Test
  void noneIsWhatInferenceDoes() {
    Sample sample = TestSamples.empty(640, 480);
    Affine map = Augmentations.NONE.framing().draw(sample, SIZE, new SplittableRandom(1));
    InputTransform inference = new InputTransform(640, 480, 368, 276, 368, 368, Fit.PAD);
    assertEquals(inference.inputX(123), map.x(123, 45), 1e-9);
    assertEquals(inference.inputY(45), map.y(123, 45), 1e-9);
  }

  @Test
  void changesOfColourStayInTheirRanges() {
    byte[] grey = new byte[8 * 8 * 3];
    Drawn values = new Drawn();
    int changed = 0;
    for (int i = 0; i < DRAWS; i++) {
      Arrays.fill(grey, (byte) 100);
      Augmentations.TF_OPENPOSE
          .pixels()
          .draw(new SplittableRandom(i))
          .apply(grey, 8, 8, ColourOrder.BGR);
      values.add(grey[0] & 0xff);
      // Contrast and blur leave an even grey alone.
      changed += grey[0] == 100 ? 0 : 1;
    }
    values.assertFills(60, 140, "brightness");
    assertEquals(DRAWS * 0.7 / 3, changed, 4 * Math.sqrt(DRAWS * 0.7 / 3), "one in three of 0.7");
  }

  /** An image is never smaller than half of what fits in, whatever its people would have. */
  @Test
  void baseDrawsSizesEvenlyByRatio() {
    Framing framing = Augmentations.BASE.framing();
    Sample square = TestSamples.empty(100, 100);
    Drawn zooms = new Drawn();
    int shown = 0;
    for (int i = 0; i < DRAWS; i++) {
      Affine map = framing.draw(square, SIZE, SampleChance.of(1, 0, i));
      double zoom = Math.hypot(map.xx(), map.yx()) * 100 / 368;
      zooms.add(zoom);
      shown += zoom > Math.sqrt(0.5 * 1.1) ? 1 : 0;
    }
    zooms.assertFills(0.5, 1.1, "zoom");
    double half = DRAWS * Math.log(Math.sqrt(1.1 / 0.5)) / Math.log(1.1 / 0.07);
    assertEquals(half, shown, 4 * Math.sqrt(half), "by ratio");
  }

  @Test
  void namesAreKnown() {
    assertEquals(
        List.of("tf-openpose", "tf-pose", "cmu", "lite", "base", "none"), Augmentations.names());
    assertSame(Augmentations.LITE, Augmentations.named("lite"));
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> Augmentations.named("best"));
    assertEquals(
        "augmentation 'best' is not known; there are [tf-openpose, tf-pose, cmu, lite, base, none]",
        error.getMessage());
  }

  @Test
  void itsTextTellsAllOfIt() {
    Augmentation other = Augmentations.LITE.withMosaic(0.5);
    assertNotEquals(Augmentations.LITE.toString(), other.toString());
    assertTrue(Augmentations.CMU.toString().contains("target=0.6"));
  }

  @Test
  void anOpenSideIsRefused() {
    NetworkSize open = new NetworkSize(-1, 368);
    assertThrows(
        IllegalArgumentException.class,
        () -> new Augmenter(Augmentations.NONE, Skeletons.COCO18, open));
  }
}
