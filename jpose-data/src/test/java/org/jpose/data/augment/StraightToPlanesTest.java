package org.jpose.data.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.PixelPlanes;
import org.jpose.data.Sample;
import org.jpose.data.SampleLabels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes straight into a batch equals what goes there by way of a picture. */
class StraightToPlanesTest {
  private static final NetworkSize SIZE = new NetworkSize(48, 40);
  private static final int BEFORE = 7;

  /** Every preset, every change alone, changes of all kinds together, with and without a mosaic. */
  static Stream<Augmentation> everything() {
    Stream<PixelChanges> changes =
        Stream.concat(
            GeometryTest.everyChange().map(change -> all(List.of(change))),
            Stream.of(
                PixelChanges.NONE,
                all(GeometryTest.everyChange().toList()),
                all(
                    List.of(
                        new PixelChange.Brightness(Range.of(0.6, 1.4)),
                        new PixelChange.Contrast(Range.of(0.7, 1.4))))));
    Framing framing = Augmentations.TF_POSE.framing();
    return Stream.concat(
        Augmentations.names().stream().map(Augmentations::named),
        changes.flatMap(
            pixels ->
                Stream.of(0, 1)
                    .map(
                        mosaic ->
                            new Augmentation("test", framing, List.of(0, 99), mosaic, pixels))));
  }

  private static PixelChanges all(List<PixelChange> changes) {
    return new PixelChanges(PixelChanges.Choice.EACH, 1, changes);
  }

  @ParameterizedTest
  @MethodSource("everything")
  void equalsTheWayThroughAPicture(Augmentation augmentation) {
    Augmenter augmenter = new Augmenter(augmentation, Skeletons.COCO18, SIZE);
    for (int seed = 0; seed < 30; seed++) {
      ColourOrder order = seed % 2 == 0 ? ColourOrder.RGB : ColourOrder.BGR;
      List<Sample> samples =
          Stream.of(1, 2, 3, 4)
              .map(i -> TestSamples.random(i, 30 + 20 * i, 70, 1))
              .limit(augmenter.drawCount(new SplittableRandom(seed)))
              .toList();
      Sample picture = augmenter.augment(samples, new SplittableRandom(seed));
      PixelPlanes planes = planes(order);
      SampleLabels labels = augmenter.augment(samples, new SplittableRandom(seed), planes);

      String what = augmentation + ", seed " + seed;
      assertArrayEquals(naive(picture.image(), order), planes.values(), what);
      assertEquals(picture.people(), labels.people(), what);
      assertEquals(picture.origin(), labels.origin(), what);
      for (int i = 0; i < SIZE.width() * SIZE.height(); i++) {
        int x = i % SIZE.width();
        int y = i / SIZE.width();
        assertEquals(picture.mask().value(x, y), labels.mask().value(x, y), what);
      }
    }
  }

  private static PixelPlanes planes(ColourOrder order) {
    float[] values = new float[3 * SIZE.width() * SIZE.height() + 2 * BEFORE];
    Arrays.fill(values, -1);
    return new PixelPlanes(SIZE.width(), SIZE.height(), order, values, BEFORE);
  }

  /** Value by value; what is not the sample's stays as it was. */
  private static float[] naive(Image image, ColourOrder order) {
    float[] values = planes(order).values();
    for (int colour = 0; colour < 3; colour++) {
      for (int y = 0; y < image.height(); y++) {
        for (int x = 0; x < image.width(); x++) {
          int place = image.order() == order ? colour : 2 - colour;
          values[BEFORE + (place * image.height() + y) * image.width() + x] =
              image.value(x, y, colour);
        }
      }
    }
    return values;
  }

  @Test
  void planesOfAnotherSizeAreRefused() {
    Augmenter augmenter = new Augmenter(Augmentations.NONE, Skeletons.COCO18, SIZE);
    PixelPlanes smaller =
        new PixelPlanes(SIZE.width() - 1, SIZE.height(), ColourOrder.RGB, new float[10000], 0);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                augmenter.augment(
                    List.of(TestSamples.empty(9, 9)), new SplittableRandom(1), smaller));
    assertTrue(e.getMessage().contains("planes of 47x40 pixels"), e.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> new PixelPlanes(10, 10, ColourOrder.RGB, new float[300], 1));
  }
}
