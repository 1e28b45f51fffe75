package org.jpose.ros.bag;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Records one after the other: a header of named fields, and data. Memory is taken for what is
 * there, not for what a length promises.
 */
final class RecordStream {
  private static final int LONGEST_HEADER = 1 << 20;

  /** A picture of 8K has less. */
  static final int LONGEST_DATA = 1 << 28;

  private static final int FIRST_PART = 1 << 16;
  private static final int PART_OF_MEMORY = 4;

  private final InputStream in;
  private long position;
  private long dataLength;

  /**
   * A stream.
   *
   * @param position place in the file, for messages
   */
  RecordStream(InputStream in, long position) {
    this.in = in;
    this.position = position;
  }

  /** Bytes from the start of the file, or of the chunk. */
  long position() {
    return position;
  }

  /**
   * Reads the next record's header; the data is next.
   *
   * @return null at a clean end
   * @throws IOException if there is no record
   */
  Map<String, ByteBuffer> header() throws IOException {
    byte[] length = in.readNBytes(Integer.BYTES);
    position += length.length;
    if (length.length == 0) {
      return null;
    }
    if (length.length < Integer.BYTES) {
      throw cutOff();
    }
    long bytes = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffffffffL;
    if (bytes > LONGEST_HEADER) {
      throw new IOException(
          "a record's header of %d bytes at byte %d, expected %d at most"
              .formatted(bytes, position - Integer.BYTES, LONGEST_HEADER));
    }
    Map<String, ByteBuffer> fields = fields(ByteBuffer.wrap(read(bytes)), position);
    dataLength = ByteBuffer.wrap(read(Integer.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getInt();
    dataLength &= 0xffffffffL;
    return fields;
  }

  private EOFException cutOff() {
    return new EOFException("cut off at byte " + position + ", in the middle of a record");
  }

  /** Bytes of the data of the record whose header was read. */
  long dataLength() {
    return dataLength;
  }

  /** Reads the data. */
  byte[] data() throws IOException {
    // A chunk of a few bytes may hold that many.
    long most = Math.min(LONGEST_DATA, Runtime.getRuntime().maxMemory() / PART_OF_MEMORY);
    if (dataLength > most) {
      throw new IOException(
          "a record of %d bytes at byte %d, expected %d at most%s"
              .formatted(
                  dataLength, position, most, most < LONGEST_DATA ? " with this memory" : ""));
    }
    return read(dataLength);
  }

  /** Passes the data. */
  void skipData() throws IOException {
    skip(dataLength);
  }

  /** Passes so many bytes. */
  void skip(long count) throws IOException {
    long left = count;
    while (left > 0) {
      long skipped = in.skip(left);
      if (skipped <= 0) {
        if (in.read() < 0) {
          throw cutOff();
        }
        skipped = 1;
      }
      left -= skipped;
      position += skipped;
    }
  }

  private byte[] read(long length) throws IOException {
    byte[] bytes = new byte[(int) Math.min(length, FIRST_PART)];
    int read = 0;
    while (read < length) {
      if (read == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(length, 4L * read));
      }
      int count = in.read(bytes, read, bytes.length - read);
      if (count < 0) {
        throw cutOff();
      }
      read += count;
      position += count;
    }
    return bytes;
  }

  /** Fields with their values, as in a connection's header. */
  static Map<String, ByteBuffer> fields(ByteBuffer given, long position) throws IOException {
    ByteBuffer bytes = given.order(ByteOrder.LITTLE_ENDIAN);
    Map<String, ByteBuffer> fields = new LinkedHashMap<>();
    while (bytes.hasRemaining()) {
      long length = bytes.remaining() < Integer.BYTES ? -1 : bytes.getInt() & 0xffffffffL;
      int equals = 0;
      while (length > equals
          && equals < bytes.remaining()
          && bytes.get(bytes.position() + equals) != '=') {
        equals++;
      }
      if (length > bytes.remaining() || equals >= length) {
        throw new IOException("a damaged header before byte " + position);
      }
      byte[] name = new byte[equals];
      bytes.get(name);
      bytes.get();
      int value = (int) length - equals - 1;
      fields.put(
          new String(name, StandardCharsets.UTF_8),
          bytes.slice(bytes.position(), value).order(ByteOrder.LITTLE_ENDIAN));
      bytes.position(bytes.position() + value);
    }
    return fields;
  }

  /** A field's value of so many bytes. */
  static ByteBuffer field(Map<String, ByteBuffer> fields, String name, int bytes)
      throws IOException {
    ByteBuffer value = fields.get(name);
    if (value == null || value.remaining() < bytes) {
      throw new IOException("a record without its field " + name);
    }
    return value.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  static int number(Map<String, ByteBuffer> fields, String name) throws IOException {
    return field(fields, name, Integer.BYTES).getInt();
  }

  static String text(Map<String, ByteBuffer> fields, String name) throws IOException {
    return StandardCharsets.UTF_8.decode(field(fields, name, 0)).toString();
  }
}
