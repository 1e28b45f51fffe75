package org.jpose.data.remote;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Float arrays as few bytes, bit for bit. Two forms: {@code BYTES}, one byte a number, where all
 * are whole and 0 to 255, as pixels are; else {@code RUNS}: blocks of a variable-length integer
 * {@code count << 1 | equal} and either one float that stands {@code count} times or {@code count}
 * floats. Targets are mostly zeros and masks mostly ones, so that few blocks hold them; one pass,
 * no tables. Cost is proportional to the array; {@link #check} proves that {@link #read} will
 * succeed.
 */
final class NumberRuns {
  private static final byte BYTES = 0;
  private static final byte RUNS = 1;

  /** Shorter runs cost more as blocks of their own than among others. */
  private static final int MIN_RUN = 4;

  /** Form, length, and what a block of all numbers adds to them. */
  private static final int OVERHEAD = 1 + 4 + 5;

  private NumberRuns() {}

  /** The most bytes that so many numbers may take. */
  static long maxBytes(long numbers) {
    return OVERHEAD + 4 * numbers;
  }

  /** Appends an array; the buffer has {@link #maxBytes} left, little-endian. */
  static void write(ByteBuffer out, float[] numbers) {
    int start = out.position();
    out.put(BYTES).putInt(numbers.length);
    if (!writeBytes(out, numbers)) {
      out.position(start);
      out.put(RUNS).putInt(0);
      writeRuns(out, numbers);
      out.putInt(start + 1, out.position() - start - 1 - 4);
    }
  }

  private static boolean writeBytes(ByteBuffer out, float[] numbers) {
    byte[] target = out.array();
    int at = out.arrayOffset() + out.position();
    for (float number : numbers) {
      int whole = (int) number;
      boolean isByte =
          (whole & ~0xff) == 0
              && Float.floatToRawIntBits(number) == Float.floatToRawIntBits((float) whole);
      if (!isByte) {
        return false;
      }
      target[at++] = (byte) whole;
    }
    out.position(out.position() + numbers.length);
    return true;
  }

  private static void writeRuns(ByteBuffer out, float[] numbers) {
    int written = 0;
    int at = 0;
    while (at < numbers.length) {
      int end = runEnd(numbers, at);
      if (end - at >= MIN_RUN) {
        writeOthers(out, numbers, written, at);
        writeCount(out, end - at, true);
        out.putFloat(numbers[at]);
        written = end;
      }
      at = end;
    }
    writeOthers(out, numbers, written, numbers.length);
  }

  private static int runEnd(float[] numbers, int from) {
    int bits = Float.floatToRawIntBits(numbers[from]);
    int end = from + 1;
    while (end < numbers.length && Float.floatToRawIntBits(numbers[end]) == bits) {
      end++;
    }
    return end;
  }

  private static void writeOthers(ByteBuffer out, float[] numbers, int from, int to) {
    if (to > from) {
      writeCount(out, to - from, false);
      out.asFloatBuffer().put(numbers, from, to - from);
      out.position(out.position() + Float.BYTES * (to - from));
    }
  }

  private static void writeCount(ByteBuffer out, int count, boolean equal) {
    long rest = (long) count << 1 | (equal ? 1 : 0);
    while (rest > 0x7f) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  /**
   * Steps over an array and proves that it holds so many numbers, none of them greater than a
   * limit; allocates nothing.
   *
   * @throws DamagedBatchException if it does not
   */
  static void check(ByteBuffer in, int numbers, float most) throws DamagedBatchException {
    if (in.remaining() < 1 + 4) {
      throw wrongLength();
    }
    byte form = in.get();
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw wrongLength();
    }
    int end = in.position() + length;
    if (form == BYTES) {
      require(length == numbers);
    } else {
      require(form == RUNS);
      long found = 0;
      while (in.position() < end) {
        long count = readCount(in, end);
        found += count >> 1;
        long bytes = (count & 1) == 1 ? Float.BYTES : Float.BYTES * (count >> 1);
        require(count > 1 && found <= numbers && bytes <= end - in.position());
        for (int left = (int) bytes; left > 0; left -= Float.BYTES) {
          // Not a number is not within either.
          if (!(Math.abs(in.getFloat()) <= most)) {
            throw new DamagedBatchException("a number is not finite, or far too large");
          }
        }
      }
      require(found == numbers);
    }
    in.position(end);
  }

  private static long readCount(ByteBuffer in, int end) throws DamagedBatchException {
    long count = 0;
    for (int shift = 0; shift <= 28; shift += 7) {
      require(in.position() < end);
      byte next = in.get();
      count |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return count;
      }
    }
    throw new DamagedBatchException("a count of more than five bytes");
  }

  /** Reads an array that {@link #check} has accepted. */
  static float[] read(ByteBuffer in, int numbers) throws DamagedBatchException {
    float[] result = new float[numbers];
    byte form = in.get();
    int length = in.getInt();
    int end = in.position() + length;
    if (form == BYTES) {
      byte[] source = in.array();
      int from = in.arrayOffset() + in.position();
      for (int i = 0; i < numbers; i++) {
        result[i] = source[from + i] & 0xff;
      }
    } else {
      int at = 0;
      while (in.position() < end) {
        long count = readCount(in, end);
        int next = at + (int) (count >> 1);
        if ((count & 1) == 1) {
          Arrays.fill(result, at, next, in.getFloat());
        } else {
          in.asFloatBuffer().get(result, at, next - at);
          in.position(in.position() + Float.BYTES * (next - at));
        }
        at = next;
      }
    }
    in.position(end);
    return result;
  }

  /** A buffer as this class wants it. */
  static ByteBuffer wrap(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void require(boolean holds) throws DamagedBatchException {
    if (!holds) {
      throw new DamagedBatchException("an array has not the numbers its shape needs");
    }
  }

  private static DamagedBatchException wrongLength() {
    return new DamagedBatchException("an array is longer than the batch, or cut off");
  }
}
