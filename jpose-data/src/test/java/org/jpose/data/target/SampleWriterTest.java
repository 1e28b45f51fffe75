package org.jpose.data.target;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.jpose.core.field.EncoderOptions;
import org.jpose.core.field.TargetPlanes;
import org.jpose.core.field.UnknownJoints;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;
import org.jpose.data.LossMask;
import org.jpose.data.Sample;
import org.jpose.data.augment.TestSamples;
import org.jpose.testkit.NaiveTargets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SampleWriterTest {
  private static final BatchShape SHAPE =
      new BatchShape(Skeletons.COCO18, new NetworkSize(64, 48), 8, ColourOrder.RGB);

  private static Batch batch(int samples) {
    return new Batch(
        new BatchRequest(1, 0, 0, samples),
        SHAPE,
        nan(samples * SHAPE.imageLength()),
        nan(samples * SHAPE.heatLength()),
        nan(samples * SHAPE.affinityLength()),
        nan(samples * SHAPE.heatLength()),
        nan(samples * SHAPE.affinityLength()));
  }

  private static float[] nan(int length) {
    float[] numbers = new float[length];
    Arrays.fill(numbers, Float.NaN);
    return numbers;
  }

  private static SampleWriter writer() {
    return new SampleWriter(SHAPE, EncoderOptions.defaults(), UnknownJoints.MASKED);
  }

  @Test
  void pixelsBecomePlanesInTheShapesOrder() {
    Sample sample = TestSamples.random(4, 64, 48, 0);
    Batch batch = batch(2);
    writer().write(sample, batch, 1);
    int plane = 64 * 48;
    int start = SHAPE.imageLength();
    for (int i = 0; i < plane; i++) {
      // Blue comes first in the sample, red in the batch.
      assertEquals(sample.image().value(i % 64, i / 64, 2), batch.images()[start + i]);
      assertEquals(sample.image().value(i % 64, i / 64, 1), batch.images()[start + plane + i]);
      assertEquals(sample.image().value(i % 64, i / 64, 0), batch.images()[start + 2 * plane + i]);
    }
    assertTrue(Float.isNaN(batch.images()[start - 1]), "the other sample is left alone");
    assertTrue(Float.isNaN(batch.heat()[SHAPE.heatLength() - 1]));
    for (float[] numbers :
        List.of(batch.heat(), batch.heatMask(), batch.affinity(), batch.affinityMask())) {
      for (int i = numbers.length / 2; i < numbers.length; i++) {
        assertFalse(Float.isNaN(numbers[i]), "nothing is left as it was");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void targetsAndMasksEqualTheirNaiveTwin(long seed) {
    Sample sample = TestSamples.random(seed, 64, 48, new SplittableRandom(seed).nextInt(4));
    Batch batch = batch(1);
    writer().write(sample, batch, 0);
    TargetPlanes naive =
        new NaiveTargets(Skeletons.COCO18, 8, EncoderOptions.defaults(), UnknownJoints.MASKED)
            .encode(sample.people(), Optional.of(cells(sample.mask())), 8, 6);
    assertArrayEquals(naive.heat(), batch.heat(), 1e-5f, "seed " + seed);
    assertArrayEquals(naive.affinity(), batch.affinity(), 1e-5f, "seed " + seed);
    assertArrayEquals(naive.heatMask(), batch.heatMask(), 1e-6f, "seed " + seed);
    assertArrayEquals(naive.affinityMask(), batch.affinityMask(), 1e-6f, "seed " + seed);
  }

  private static float[] cells(LossMask mask) {
    float[] sums = new float[8 * 6];
    for (int y = 0; y < 48; y++) {
      for (int x = 0; x < 64; x++) {
        sums[y / 8 * 8 + x / 8] += mask.value(x, y) / 255f / 64;
      }
    }
    return sums;
  }

  @Test
  void refusesOtherSizesAndSkeletons() {
    Sample small = TestSamples.random(1, 32, 48, 0);
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> writer().write(small, batch(1), 0));
    assertEquals(
        "random 1: Image[32x48 BGR] does not have the network's size 64x48; augment it first",
        error.getMessage());
    Sample other = TestSamples.random(1, 64, 48, 1).to(Skeletons.COCO17);
    assertThrows(IllegalArgumentException.class, () -> writer().write(other, batch(1), 0));
    Image grey = Image.wrap(64, 48, ColourOrder.RGB, new byte[64 * 48 * 3]);
    Sample fitting =
        new Sample("grey", grey, List.of(), LossMask.everywhere(64, 48), OptionalInt.empty());
    assertThrows(IndexOutOfBoundsException.class, () -> writer().write(fitting, batch(1), 1));
  }
}
