package org.jpose.ros.message;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;

/**
 * Gives the fields of a message in the order of its definition. What is written in names looks at
 * these, what is written in order does not. All methods throw {@link MessageFormatException} if the
 * field is missing or of another kind.
 */
public interface FieldReader {
  /** 8 bits, 0 to 255; also of fields of bool and byte. */
  int uint8(String field);

  /** 32 bits without sign. */
  long uint32(String field);

  /** 32 bits with sign. */
  int int32(String field);

  /** A float. */
  float float32(String field);

  /** A double. */
  double float64(String field);

  /** Text. */
  String string(String field);

  /** A time. */
  Time time(String field);

  /** Any number of bytes; may share the message's memory. */
  ByteBuffer bytes(String field);

  /** A header. */
  Header header(String field);

  /** A message inside. */
  <T> T message(String field, Function<FieldReader, T> reader);

  /** Any number of messages. */
  <T> List<T> messages(String field, Function<FieldReader, T> reader);

  /** Any number of texts. */
  List<String> strings(String field);
}
