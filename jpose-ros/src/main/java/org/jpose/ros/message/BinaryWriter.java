package org.jpose.ros.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/** Fields as {@link BinaryReader} takes them. */
final class BinaryWriter implements FieldWriter {
  private ByteBuffer bytes = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

  private ByteBuffer room(int count) {
    if (count > bytes.remaining()) {
      int size = Math.max(bytes.capacity() * 2, Math.addExact(bytes.position(), count));
      ByteBuffer larger = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
      bytes = larger.put(bytes.flip());
    }
    return bytes;
  }

  byte[] bytes() {
    return bytes.position() == bytes.capacity()
        ? bytes.array()
        : Arrays.copyOf(bytes.array(), bytes.position());
  }

  @Override
  public void uint8(String field, int value) {
    room(1).put((byte) value);
  }

  @Override
  public void bool(String field, boolean value) {
    uint8(field, value ? 1 : 0);
  }

  @Override
  public void uint32(String field, long value) {
    int32(field, (int) value);
  }

  @Override
  public void int32(String field, int value) {
    room(Integer.BYTES).putInt(value);
  }

  @Override
  public void float32(String field, float value) {
    room(Float.BYTES).putFloat(value);
  }

  @Override
  public void float64(String field, double value) {
    room(Double.BYTES).putDouble(value);
  }

  @Override
  public void string(String field, String value) {
    bytes(field, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void time(String field, Time value) {
    uint32(field, value.seconds());
    int32(field, value.nanos());
  }

  @Override
  public void bytes(String field, ByteBuffer value) {
    int32(field, value.remaining());
    room(value.remaining()).put(value.duplicate());
  }

  @Override
  public void header(String field, Header value) {
    uint32(field, value.sequence());
    time(field, value.stamp());
    string(field, value.frameId());
  }

  @Override
  public <T> void message(String field, T value, BiConsumer<FieldWriter, T> writer) {
    writer.accept(this, value);
  }

  @Override
  public <T> void messages(String field, List<T> values, BiConsumer<FieldWriter, T> writer) {
    int32(field, values.size());
    values.forEach(value -> writer.accept(this, value));
  }

  @Override
  public void strings(String field, List<String> values) {
    messages(field, values, (fields, text) -> fields.string(field, text));
  }
}
