package org.jpose.ros.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Fields as ROS 1 puts them on the wire: in order, lowest byte first, lengths of 32 bits. No length
 * is believed that goes beyond the message.
 */
final class BinaryReader implements FieldReader {
  private final String type;
  private final ByteBuffer bytes;

  BinaryReader(String type, ByteBuffer bytes) {
    this.type = type;
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private void need(String field, long count) {
    if (count > bytes.remaining()) {
      throw new MessageFormatException(
          "%s: %s needs %d bytes, the message has %d more of its %d"
              .formatted(type, field, count, bytes.remaining(), bytes.limit()));
    }
  }

  @Override
  public int uint8(String field) {
    need(field, 1);
    return bytes.get() & 0xff;
  }

  @Override
  public long uint32(String field) {
    return int32(field) & 0xffffffffL;
  }

  @Override
  public int int32(String field) {
    need(field, Integer.BYTES);
    return bytes.getInt();
  }

  @Override
  public float float32(String field) {
    return Float.intBitsToFloat(int32(field));
  }

  @Override
  public double float64(String field) {
    need(field, Double.BYTES);
    return bytes.getDouble();
  }

  @Override
  public String string(String field) {
    return StandardCharsets.UTF_8.decode(bytes(field)).toString();
  }

  @Override
  public Time time(String field) {
    return Time.of(uint32(field), uint32(field));
  }

  @Override
  public ByteBuffer bytes(String field) {
    long length = uint32("the length of " + field);
    need(field, length);
    ByteBuffer part = bytes.slice(bytes.position(), (int) length).asReadOnlyBuffer();
    bytes.position(bytes.position() + (int) length);
    return part;
  }

  @Override
  public Header header(String field) {
    return new Header(uint32(field + ".seq"), time(field + ".stamp"), string(field + ".frame_id"));
  }

  @Override
  public <T> T message(String field, Function<FieldReader, T> reader) {
    return reader.apply(this);
  }

  @Override
  public <T> List<T> messages(String field, Function<FieldReader, T> reader) {
    long count = uint32("the length of " + field);
    // The smallest element is a byte.
    need(field, count);
    List<T> messages = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      messages.add(reader.apply(this));
    }
    return messages;
  }

  @Override
  public List<String> strings(String field) {
    return messages(field, fields -> fields.string(field));
  }

  /** Checks that nothing is left. */
  void end() {
    if (bytes.hasRemaining()) {
      throw new MessageFormatException(
          "%s: %d of the message's %d bytes are left over after its last field"
              .formatted(type, bytes.remaining(), bytes.limit()));
    }
  }
}
