package org.jpose.data.remote;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads a frame's numbers and texts; every length is checked before anything is allocated. */
final class FrameReader {
  /** First two bytes of every frame. */
  static final short MAGIC = 'J' | 'W' << 8;

  /** Version of the protocol, the third byte. */
  static final byte VERSION = 1;

  /** Bytes before a frame's content: magic, version, kind. */
  static final int HEADER = 4;

  private final ByteBuffer in;

  private FrameReader(ByteBuffer in) {
    this.in = in;
  }

  /**
   * The kind of a frame.
   *
   * @throws MalformedFrameException if it is not one of this protocol and version
   */
  static FrameKind kind(byte[] frame) throws MalformedFrameException {
    if (frame.length < HEADER || NumberRuns.wrap(frame).getShort() != MAGIC) {
      throw new MalformedFrameException(Malformed.NOT_OURS, "not a frame of jpose");
    }
    if (frame[2] != VERSION) {
      throw new MalformedFrameException(
          Malformed.OTHER_VERSION,
          "protocol version %d, expected %d".formatted(frame[2] & 0xff, VERSION));
    }
    return FrameKind.of(frame[3])
        .orElseThrow(
            () ->
                new MalformedFrameException(
                    Malformed.UNKNOWN_KIND, "unknown kind " + (frame[3] & 0xff)));
  }

  /** Reads behind the header. */
  static FrameReader content(byte[] frame) {
    ByteBuffer in = NumberRuns.wrap(frame);
    in.position(HEADER);
    return new FrameReader(in);
  }

  long readLong() throws MalformedFrameException {
    need(Long.BYTES);
    return in.getLong();
  }

  int readInt() throws MalformedFrameException {
    need(Integer.BYTES);
    return in.getInt();
  }

  /** A number between limits. */
  int readInt(int least, int most) throws MalformedFrameException {
    int value = readInt();
    if (value < least || value > most) {
      throw new MalformedFrameException(
          Malformed.BAD_VALUE, "%d, expected %d to %d".formatted(value, least, most));
    }
    return value;
  }

  /** A text of at most so many bytes of UTF-8. */
  String readText(int maxBytes) throws MalformedFrameException {
    int length = readInt(0, maxBytes);
    need(length);
    ByteBuffer bytes = in.slice().limit(length);
    in.position(in.position() + length);
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(bytes);
      return text.toString();
    } catch (CharacterCodingException e) {
      throw new MalformedFrameException(Malformed.BAD_VALUE, "a text is not UTF-8");
    }
  }

  /** Nothing may follow. */
  void end() throws MalformedFrameException {
    if (in.hasRemaining()) {
      throw new MalformedFrameException(
          Malformed.WRONG_LENGTH, in.remaining() + " bytes after the end");
    }
  }

  private void need(int bytes) throws MalformedFrameException {
    if (in.remaining() < bytes) {
      throw new MalformedFrameException(
          Malformed.WRONG_LENGTH,
          "ends after %d bytes, %d more expected".formatted(in.limit(), bytes - in.remaining()));
    }
  }
}
