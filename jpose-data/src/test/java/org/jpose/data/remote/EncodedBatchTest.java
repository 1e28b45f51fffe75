package org.jpose.data.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;
import org.jpose.testkit.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches there and back, whole and damaged. */
class EncodedBatchTest {
  private static final BatchRequest REQUEST = new BatchRequest(-3, 7, 40, 43);

  static LongStream seeds() {
    return Seeds.sixty();
  }

  @Test
  void batchesComeBackBitForBit() throws DamagedBatchException {
    Batch batch = InventedData.batch(REQUEST);
    batch.affinity()[5] = -0.0f;
    batch.affinity()[6] = Float.MIN_VALUE;
    Arrays.fill(batch.images(), 0, 100, -0.0f);
    byte[] bytes = EncodedBatch.of(batch);
    assertTrue(bytes.length <= EncodedBatch.maxBytes(InventedData.SHAPE, 3));
    EncodedBatch.check(bytes, InventedData.SHAPE, 3);
    Batches.assertSame(batch, EncodedBatch.batch(bytes, InventedData.SHAPE, REQUEST));
  }

  @Test
  void wholeNumbersTakeAByteAndEqualOnesLess() {
    float[] pixels = new float[1000];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i % 256;
    }
    assertEquals(1005, written(pixels).length);
    float[] mask = new float[100_000];
    Arrays.fill(mask, 0.5f);
    mask[70_000] = 1;
    assertTrue(written(mask).length < 30, written(mask).length + " bytes");
  }

  private static byte[] written(float[] numbers) {
    ByteBuffer out = NumberRuns.wrap(new byte[(int) NumberRuns.maxBytes(numbers.length)]);
    NumberRuns.write(out, numbers);
    return Arrays.copyOf(out.array(), out.position());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void anyNumbersComeBackBitForBit(long seed) throws DamagedBatchException {
    Random random = new Random(seed);
    float[] numbers = new float[random.nextInt(3000)];
    for (int i = 0; i < numbers.length; ) {
      float value =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(256);
            case 1 -> random.nextFloat();
            case 2 -> 0;
            default -> finite(Float.intBitsToFloat(random.nextInt()));
          };
      int end = Math.min(numbers.length, i + 1 + random.nextInt(random.nextBoolean() ? 2 : 300));
      Arrays.fill(numbers, i, end, value);
      i = end;
    }
    byte[] bytes = written(numbers);
    ByteBuffer in = NumberRuns.wrap(bytes);
    NumberRuns.check(in, numbers.length, Float.MAX_VALUE);
    assertEquals(bytes.length, in.position());
    float[] read = NumberRuns.read(NumberRuns.wrap(bytes), numbers.length);
    assertArrayEquals(bits(numbers), bits(read), "seed " + seed);
    assertThrows(
        DamagedBatchException.class,
        () -> NumberRuns.check(NumberRuns.wrap(bytes), numbers.length + 1, Float.MAX_VALUE));
  }

  private static float finite(float number) {
    return Float.isFinite(number) ? number : 1e-40f;
  }

  private static int[] bits(float[] numbers) {
    int[] bits = new int[numbers.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(numbers[i]);
    }
    return bits;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void damagedArraysAreMalformedOrReadable(long seed) throws DamagedBatchException {
    Random random = new Random(seed);
    byte[] bytes = written(InventedData.batch(REQUEST).affinity());
    int numbers = InventedData.batch(REQUEST).affinity().length;
    for (int i = 0; i < 200; i++) {
      byte[] damaged = bytes.clone();
      for (int k = random.nextInt(3); k >= 0; k--) {
        damaged[random.nextInt(random.nextBoolean() ? 40 : damaged.length)] =
            (byte) random.nextInt();
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(damaged.length) : damaged.length;
      byte[] cut = Arrays.copyOf(damaged, length);
      boolean sound = true;
      try {
        NumberRuns.check(NumberRuns.wrap(cut), numbers, Float.MAX_VALUE);
      } catch (DamagedBatchException e) {
        sound = false;
      }
      if (sound) {
        assertEquals(numbers, NumberRuns.read(NumberRuns.wrap(cut), numbers).length);
      }
    }
  }

  @Test
  void aDamagedBatchIsFoundByItsChecksum() {
    byte[] bytes = EncodedBatch.of(InventedData.batch(REQUEST));
    for (int at = 0; at < bytes.length; at += 997) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 1;
      assertDamaged(damaged, "the checksum is wrong");
    }
    assertDamaged(Arrays.copyOf(bytes, bytes.length / 2), "the checksum is wrong");
    assertDamaged(new byte[3], "the checksum is wrong");
  }

  @Test
  void aBatchOfAnotherShapeIsFound() {
    byte[] bytes = EncodedBatch.of(InventedData.batch(REQUEST));
    BatchShape other =
        new BatchShape(Skeletons.COCO17, InventedData.SHAPE.size(), 8, InventedData.SHAPE.colour());
    assertThrows(DamagedBatchException.class, () -> EncodedBatch.check(bytes, other, 3));
    assertThrows(
        DamagedBatchException.class, () -> EncodedBatch.check(bytes, InventedData.SHAPE, 4));
  }

  /** One number that is none would end a training unnamed. */
  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 3e38f})
  void numbersAreFinite(float number) {
    Batch batch = InventedData.batch(REQUEST);
    batch.heat()[9] = number;
    assertDamaged(EncodedBatch.of(batch), "a number is not finite, or far too large");
  }

  private static void assertDamaged(byte[] bytes, String reason) {
    DamagedBatchException damage =
        assertThrows(
            DamagedBatchException.class,
            () -> EncodedBatch.check(bytes, InventedData.SHAPE, REQUEST.size()));
    assertEquals(reason, damage.getMessage());
  }
}
