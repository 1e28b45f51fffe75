package org.jpose.ros.node;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Messages one after the other, each with its length before it. Memory is taken for what has come,
 * not for what a length promises, but for messages as long as those that came before.
 */
final class MessageStream {
  /** A picture of 8K has less. */
  static final int LONGEST = 1 << 28;

  private static final int FIRST_PART = 1 << 16;

  private final InputStream in;
  private int longestYet = FIRST_PART;

  MessageStream(InputStream in) {
    this.in = in;
  }

  /** A length of 32 bits without sign. */
  static long length(InputStream in) throws IOException {
    byte[] four = in.readNBytes(Integer.BYTES);
    if (four.length < Integer.BYTES) {
      throw new EOFException("the connection ended");
    }
    return (four[0] & 0xffL)
        | (four[1] & 0xffL) << 8
        | (four[2] & 0xffL) << 16
        | (four[3] & 0xffL) << 24;
  }

  /**
   * Waits for the next message to begin.
   *
   * @return how long it is
   * @throws IOException if the connection ends or the length is beyond {@link #LONGEST}
   */
  int nextLength() throws IOException {
    long length = length(in);
    if (length > LONGEST) {
      throw new IOException(
          "a message of %d bytes is announced, expected %d at most".formatted(length, LONGEST));
    }
    return (int) length;
  }

  /**
   * Reads a message that has begun.
   *
   * @throws IOException if the connection ends
   */
  byte[] read(int length) throws IOException {
    byte[] message = new byte[Math.min(length, longestYet)];
    int read = 0;
    while (read < length) {
      if (read == message.length) {
        message = Arrays.copyOf(message, (int) Math.min(length, 2L * read));
      }
      int count = in.read(message, read, message.length - read);
      if (count < 0) {
        throw new EOFException(
            "the connection ended after %d of a message's %d bytes".formatted(read, length));
      }
      read += count;
    }
    longestYet = Math.max(longestYet, message.length);
    return message;
  }
}
