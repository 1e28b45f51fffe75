package org.jpose.data.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.LabelledJoint;
import org.jpose.core.pose.Skeletons;
import org.jpose.core.pose.Visibility;
import org.jpose.data.LossMask;
import org.jpose.data.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pixels, joints and mask go the same way, whatever happens to a sample. */
class GeometryTest {
  private static final NetworkSize SIZE = new NetworkSize(64, 48);
  private static final SampleWarp WARP = new SampleWarp(Skeletons.COCO18);
  private static final int NOSE = 0;
  private static final int RIGHT_WRIST = Skeletons.COCO18.indexOf("right_wrist");
  private static final int LEFT_WRIST = Skeletons.COCO18.indexOf("left_wrist");

  /** Black where an image does not reach, so that only the dot is bright. */
  private static Augmentation onBlack(Augmentation augmentation, double mosaic) {
    // Without noise a dot that is cut off at a mosaic's seam can be told from a whole one.
    PixelChanges pixels = mosaic > 0 ? PixelChanges.NONE : augmentation.pixels();
    return new Augmentation(
        augmentation.name(), augmentation.framing(), List.of(0), mosaic, pixels);
  }

  static Stream<Augmentation> everything() {
    return Stream.concat(
        Augmentations.names().stream().map(Augmentations::named).map(a -> onBlack(a, 0)),
        Augmentations.names().stream().map(Augmentations::named).map(a -> onBlack(a, 1)));
  }

  static Stream<PixelChange> everyChange() {
    return Stream.of(
        new PixelChange.Brightness(Range.of(0.6, 1.4)),
        new PixelChange.Contrast(Range.of(0.6, 1.4)),
        new PixelChange.Saturation(Range.of(0, 2)),
        new PixelChange.Hue(Range.around(180)),
        new PixelChange.Blur(2),
        new PixelChange.Noise(Range.of(0, 10)));
  }

  /** 10 augmentations of 1,000 samples: 10,000. */
  @ParameterizedTest
  @MethodSource("everything")
  void aBrightPixelLandsWhereItsJointDoes(Augmentation augmentation) {
    assertDotsLandOnJoints(augmentation, 1000);
  }

  @ParameterizedTest
  @MethodSource("everyChange")
  void colourMovesNothing(PixelChange change) {
    Augmentation only =
        new Augmentation(
            "only",
            new Letterbox(),
            List.of(0),
            0,
            new PixelChanges(PixelChanges.Choice.EACH, 1, List.of(change)));
    assertDotsLandOnJoints(only, 100);
  }

  private static void assertDotsLandOnJoints(Augmentation augmentation, int samples) {
    NetworkSize size = augmentation.mosaic() > 0 ? new NetworkSize(128, 96) : SIZE;
    Augmenter augmenter = new Augmenter(augmentation, Skeletons.COCO18, size);
    int seen = 0;
    for (int i = 0; i < samples; i++) {
      SplittableRandom random = SampleChance.of(Long.getLong("jpose.seed", 0), 0, i);
      SplittableRandom place = random.split();
      Sample dot =
          TestSamples.dot(30, 24, 3 + place.nextInt(24), 3 + place.nextInt(18), RIGHT_WRIST);
      List<Sample> samplesOfOne = new ArrayList<>(List.of(dot));
      int count = augmenter.drawCount(random);
      while (samplesOfOne.size() < count) {
        samplesOfOne.add(TestSamples.empty(20, 28));
      }
      Sample augmented = augmenter.augment(samplesOfOne, random);
      seen += check(augmented, count > 1, augmentation.name() + ", sample " + i);
    }
    // A test that looks at nothing would pass.
    assertTrue(seen > samples / 4, augmentation + ": " + seen + " of " + samples + " seen");
  }

