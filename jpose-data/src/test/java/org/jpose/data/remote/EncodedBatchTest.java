package org.jpose.data.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
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
  void batchesComeBackBitForBit() {
    Batch batch = InventedData.batch(REQUEST);
    batch.affinity()[5] = -0.0f;
    batch.affinity()[6] = Float.MIN_VALUE;
    Arrays.fill(batch.images(), 0, 100, -0.0f);
    byte[] bytes = EncodedBatch.of(batch);
    assertTrue(bytes.length <= EncodedBatch.maxBytes(InventedData.SHAPE, 3));
    assertEquals(Optional.empty(), EncodedBatch.damage(bytes, InventedData.SHAPE, 3));
    Batches.assertSame(batch, EncodedBatch.batch(bytes, InventedData.SHAPE, REQUEST));
  }

  @Test
  void wholeNumbersTakeAByteAndEqualOnesABit() {
    BatchShape shape = InventedData.SHAPE;
    Batch batch = InventedData.batch(shape, new BatchRequest(1, 0, 0, 1));
    for (int i = 0; i < batch.images().length; i++) {
      batch.images()[i] = i % 256;
    }
    Arrays.fill(batch.heat(), 0);
    Arrays.fill(batch.affinity(), 0.5f);
    Arrays.fill(batch.heatMask(), 1);
    Arrays.fill(batch.affinityMask(), 1);
    batch.affinity()[700] = 0.25f;
    int bytes = shape.imageLength() + 2 * shape.heatLength() + shape.affinityLength();
    int changes = (shape.affinityLength() + 7) / 8 + 3 * Float.BYTES;
    int forms = 5;
    int checksum = 4;
    assertEquals(forms + bytes + changes + checksum, EncodedBatch.of(batch).length);
  }

  /** Of any kind, in any of the arrays. */
  @ParameterizedTest
  @MethodSource("seeds")
  void anyNumbersComeBackBitForBit(long seed) {
    Random random = new Random(seed);
    Batch batch = InventedData.batch(REQUEST);
    fill(random, batch.images());
    fill(random, batch.heat());
    fill(random, batch.affinity());
    fill(random, batch.heatMask());
    fill(random, batch.affinityMask());
    byte[] bytes = EncodedBatch.of(batch);
    assertEquals(
        Optional.empty(), EncodedBatch.damage(bytes, InventedData.SHAPE, 3), "seed " + seed);
    Batches.assertSame(batch, EncodedBatch.batch(bytes, InventedData.SHAPE, REQUEST));
  }

  private static void fill(Random random, float[] numbers) {
    boolean whole = random.nextInt(3) == 0;
    for (int i = 0; i < numbers.length; ) {
      float value =
          switch (whole ? 0 : random.nextInt(5)) {
            case 0 -> random.nextInt(256);
            case 1 -> random.nextFloat();
            case 2 -> 0;
            case 3 -> -0.0f;
            default -> small(Float.intBitsToFloat(random.nextInt()));
          };
      int end = Math.min(numbers.length, i + 1 + random.nextInt(random.nextBoolean() ? 2 : 300));
      Arrays.fill(numbers, i, end, value);
      i = end;
    }
  }

  private static float small(float number) {
    return Math.abs(number) <= 1000 ? number : 1e-40f;
  }

  /** The checksum hides all else: here it is made right. */
  @ParameterizedTest
  @MethodSource("seeds")
  void damagedArraysAreMalformedOrReadable(long seed) {
    Random random = new Random(seed);
    byte[] bytes = EncodedBatch.of(InventedData.batch(REQUEST));
    for (int i = 0; i < 20; i++) {
      byte[] damaged = bytes.clone();
      for (int k = random.nextInt(3); k >= 0; k--) {
        damaged[random.nextInt(random.nextBoolean() ? 40 : damaged.length)] =
            (byte) random.nextInt();
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(damaged.length) : damaged.length;
      byte[] cut = summed(Arrays.copyOf(damaged, length));
      if (EncodedBatch.damage(cut, InventedData.SHAPE, 3).isEmpty()) {
        EncodedBatch.batch(cut, InventedData.SHAPE, REQUEST);
      }
    }
  }

  /** The bytes and their checksum. */
  static byte[] summed(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return ByteBuffer.allocate(bytes.length + Integer.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(bytes)
        .putInt((int) sum.getValue())
        .array();
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
    assertTrue(EncodedBatch.damage(bytes, other, 3).isPresent());
    assertTrue(EncodedBatch.damage(bytes, InventedData.SHAPE, 4).isPresent());
    assertTrue(EncodedBatch.damage(bytes, InventedData.SHAPE, 2).isPresent());
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
    assertEquals(
        Optional.of(reason), EncodedBatch.damage(bytes, InventedData.SHAPE, REQUEST.size()));
  }
}
