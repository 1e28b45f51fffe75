package org.jpose.data.lmdb;

import java.io.ByteArrayOutputStream;

/**
 * Planes of bytes as Caffe stores them: the protobuf message {@code Datum {channels = 1, height =
 * 2, width = 3, data = 4, label = 5, float_data = 6, encoded = 7}}, of which the first four fields
 * are written. Why without protobuf's library: docs/adr/0008.
 *
 * @param channels number of planes
 * @param height rows of a plane
 * @param width bytes in a row
 * @param offset where the planes start in the message
 */
record Datum(int channels, int height, int width, int offset) {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED_32 = 5;
  private static final int ENCODED_FIELD = 7;

  /** Bytes of a plane. */
  int planeLength() {
    return height * width;
  }

  /** Where a plane starts in the message. */
  int plane(int channel) {
    return offset + channel * planeLength();
  }

  /**
   * Finds the planes of a message.
   *
   * @throws IllegalArgumentException if it is not a datum, or its planes have another length than
   *     it says
   */
  static Datum parse(byte[] message) {
    return new Parser(message, message.length).parse();
  }

  /**
   * The same from the message's beginning, as far as that tells.
   *
   * @param beginning some of the first bytes
   * @param length bytes of the whole message
   * @throws IllegalArgumentException as {@link #parse}, also if more bytes are needed
   */
  static Datum parseBeginning(byte[] beginning, long length) {
    return new Parser(beginning, length).parse();
  }

  /** The bytes before the planes in a message of these; the planes are its end. */
  static byte[] header(int channels, int height, int width) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int[] sizes = {channels, height, width};
    for (int field = 1; field <= 3; field++) {
      out.write(field << 3 | VARINT);
      writeVarint(out, sizes[field - 1]);
    }
    out.write(4 << 3 | LENGTH_DELIMITED);
    writeVarint(out, Math.multiplyExact(Math.multiplyExact(channels, height), width));
    return out.toByteArray();
  }

  private static void writeVarint(ByteArrayOutputStream out, int value) {
    int rest = value;
    for (; rest >= 0x80; rest >>>= 7) {
      out.write(rest & 0x7f | 0x80);
    }
    out.write(rest);
  }

  /** Walks the fields; whatever comes twice counts as it came last, as protobuf has it. */
  private static final class Parser {
    private final byte[] bytes;
    private final long length;
    private final long[] sizes = new long[3];
    private long position;
    private long dataOffset = -1;
    private long dataLength;

    Parser(byte[] bytes, long length) {
      this.bytes = bytes;
      this.length = length;
    }

    Datum parse() {
      while (position < bytes.length) {
        long tag = varint();
        field(tag >>> 3, (int) (tag & 7));
      }
      if (dataOffset < 0 || sizes[0] == 0 || sizes[1] == 0 || sizes[2] == 0) {
        throw new IllegalArgumentException(
            "not a Caffe datum: found channels %s, height %s, width %s%s"
                .formatted(sizes[0], sizes[1], sizes[2], dataOffset < 0 ? " and no data" : ""));
      }
      for (long size : sizes) {
        if (size < 0 || size > Integer.MAX_VALUE) {
          throw new IllegalArgumentException("a datum with a side of " + size);
        }
      }
      // Each at most 2^31, so that the first product does not overflow.
      long plane = sizes[1] * sizes[2];
      if (plane > Integer.MAX_VALUE || plane * sizes[0] != dataLength) {
        throw new IllegalArgumentException(
            "a datum of %d planes of %dx%d bytes has %d bytes of data"
                .formatted(sizes[0], sizes[2], sizes[1], dataLength));
      }
      return new Datum((int) sizes[0], (int) sizes[1], (int) sizes[2], (int) dataOffset);
    }

    private void field(long number, int type) {
      switch (type) {
        case VARINT -> {
          long value = varint();
          if (number >= 1 && number <= 3) {
            sizes[(int) number - 1] = value;
          } else if (number == ENCODED_FIELD && value != 0) {
            throw new IllegalArgumentException(
                "the datum is an encoded image file; CMU's records have plain planes");
          }
        }
        case FIXED_64 -> skip(8);
        case LENGTH_DELIMITED -> {
          long size = varint();
          if (number == 4) {
            dataOffset = position;
            dataLength = size;
          }
          skip(size);
        }
        case FIXED_32 -> skip(4);
        default ->
            throw new IllegalArgumentException(
                "not a Caffe datum: field %d of wire type %d".formatted(number, type));
      }
    }

    private void skip(long size) {
      if (size < 0 || size > length - position) {
        throw new IllegalArgumentException(
            "the datum breaks off: a field of %d bytes starts at byte %d of %d"
                .formatted(size, position, length));
      }
      position += size;
    }

    private long varint() {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        if (position >= bytes.length) {
          throw new IllegalArgumentException("the datum breaks off in the middle of a number");
        }
        byte next = bytes[(int) position++];
        value |= (long) (next & 0x7f) << shift;
        if (next >= 0) {
          return value;
        }
      }
      throw new IllegalArgumentException("not a Caffe datum: a number of more than ten bytes");
    }
  }
}
