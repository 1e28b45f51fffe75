package org.jpose.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** What happens to an input: one to six damages of the kinds that files meet, or that are meant. */
final class Damage {
  private static final long[] TELLING = {
    0,
    1,
    -1,
    2,
    7,
    8,
    16,
    127,
    128,
    255,
    256,
    32767,
    32768,
    65535,
    65536,
    0x7fffffffL,
    0x80000000L,
    0xffffffffL,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private static final String[] TEXTS = {
    "99999999999",
    "-1",
    "0",
    "1e999",
    "-1e-400",
    "NaN",
    "null",
    "{}",
    "[]",
    "\"\"",
    "true",
    "[[[[",
    "\u00ff\u00fe",
    "\0",
    "\n",
    "../../",
    "%n"
  };

  private static final int MOST = 6;
  private static final int LONGEST = 1 << 22;

  private final Random random;
  private final List<byte[]> wholes;
  private final List<byte[]> inputs;

  /**
   * Damages to come.
   *
   * @param wholes what is damaged mostly: of what is broken already little is left
   * @param inputs what is damaged otherwise
   */
  Damage(Random random, List<byte[]> wholes, List<byte[]> inputs) {
    this.random = random;
    this.wholes = wholes;
    this.inputs = inputs;
  }

  /** One of the inputs, damaged. */
  byte[] damaged() {
    List<byte[]> from = random.nextInt(3) == 0 ? inputs : wholes;
    byte[] bytes = from.get(random.nextInt(from.size())).clone();
    int count = 1 + random.nextInt(random.nextBoolean() ? 2 : MOST);
    for (int i = 0; i < count; i++) {
      bytes = damaged(bytes);
    }
    return bytes;
  }

  private byte[] damaged(byte[] bytes) {
    if (bytes.length == 0) {
      return TEXTS[random.nextInt(TEXTS.length)].getBytes(StandardCharsets.UTF_8);
    }
    int at = place(bytes);
    return switch (random.nextInt(10)) {
      case 0, 1 -> {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        yield bytes;
      }
      case 2 -> {
        bytes[at] = (byte) random.nextInt();
        yield bytes;
      }
      case 3, 4 -> withNumber(bytes, at);
      case 5 -> replaced(bytes, at, at, bytes.clone(), at, at + length(bytes, at));
      case 6 -> replaced(bytes, at, at + length(bytes, at), bytes, 0, 0);
      case 7 -> {
        byte[] other = inputs.get(random.nextInt(inputs.size()));
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        yield replaced(bytes, at, bytes.length, other, from, other.length);
      }
      case 8 -> {
        byte[] text = TEXTS[random.nextInt(TEXTS.length)].getBytes(StandardCharsets.UTF_8);
        int end = random.nextBoolean() ? at : at + length(bytes, at);
        yield replaced(bytes, at, end, text, 0, text.length);
      }
      default -> random.nextInt(3) == 0 ? replaced(bytes, at, bytes.length, bytes, 0, 0) : bytes;
    };
  }

  /** Heads are where it matters. */
  private int place(byte[] bytes) {
    int end = random.nextBoolean() ? bytes.length : Math.min(bytes.length, 200);
    return random.nextInt(end);
  }

  private int length(byte[] bytes, int at) {
    int most = random.nextInt(4) == 0 ? bytes.length - at : Math.min(16, bytes.length - at);
    return random.nextInt(most + 1);
  }

  private byte[] withNumber(byte[] bytes, int at) {
    ByteBuffer number =
        ByteBuffer.allocate(Long.BYTES)
            .order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int size = 1 << random.nextInt(4);
    long value = TELLING[random.nextInt(TELLING.length)];
    switch (size) {
      case 1 -> number.put(0, (byte) value);
      case 2 -> number.putShort(0, (short) value);
      case 4 -> number.putInt(0, (int) value);
      default -> number.putLong(0, value);
    }
    System.arraycopy(number.array(), 0, bytes, at, Math.min(size, bytes.length - at));
    return bytes;
  }

  private static byte[] replaced(byte[] bytes, int at, int end, byte[] by, int from, int to) {
    int length = Math.min(LONGEST, at + to - from + bytes.length - end);
    ByteBuffer out = ByteBuffer.allocate(Math.max(length, 0));
    put(out, bytes, 0, at);
    put(out, by, from, to);
    put(out, bytes, end, bytes.length);
    return out.array();
  }

  private static void put(ByteBuffer out, byte[] bytes, int from, int to) {
    out.put(bytes, from, Math.min(out.remaining(), to - from));
  }
}