  /** 1 if the dot's joint is well inside, so that all of the dot can be seen. */
  private static int check(Sample augmented, boolean mosaic, String what) {
    LabelledJoint joint =
        augmented.people().get(0).joints().stream()
            .filter(LabelledJoint::isLabelled)
            .findFirst()
            .orElse(LabelledJoint.UNLABELLED);
    double margin = 5;
    if (!joint.isLabelled()
        || joint.x() < margin
        || joint.y() < margin
        || joint.x() > augmented.image().width() - 1 - margin
        || joint.y() > augmented.image().height() - 1 - margin) {
      return 0;
    }
    double[] centre = brightest(augmented.image(), mosaic);
    if (centre == null) {
      // Beside a mosaic's seam, or so small that noise is as bright.
      return 0;
    }
    assertEquals(joint.x(), centre[0], 0.5, what);
    assertEquals(joint.y(), centre[1], 0.5, what);
    return 1;
  }

  /** Centre of gravity of what is at least half as bright as the brightest; null if it is cut. */
  private static double[] brightest(Image image, boolean mosaic) {
    int most = 0;
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        most = Math.max(most, sum(image, x, y));
      }
    }
    if (most < 120) {
      return null;
    }
    double sum = 0;
    double sumX = 0;
    double sumY = 0;
    int left = image.width();
    int right = 0;
    int top = image.height();
    int bottom = 0;
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        double value = sum(image, x, y) - most / 2.0;
        if (value > 0) {
          sum += value;
          sumX += value * x;
          sumY += value * y;
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = Math.min(top, y);
          bottom = Math.max(bottom, y);
        }
      }
    }
    // The dot ends abruptly at the seam of a mosaic: not its whole shape is there.
    boolean cut = mosaic && isCut(image, left - 1, right + 1, top - 1, bottom + 1, most);
    return cut ? null : new double[] {sumX / sum, sumY / sum};
  }

  private static boolean isCut(Image image, int left, int right, int top, int bottom, int most) {
    int leftSum = 0;
    int rightSum = 0;
    for (int y = Math.max(0, top); y <= Math.min(image.height() - 1, bottom); y++) {
      leftSum += sum(image, left, y);
      rightSum += sum(image, right, y);
    }
    int topSum = 0;
    int bottomSum = 0;
    for (int x = Math.max(0, left); x <= Math.min(image.width() - 1, right); x++) {
      topSum += sum(image, x, top);
      bottomSum += sum(image, x, bottom);
    }
    return Math.min(Math.min(leftSum, rightSum), Math.min(topSum, bottomSum)) == 0;
  }

  private static int sum(Image image, int x, int y) {
    if (x < 0 || y < 0 || x >= image.width() || y >= image.height()) {
      return 0;
    }
    return image.value(x, y, 0) + image.value(x, y, 1) + image.value(x, y, 2);
  }

  @Test
  void aFlipPutsTheRightWristLeft() {
    Sample flipped =
        WARP.apply(
            TestSamples.dot(30, 24, 4, 9, RIGHT_WRIST),
            Affine.mirror(30),
            new NetworkSize(30, 24),
            0);
    List<LabelledJoint> joints = flipped.people().get(0).joints();
    assertEquals(LabelledJoint.UNLABELLED, joints.get(RIGHT_WRIST));
    assertEquals(new LabelledJoint(25, 9, Visibility.VISIBLE), joints.get(LEFT_WRIST));
    assertEquals(255, flipped.image().value(25, 9, 0));
    assertEquals(0, flipped.image().value(4, 9, 0));
  }

  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void flippingTwiceIsTheIdentity(long seed) {
    Sample sample = TestSamples.random(seed, 21 + (int) seed % 3, 17, 3);
    NetworkSize same = new NetworkSize(sample.image().width(), 17);
    Affine mirror = Affine.mirror(same.width());
    Sample once = WARP.apply(sample, mirror, same, 128);
    Sample twice = WARP.apply(once, mirror, same, 128);
    assertArrayEquals(sample.image().mirrored().pixels(), once.image().pixels(), "seed " + seed);
    assertArrayEquals(sample.image().pixels(), twice.image().pixels(), "seed " + seed);
    assertArrayEquals(
        sample.mask().pixels().orElseThrow(), twice.mask().pixels().orElseThrow(), "seed " + seed);
    for (int i = 0; i < sample.people().size(); i++) {
      List<LabelledJoint> before = sample.people().get(i).joints();
      List<LabelledJoint> after = twice.people().get(i).joints();
      for (int joint = 0; joint < before.size(); joint++) {
        assertEquals(before.get(joint).x(), after.get(joint).x(), 1e-5, "seed " + seed);
        assertEquals(before.get(joint).visibility(), after.get(joint).visibility());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void theMaskFollowsThePixels(long seed) {
    Sample sample = TestSamples.random(seed, 37, 29, 2);
    byte[] mask = sample.mask().pixels().orElseThrow();
    if (seed % 2 == 0) {
      // Most images have a hole somewhere and count everywhere else.
      leaveHole(mask, new SplittableRandom(seed));
    }
    byte[] pixels = new byte[mask.length * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = mask[i / 3];
    }
    Sample alike =
        new Sample(
            "alike",
            Image.wrap(37, 29, ColourOrder.RGB, pixels),
            sample.people(),
            LossMask.wrap(37, 29, mask),
            OptionalInt.empty());
    SplittableRandom random = new SplittableRandom(seed);
    // Enlarged: what shrinks is averaged in pixels, but only interpolated in the mask.
    Affine map =
        new WholeImage(
                Range.of(0.8, 1.4),
                Range.around(40),
                false,
                0.5,
                Range.of(1, 3),
                WholeImage.ZoomBase.SHORTER_EDGE)
            .draw(alike, SIZE, random);
    Sample warped = WARP.apply(alike, map, SIZE, 255);
    for (int y = 0; y < SIZE.height(); y++) {
      for (int x = 0; x < SIZE.width(); x++) {
        assertEquals(warped.image().value(x, y, 1), warped.mask().value(x, y), 9, "seed " + seed);
      }
    }
  }

  private static void leaveHole(byte[] mask, SplittableRandom random) {
    int left = random.nextInt(37);
    int top = random.nextInt(29);
    int right = left + random.nextInt(37 - left);
    int bottom = top + random.nextInt(29 - top);
    for (int i = 0; i < mask.length; i++) {
      int x = i % 37;
      int y = i / 37;
      if (x < left || x > right || y < top || y > bottom) {
        mask[i] = LossMask.COUNTS;
      }
    }
  }

  @Test
  void aJointOutsideIsUnsureAndStaysInItsPlace() {
    Sample sample = TestSamples.dot(30, 24, 4, 9, NOSE);
    Sample moved = WARP.apply(sample, Affine.translation(-10, 0), SIZE, 0);
    assertEquals(
        new LabelledJoint(-6, 9, Visibility.UNSURE), moved.people().get(0).joints().get(NOSE));
    Sample inside = WARP.apply(sample, Affine.translation(-4, 0), SIZE, 0);
    assertEquals(
        new LabelledJoint(0, 9, Visibility.VISIBLE), inside.people().get(0).joints().get(NOSE));
  }

  @Test
  void aBoxStaysAroundItsTurnedPerson() {
    Sample sample = TestSamples.dot(30, 24, 12, 12, NOSE);
    Sample turned = WARP.apply(sample, Affine.rotation(90, 12, 12), SIZE, 0);
    assertEquals(12, turned.people().get(0).box().width(), 1e-4);
    assertEquals(8, turned.people().get(0).box().height(), 1e-4);
    assertEquals(6, turned.people().get(0).box().x(), 1e-4);
  }

  @Test
  void whatShrinksManyTimesIsAveraged() {
    byte[] pixels = new byte[200 * 160 * 3];
    for (int y = 0; y < 160; y++) {
      for (int x = 0; x < 200; x++) {
        byte value = (byte) ((x + y) % 2 == 0 ? 200 : 100);
        for (int c = 0; c < 3; c++) {
          pixels[(y * 200 + x) * 3 + c] = value;
        }
      }
    }
    Image board = Image.wrap(200, 160, ColourOrder.BGR, pixels);
    byte[] small = ImageWarp.apply(board, Affine.scale(0.1, 0.125), 20, 20, 0);
    for (int y = 1; y < 19; y++) {
      for (int x = 1; x < 19; x++) {
        assertEquals(150, small[(y * 20 + x) * 3] & 0xff, 1, x + ", " + y);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void theFastWarpEqualsItsNaiveTwin(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int width = 1 + random.nextInt(40);
    int height = 1 + random.nextInt(40);
    Image image = TestSamples.random(seed, width, height, 0).image();
    double zoom = 0.51 + 2 * random.nextDouble();
    Affine map =
        Affine.scale(zoom, zoom * (1 + random.nextDouble()))
            .then(Affine.rotation(360 * random.nextDouble(), width / 2.0, height / 2.0))
            .then(Affine.translation(random.nextInt(20), random.nextInt(10) - 5));
    byte[] fast = ImageWarp.apply(image, map, 45, 33, 77);
    Affine back = map.inverse();
    for (int y = 0; y < 33; y++) {
      for (int x = 0; x < 45; x++) {
        for (int channel = 0; channel < 3; channel++) {
          double naive = bilinear(image, back.x(x, y), back.y(x, y), channel, 77);
          // Weights of 1/256: at most 255 * (1/512 + 1/512), and rounding twice.
          assertEquals(naive, fast[(y * 45 + x) * 3 + channel] & 0xff, 2, "seed " + seed);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void aGreyImageStaysGrey(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] pixels = new byte[31 * 27 * 3];
    for (int i = 0; i < pixels.length; i += 3) {
      Arrays.fill(pixels, i, i + 3, (byte) random.nextInt(256));
    }
    Image image = Image.wrap(31, 27, ColourOrder.RGB, pixels);
    Affine map =
        Affine.rotation(360 * random.nextDouble(), 15, 13)
            .then(Affine.scale(0.6 + random.nextDouble(), 1));
    byte[] warped = ImageWarp.apply(image, map, 40, 30, 99);
    for (int i = 0; i < warped.length; i += 3) {
      assertEquals(warped[i], warped[i + 1], "seed " + seed);
      assertEquals(warped[i], warped[i + 2], "seed " + seed);
    }
  }

  /** Positions have 32 bits. */
  @Test
  void aTargetThatSeesTooMuchOfAnImageIsRefused() {
    int width = 40_000;
    Image wide = Image.wrap(width, 1, ColourOrder.RGB, new byte[width * 3]);
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> ImageWarp.apply(wide, Affine.IDENTITY, width, 1, 0));
    assertEquals(
        "a target that sees 40001 pixels of an image along a side, expected at most 32767; make it"
            + " smaller",
        error.getMessage());
    assertEquals(300, ImageWarp.apply(wide, Affine.translation(-39_000, 0), 100, 1, 9).length);
  }

  private static double bilinear(Image image, double x, double y, int channel, int fill) {
    double sum = 0;
    for (int row = (int) Math.floor(y); row <= Math.floor(y) + 1; row++) {
      for (int column = (int) Math.floor(x); column <= Math.floor(x) + 1; column++) {
        boolean inside = row >= 0 && column >= 0 && row < image.height() && column < image.width();
        double weight = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row));
        sum += weight * (inside ? image.value(column, row, channel) : fill);
      }
    }
    return sum;
  }

  @Test
  void peopleOfAnotherSkeletonAreRefused() {
    SampleWarp other = new SampleWarp(Skeletons.MPII);
    Sample sample = TestSamples.dot(30, 24, 4, 9, NOSE);
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class, () -> other.apply(sample, Affine.IDENTITY, SIZE, 0));
    assertEquals(
        "a person of skeleton coco18 among samples of skeleton mpii; convert the sample first",
        error.getMessage());
  }
}
