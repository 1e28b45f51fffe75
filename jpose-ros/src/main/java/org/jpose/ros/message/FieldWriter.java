package org.jpose.ros.message;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;

/** Takes the fields of a message in the order of its definition; see {@link FieldReader}. */
public interface FieldWriter {
  /** 8 bits; also of fields of byte. */
  void uint8(String field, int value);

  /** True or false. */
  void bool(String field, boolean value);

  /** 32 bits without sign. */
  void uint32(String field, long value);

  /** 32 bits with sign. */
  void int32(String field, int value);

  /** A float. */
  void float32(String field, float value);

  /** A double. */
  void float64(String field, double value);

  /** Text. */
  void string(String field, String value);

  /** A time, or a duration, which looks the same. */
  void time(String field, Time value);

  /** Any number of bytes; those between position and limit. */
  void bytes(String field, ByteBuffer value);

  /** A header. */
  void header(String field, Header value);

  /** A message inside. */
  <T> void message(String field, T value, BiConsumer<FieldWriter, T> writer);

  /** Any number of messages. */
  <T> void messages(String field, List<T> values, BiConsumer<FieldWriter, T> writer);

  /** Any number of texts. */
  void strings(String field, List<String> values);
}
