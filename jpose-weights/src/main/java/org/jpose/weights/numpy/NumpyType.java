package org.jpose.weights.numpy;

import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import org.jpose.weights.NumberType;

/**
 * What a NumPy array consists of.
 *
 * @param text how NumPy writes it, such as {@code <f4}
 * @param number the kind of number; empty for Python objects
 * @param order byte order
 */
record NumpyType(String text, Optional<NumberType> number, ByteOrder order) {
  private static final Map<String, NumberType> NUMBERS =
      Map.ofEntries(
          Map.entry("f2", NumberType.FLOAT16),
          Map.entry("f4", NumberType.FLOAT32),
          Map.entry("f8", NumberType.FLOAT64),
          Map.entry("i1", NumberType.INT8),
          Map.entry("i2", NumberType.INT16),
          Map.entry("i4", NumberType.INT32),
          Map.entry("i8", NumberType.INT64),
          Map.entry("u1", NumberType.UINT8),
          Map.entry("u2", NumberType.UINT16),
          Map.entry("u4", NumberType.UINT32),
          Map.entry("b1", NumberType.UINT8));

  /**
   * Reads a type as NumPy writes it: byte order, kind, bytes.
   *
   * @throws IllegalArgumentException if it is neither of numbers nor of objects
   */
  static NumpyType of(String text) {
    boolean ordered = !text.isEmpty() && "<>|=".indexOf(text.charAt(0)) >= 0;
    String kind = ordered ? text.substring(1) : text;
    ByteOrder order = text.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    if (kind.equals("O") || kind.equals("O8") || kind.equals("O4")) {
      return new NumpyType(text, Optional.empty(), order);
    }
    NumberType number = NUMBERS.get(kind);
    if (number == null) {
      throw new IllegalArgumentException(
          "array of type '%s', expected float16, 32 or 64, whole numbers or a dictionary"
              .formatted(text));
    }
    return new NumpyType(text, Optional.of(number), order);
  }

  /** Returns the same with another byte order, {@code <}, {@code >}, {@code =} or {@code |}. */
  NumpyType withOrder(String order) {
    if (order.equals("|") || order.equals("=")) {
      return this;
    }
    String kind = text.replaceFirst("^[<>|=]", "");
    return of(order + kind);
  }
}
