package org.jpose.weights.pickle;

import java.io.ByteArrayOutputStream;

/** Text of protocol 0: a line, with what does not fit a line escaped as in Python's sources. */
final class PickleEscapes {
  private PickleEscapes() {}

  /**
   * Decodes a quoted string of Python 2 to its bytes.
   *
   * @throws IllegalArgumentException if it is not quoted or an escape is broken
   */
  static byte[] quoted(byte[] line) {
    int end = line.length - 1;
    if (end < 1 || (line[0] != '\'' && line[0] != '"') || line[end] != line[0]) {
      throw new IllegalArgumentException("a string without its quotes; the file is damaged");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(line.length);
    for (int i = 1; i < end; i++) {
      if (line[i] != '\\') {
        bytes.write(line[i]);
        continue;
      }
      i++;
      switch (i < end ? line[i] : 0) {
        case 'n' -> bytes.write('\n');
        case 'r' -> bytes.write('\r');
        case 't' -> bytes.write('\t');
        case '\\', '\'', '"' -> bytes.write(line[i]);
        case 'x' -> {
          bytes.write(hexadecimal(line, i + 1, 2));
          i += 2;
        }
        default -> throw broken();
      }
    }
    return bytes.toByteArray();
  }

  /**
   * Decodes Python's raw-unicode-escape: Latin-1, other characters as {@code \}{@code uXXXX} or
   * {@code \}{@code UXXXXXXXX}.
   *
   * @throws IllegalArgumentException if an escape is broken
   */
  static String unicode(byte[] line) {
    StringBuilder text = new StringBuilder(line.length);
    for (int i = 0; i < line.length; i++) {
      boolean escape = line[i] == '\\' && i + 1 < line.length;
      if (escape && (line[i + 1] == 'u' || line[i + 1] == 'U')) {
        int digits = line[i + 1] == 'u' ? 4 : 8;
        int point = hexadecimal(line, i + 2, digits);
        if (!Character.isValidCodePoint(point)) {
          throw broken();
        }
        text.appendCodePoint(point);
        i += 1 + digits;
      } else {
        text.append((char) (line[i] & 0xff));
      }
    }
    return text.toString();
  }

  private static int hexadecimal(byte[] line, int from, int digits) {
    int value = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = i < line.length ? Character.digit(line[i], 16) : -1;
      if (digit < 0) {
        throw broken();
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static IllegalArgumentException broken() {
    return new IllegalArgumentException("an escape in a string is broken; the file is damaged");
  }
}
