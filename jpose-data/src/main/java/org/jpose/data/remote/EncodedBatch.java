package org.jpose.data.remote;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;

/**
 * A batch as bytes, little-endian: images, heatmaps, affinity fields and their masks, then the
 * CRC-32C of all before it. They come out bit for bit.
 *
 * <p>An array begins with its form. {@code BYTES}: a byte a number, where all are whole and 0 to
 * 255, as pixels are. {@code CHANGES}: a bit a number, set where it is another than the one before
 * it (before the first there is 0), then the numbers whose bit is set: targets are mostly zeros and
 * masks mostly ones.
 */
final class EncodedBatch {
  private static final byte BYTES = 0;
  private static final byte CHANGES = 1;
  private static final int CHECKSUM = Integer.BYTES;

  /** Pixels are 0 to 255, targets and masks -1 to 1. */
  private static final float GREATEST = 1000;

  private EncodedBatch() {}

  /** The most bytes that so many samples may take. */
  static long maxBytes(BatchShape shape, int samples) {
    long total = CHECKSUM;
    for (int length : lengths(shape)) {
      long numbers = (long) samples * length;
      total += 1 + (numbers + 7) / 8 + Float.BYTES * numbers;
    }
    return total;
  }

  /** Numbers of a sample in each of the five arrays. */
  private static int[] lengths(BatchShape shape) {
    return new int[] {
      shape.imageLength(),
      shape.heatLength(),
      shape.affinityLength(),
      shape.heatLength(),
      shape.affinityLength()
    };
  }

  static byte[] of(Batch batch) {
    // The largest it may become, for a moment; the result is cut to what was written.
    int room = Math.toIntExact(maxBytes(batch.shape(), batch.request().size()));
    ByteBuffer out = wrap(new byte[room]);
    arrays(batch).forEach(numbers -> write(out, numbers));
    out.putInt(checksum(out.array(), out.position()));
    return Arrays.copyOf(out.array(), out.position());
  }

  private static void write(ByteBuffer out, float[] numbers) {
    boolean bytes = areBytes(numbers);
    out.put(bytes ? BYTES : CHANGES);
    int flags = out.position();
    out.position(bytes ? flags : flags + (numbers.length + 7) / 8);
    int last = 0;
    for (int i = 0; i < numbers.length; i++) {
      int bits = Float.floatToRawIntBits(numbers[i]);
      if (bytes) {
        out.put((byte) numbers[i]);
      } else if (bits != last) {
        int at = flags + i / 8;
        out.put(at, (byte) (out.get(at) | 1 << i % 8));
        out.putInt(bits);
        last = bits;
      }
    }
  }

  private static boolean areBytes(float[] numbers) {
    for (float number : numbers) {
      float whole = (int) number & 0xff;
      if (Float.floatToRawIntBits(number) != Float.floatToRawIntBits(whole)) {
        return false;
      }
    }
    return true;
  }

  private interface Run {
    void of(int from, int to, float number);
  }

  /** Goes over an array of changes, run by run of equal numbers. */
  private static void runs(ByteBuffer in, int length, Run run) {
    int flags = in.position();
    in.position(flags + (length + 7) / 8);
    int from = 0;
    float number = 0;
    for (int first = 0; first < length; first += 8) {
      for (int bits = in.get(flags + first / 8) & 0xff; bits != 0; bits &= bits - 1) {
        int to = Objects.checkIndex(first + Integer.numberOfTrailingZeros(bits), length);
        run.of(from, to, number);
        number = in.getFloat();
        from = to;
      }
    }
    run.of(from, length, number);
  }

  private static boolean isBytes(ByteBuffer in) {
    byte form = in.get();
    if (form != BYTES && form != CHANGES) {
      throw new IllegalArgumentException("an array has form " + form);
    }
    return form == BYTES;
  }

  /**
   * What is wrong with bytes that should be a batch. If nothing is, {@link #batch} will succeed,
   * and no number is beyond sense. Allocates nothing.
   */
  static Optional<String> damage(byte[] bytes, BatchShape shape, int samples) {
    int content = bytes.length - CHECKSUM;
    if (content < 0 || wrap(bytes).getInt(content) != checksum(bytes, content)) {
      return Optional.of("the checksum is wrong");
    }
    ByteBuffer in = wrap(bytes).limit(content);
    try {
      for (int length : lengths(shape)) {
        check(in, Math.multiplyExact(samples, length));
      }
    } catch (NumberFormatException e) {
      return Optional.of(e.getMessage());
    } catch (RuntimeException e) {
      return Optional.of("an array has not the numbers its shape needs");
    }
    return in.hasRemaining()
        ? Optional.of(in.remaining() + " bytes after the last array")
        : Optional.empty();
  }

  private static void check(ByteBuffer in, int length) {
    if (isBytes(in)) {
      in.position(in.position() + length);
    } else {
      runs(in, length, (from, to, number) -> requireSound(number));
    }
  }

  private static void requireSound(float number) {
    // Not a number is not within either.
    if (!(Math.abs(number) <= GREATEST)) {
      throw new NumberFormatException("a number is not finite, or far too large");
    }
  }

  /** The batch; ask for its {@link #damage} first. */
  static Batch batch(byte[] bytes, BatchShape shape, BatchRequest request) {
    ByteBuffer in = wrap(bytes);
    Batch batch = Batch.zeros(request, shape);
    arrays(batch).forEach(numbers -> read(in, numbers));
    return batch;
  }

  private static List<float[]> arrays(Batch batch) {
    return List.of(
        batch.images(), batch.heat(), batch.affinity(), batch.heatMask(), batch.affinityMask());
  }

  private static void read(ByteBuffer in, float[] numbers) {
    if (isBytes(in)) {
      int first = in.position();
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = in.array()[first + i] & 0xff;
      }
      in.position(first + numbers.length);
    } else {
      runs(in, numbers.length, (from, to, number) -> Arrays.fill(numbers, from, to, number));
    }
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, length);
    return (int) sum.getValue();
  }

  private static ByteBuffer wrap(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
