package org.jpose.data.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;
import org.jpose.testkit.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames there and back, whole and damaged. */
class FrameTest {
  private static final BatchRequest REQUEST = new BatchRequest(-3, 7, 40, 43);

  static LongStream seeds() {
    return Seeds.sixty();
  }

  static Stream<Message> messages() {
    return Stream.of(
        new Message.Hello("1.2", "héllo/7", InventedData.IDENTITY, 12),
        new Message.Welcome(Long.MIN_VALUE, InventedData.RECIPE, 4, 1000, 30_000),
        new Message.Ready(-1, "coco18", "abc"),
        new Message.Refused("no"),
        new Message.Ask(5, 6, REQUEST),
        new Message.Failed(5, 6, "why"),
        new Message.Who(),
        new Message.End(),
        new Message.Bye(),
        new Message.Beat());
  }

  @ParameterizedTest
  @MethodSource("messages")
  void messagesComeBackEqual(Message message) throws MalformedFrameException {
    assertEquals(message, Messages.decode(Messages.encode(message)));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void messagesCutOffOrLongerAreMalformed(Message message) {
    byte[] frame = Messages.encode(message);
    for (int length = 0; length < frame.length; length++) {
      byte[] cut = Arrays.copyOf(frame, length);
      assertThrows(MalformedFrameException.class, () -> Messages.decode(cut), length + " bytes");
    }
    byte[] longer = Arrays.copyOf(frame, frame.length + 1);
    assertReason(Malformed.WRONG_LENGTH, () -> Messages.decode(longer));
  }

  @Test
  void everySkeletonArrivesAsItIs() throws MalformedFrameException {
    for (var skeleton :
        List.of(
            Skeletons.COCO18,
            Skeletons.COCO17,
            Skeletons.named("body25"),
            Skeletons.named("mpii"),
            InventedData.CATERPILLAR)) {
      BatchShape shape =
          new BatchShape(skeleton, InventedData.SHAPE.size(), 8, InventedData.SHAPE.colour());
      BatchRecipe recipe = new BatchRecipe(shape, "flip 0.5\nrotate 40");
      Message.Welcome welcome = new Message.Welcome(1, recipe, 1, 1, 2);
      assertEquals(welcome, Messages.decode(Messages.encode(welcome)));
      assertTrue(
          !Fingerprint.of(recipe, 5).equals(Fingerprint.of(InventedData.RECIPE, 5)),
          "another recipe, another fingerprint");
      assertTrue(!Fingerprint.of(recipe, 5).equals(Fingerprint.of(recipe, 6)));
    }
  }

  @Test
  void aDamagedSkeletonIsMalformed() {
    BatchShape shape =
        new BatchShape(
            InventedData.CATERPILLAR, InventedData.SHAPE.size(), 8, InventedData.SHAPE.colour());
    byte[] frame =
        Messages.encode(new Message.Welcome(1, new BatchRecipe(shape, "flip 0.5"), 1, 1, 2));
    String bytes = new String(frame, StandardCharsets.ISO_8859_1);
    byte[] damaged = bytes.replace("head:", "tail:").getBytes(StandardCharsets.ISO_8859_1);
    assertReason(Malformed.BAD_VALUE, () -> Messages.decode(damaged));
  }

  @Test
  void aSkeletonNoFrameHoldsIsRefused() {
    String name = "\u4eba".repeat(BatchRecipe.MAX_SKELETON / 9);
    Skeleton skeleton =
        new Skeleton(name, InventedData.CATERPILLAR.joints(), InventedData.CATERPILLAR.limbs());
    BatchShape shape =
        new BatchShape(skeleton, InventedData.SHAPE.size(), 8, InventedData.SHAPE.colour());
    String message =
        assertThrows(IllegalArgumentException.class, () -> new BatchRecipe(shape, "flip 0.5"))
            .getMessage();
    assertTrue(message.endsWith(" characters: at most 32,000"), message);
  }

  @Test
  void theLongestWelcomeFitsAFrame() {
    int letters = BatchRecipe.MAX_SKELETON - Skeletons.BODY25.toText().length() + "body25".length();
    Skeleton longest =
        new Skeleton("a".repeat(letters), Skeletons.BODY25.joints(), Skeletons.BODY25.limbs());
    BatchShape shape =
        new BatchShape(longest, InventedData.SHAPE.size(), 8, InventedData.SHAPE.colour());
    BatchRecipe recipe = new BatchRecipe(shape, "é".repeat(BatchRecipe.MAX_TEXT));
    byte[] frame = Messages.encode(new Message.Welcome(1, recipe, 1, 1, 2));
    assertTrue(frame.length <= Messages.MAX_FRAME, frame.length + " bytes");
  }

  @Test
  void batchesComeBackBitForBit() throws MalformedFrameException {
    Batch batch = InventedData.batch(REQUEST);
    batch.affinity()[5] = -0.0f;
    batch.affinity()[6] = Float.MIN_VALUE;
    batch.heat()[9] = Float.NaN;
    Arrays.fill(batch.images(), 0, 100, -0.0f);
    byte[] frame = BatchFrame.encode(1, 2, 3, 4, batch);
    assertTrue(frame.length <= BatchFrame.maxBytes(InventedData.SHAPE, 3));
    BatchFrame opened = BatchFrame.open(frame);
    opened.check(InventedData.SHAPE);
    assertEquals(new BatchFrame(1, 2, REQUEST, 3, 4, frame), opened);
    Batches.assertSame(batch, opened.batch(InventedData.SHAPE));
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
  void anyNumbersComeBackBitForBit(long seed) throws MalformedFrameException {
    Random random = new Random(seed);
    float[] numbers = new float[random.nextInt(3000)];
    for (int i = 0; i < numbers.length; ) {
      float value =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(256);
            case 1 -> random.nextFloat();
            case 2 -> 0;
            default -> Float.intBitsToFloat(random.nextInt());
          };
      int end = Math.min(numbers.length, i + 1 + random.nextInt(random.nextBoolean() ? 2 : 300));
      Arrays.fill(numbers, i, end, value);
      i = end;
    }
    byte[] bytes = written(numbers);
    ByteBuffer in = NumberRuns.wrap(bytes);
    NumberRuns.check(in, numbers.length);
    assertEquals(bytes.length, in.position());
    float[] read = NumberRuns.read(NumberRuns.wrap(bytes), numbers.length);
    assertArrayEquals(bits(numbers), bits(read), "seed " + seed);
    assertThrows(
        MalformedFrameException.class,
        () -> NumberRuns.check(NumberRuns.wrap(bytes), numbers.length + 1));
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
  void damagedArraysAreMalformedOrReadable(long seed) throws MalformedFrameException {
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
        NumberRuns.check(NumberRuns.wrap(cut), numbers);
      } catch (MalformedFrameException e) {
        sound = false;
      }
      if (sound) {
        assertEquals(numbers, NumberRuns.read(NumberRuns.wrap(cut), numbers).length);
      }
    }
  }

