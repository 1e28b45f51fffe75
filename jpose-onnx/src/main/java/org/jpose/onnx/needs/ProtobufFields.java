package org.jpose.onnx.needs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of one message of protobuf's wire format, one after the other. A view of bytes that
 * nobody changes. Not thread-safe.
 */
final class ProtobufFields {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED_32 = 5;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int number;
  private int type;
  private long value;
  private int start;
  private int length;

  /** A file or a message in it is not as protobuf writes it. */
  static final class BrokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenException(String message) {
      super(message);
    }
  }

  ProtobufFields(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private ProtobufFields(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /**
   * Goes to the next field.
   *
   * @return whether there is one
   * @throws BrokenException if the message breaks off
   */
  boolean next() {
    if (at == end) {
      return false;
    }
    long tag = varint();
    number = (int) Math.min(Integer.MAX_VALUE, tag >>> 3);
    type = (int) (tag & 7);
    if (number == 0) {
      throw new BrokenException("byte " + at + ": a field without a number");
    }
    start = at;
    switch (type) {
      case VARINT -> value = varint();
      case FIXED_64 -> take(Long.BYTES);
      case LENGTH_DELIMITED -> {
        long size = varint();
        start = at;
        take(size);
      }
      case FIXED_32 -> take(Integer.BYTES);
      default -> throw new BrokenException("byte " + at + ": a field of kind " + type);
    }
    return true;
  }

  private void take(long size) {
    if (size < 0 || size > end - at) {
      throw new BrokenException("it breaks off at byte " + at);
    }
    length = (int) size;
    at += length;
  }

  private long varint() {
    long result = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (at == end) {
        throw new BrokenException("it breaks off at byte " + at);
      }
      byte next = bytes[at++];
      result |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return result;
      }
    }
    throw new BrokenException("byte " + at + ": a number of more than ten bytes");
  }

  /** Number of the field. */
  int number() {
    return number;
  }

  /** The field's number, of a single one. */
  long value() {
    if (type != VARINT) {
      throw wrongType();
    }
    return value;
  }

  private BrokenException wrongType() {
    return new BrokenException("byte " + start + ": field " + number + " of kind " + type);
  }

  private void requireBytes() {
    if (type != LENGTH_DELIMITED) {
      throw wrongType();
    }
  }

  /** The field's text. */
  String text() {
    requireBytes();
    return new String(bytes, start, length, StandardCharsets.UTF_8);
  }

  /** The message that the field is. */
  ProtobufFields message() {
    requireBytes();
    return new ProtobufFields(bytes, start, start + length);
  }

  /** The field's bytes, little-endian. */
  ByteBuffer bytes() {
    requireBytes();
    return ByteBuffer.wrap(bytes, start, length).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Bytes of the field. */
  int length() {
    requireBytes();
    return length;
  }

  /** Whether the field has more bytes than that. */
  boolean isLongerThan(int most) {
    return type == LENGTH_DELIMITED && length > most;
  }

  /** The numbers of a repeated field, of which this may be one or many. */
  List<Long> values() {
    if (type == VARINT) {
      return List.of(value);
    }
    ProtobufFields packed = message();
    List<Long> all = new ArrayList<>();
    while (packed.at < packed.end) {
      all.add(packed.varint());
    }
    return all;
  }

  /** The same of floats. */
  List<Float> floats() {
    ByteBuffer packed =
        type == FIXED_32
            ? ByteBuffer.wrap(bytes, start, Float.BYTES).slice().order(ByteOrder.LITTLE_ENDIAN)
            : bytes();
    List<Float> all = new ArrayList<>();
    while (packed.remaining() >= Float.BYTES) {
      all.add(packed.getFloat());
    }
    return all;
  }

  /** The same of doubles. */
  List<Double> doubles() {
    ByteBuffer packed =
        type == FIXED_64
            ? ByteBuffer.wrap(bytes, start, Double.BYTES).slice().order(ByteOrder.LITTLE_ENDIAN)
            : bytes();
    List<Double> all = new ArrayList<>();
    while (packed.remaining() >= Double.BYTES) {
      all.add(packed.getDouble());
    }
    return all;
  }
}
