package org.jpose.media.video.read;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * How long a file is by its first bytes, for the kinds that put everything into one element whose
 * size they tell: Matroska and WebM (RFC 8794, EBML), AVI (RIFF). MPEG's transport streams (ISO/IEC
 * 13818-1) only tell of what size their packets are.
 */
final class DeclaredSize {
  /** So many first bytes are enough. */
  static final int HEAD_BYTES = 1024;

  private static final int EBML = 0x1A45DFA3;
  private static final int SEGMENT = 0x18538067;
  private static final int RIFF = 0x52494646;
  private static final long MOST_RIFF = 0xFFFFFFFFL;

  /** The byte that packets of transport streams begin with. */
  private static final byte SYNC = 0x47;

  private static final int LEAST_PACKETS = 4;

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

  /**
   * Whether a file of this size ends where a packet does; true if it is no transport stream.
   *
   * @param head its first bytes
   */
  static boolean isOfWholePackets(byte[] head, long size) {
    // Blu-ray puts a time before each packet, broadcasters may put a checksum behind it.
    int packet =
        isOfPackets(head, 0, 188)
            ? 188
            : isOfPackets(head, 4, 192) ? 192 : isOfPackets(head, 0, 204) ? 204 : 1;
    return size % packet == 0;
  }

  private static boolean isOfPackets(byte[] head, int first, int bytes) {
    int packets = 0;
    for (int at = first; at < head.length; at += bytes) {
      if (head[at] != SYNC) {
        return false;
      }
      packets++;
    }
    return packets >= LEAST_PACKETS;
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