  @Test
  void aDamagedBatchIsFoundByItsChecksum() {
    byte[] frame = BatchFrame.encode(1, 2, 3, 4, InventedData.batch(REQUEST));
    for (int at = 4; at < frame.length; at += 997) {
      byte[] damaged = frame.clone();
      damaged[at] ^= 1;
      assertReason(Malformed.CHECKSUM, () -> BatchFrame.open(damaged));
    }
    assertReason(Malformed.CHECKSUM, () -> BatchFrame.open(Arrays.copyOf(frame, frame.length / 2)));
    assertReason(Malformed.WRONG_LENGTH, () -> BatchFrame.open(Arrays.copyOf(frame, 50)));
  }

  @Test
  void aBatchOfAnotherShapeIsFound() throws MalformedFrameException {
    BatchFrame frame = BatchFrame.open(BatchFrame.encode(1, 2, 3, 4, InventedData.batch(REQUEST)));
    BatchShape other =
        new BatchShape(Skeletons.COCO17, InventedData.SHAPE.size(), 8, InventedData.SHAPE.colour());
    assertReason(Malformed.OTHER_SHAPE, () -> frame.check(other));
  }

  @Test
  void otherFramesAreTold() {
    byte[] beat = Messages.encode(new Message.Beat());
    byte[] newer = beat.clone();
    newer[2]++;
    assertReason(Malformed.OTHER_VERSION, () -> Messages.decode(newer));
    byte[] unknown = beat.clone();
    unknown[3] = 99;
    assertReason(Malformed.UNKNOWN_KIND, () -> Messages.decode(unknown));
    assertReason(Malformed.NOT_OURS, () -> Messages.decode("GET / HTTP/1.1".getBytes()));
    byte[] credits = Messages.encode(new Message.Hello("1", "n", InventedData.IDENTITY, 0));
    assertReason(Malformed.BAD_VALUE, () -> Messages.decode(credits));
  }

  /** No length in a frame makes the reader allocate: a text of 2 GB is refused before. */
  @ParameterizedTest
  @MethodSource("seeds")
  void damagedMessagesAreMalformedOrMessages(long seed) {
    Random random = new Random(seed);
    for (Message message : messages().toList()) {
      byte[] frame = Messages.encode(message);
      for (int i = 0; i < 50; i++) {
        byte[] damaged = frame.clone();
        for (int k = random.nextInt(4); k >= 0; k--) {
          int at = Math.min(damaged.length - 1, 3 + random.nextInt(damaged.length));
          damaged[at] = (byte) (random.nextBoolean() ? random.nextInt() : 0x7f);
        }
        try {
          Messages.decode(damaged);
        } catch (MalformedFrameException e) {
          assertTrue(e.getMessage() != null && !e.getMessage().isBlank(), "seed " + seed);
        }
      }
    }
  }

  private static void assertReason(
      Malformed reason, org.junit.jupiter.api.function.Executable action) {
    assertEquals(reason, assertThrows(MalformedFrameException.class, action).reason());
  }
}
