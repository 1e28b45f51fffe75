package org.jpose.media.video;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * How long a file is by its first bytes, for the kinds that put everything into one element whose
 * size they tell: Matroska and WebM (RFC 8794, EBML), AVI (RIFF).
 */
final class DeclaredSize {
  /** So many first bytes are enough. */
  static final int HEAD_BYTES = 1024;

  private static final int EBML = 0x1A45DFA3;
  private static final int SEGMENT = 0x18538067;
  private static final int RIFF = 0x52494646;
  private static final long MOST_RIFF = 0xFFFFFFFFL;

  private DeclaredSize() {}

  /**
   * Reads the size.
   *
   * @param head the first bytes of a file
   * @return empty if they do not tell, as those of a recording that was never finished
   */
  static OptionalLong in(byte[] head) {
    ByteBuffer bytes = ByteBuffer.wrap(head);
    if (head.length < Long.BYTES) {
      return OptionalLong.empty();
    }
    return switch (bytes.getInt()) {
      case EBML -> ebml(bytes);
      case RIFF -> riff(Integer.toUnsignedLong(bytes.order(ByteOrder.LITTLE_ENDIAN).getInt()));
      default -> OptionalLong.empty();
    };
  }

  private static OptionalLong riff(long size) {
    return size == 0 || size == MOST_RIFF ? OptionalLong.empty() : OptionalLong.of(size + 8);
  }

  private static OptionalLong ebml(ByteBuffer bytes) {
    OptionalLong header = size(bytes);
    if (header.isEmpty() || header.getAsLong() > bytes.remaining()) {
      return OptionalLong.empty();
    }
    bytes.position(bytes.position() + (int) header.getAsLong());
    if (bytes.remaining() < Integer.BYTES || bytes.getInt() != SEGMENT) {
      return OptionalLong.empty();
    }
    OptionalLong segment = size(bytes);
    return segment.isEmpty() ? segment : OptionalLong.of(bytes.position() + segment.getAsLong());
  }

  /** A number whose first byte tells its length by its leading zeros; all ones if unknown. */
  private static OptionalLong size(ByteBuffer bytes) {
    if (!bytes.hasRemaining()) {
      return OptionalLong.empty();
    }
    int first = Byte.toUnsignedInt(bytes.get());
    int more = Integer.numberOfLeadingZeros(first) - 24;
    if (more >= Long.BYTES || more > bytes.remaining()) {
      return OptionalLong.empty();
    }
    long value = first & (0x7F >> more);
    for (int i = 0; i < more; i++) {
      value = value << 8 | Byte.toUnsignedLong(bytes.get());
    }
    long unknown = (1L << 7 * (more + 1)) - 1;
    return value == unknown ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
