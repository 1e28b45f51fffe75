package org.jpose.weights.pickle;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/**
 * A stretch of bytes of a file or of memory. Nothing is copied before it is read, so a large array
 * inside a file costs nothing until its numbers are wanted.
 *
 * <p>A region of a file can be read while its channel is open.
 */
public final class ByteRegion {
  private final Source source;
  private final long from;
  private final long length;

  private ByteRegion(Source source, long from, long length) {
    this.source = source;
    this.from = from;
    this.length = length;
  }

  private interface Source {
    int read(ByteBuffer to, long position) throws IOException;
  }

  /** Returns the whole of a file. */
  public static ByteRegion of(FileChannel file) throws IOException {
    return new ByteRegion(file::read, 0, file.size());
  }

  /** Wraps the bytes, which must not change afterwards. */
  public static ByteRegion of(byte[] bytes) {
    Source memory =
        (to, position) -> {
          int count = (int) Math.min(to.remaining(), bytes.length - position);
          to.put(bytes, (int) position, count);
          return count;
        };
    return new ByteRegion(memory, 0, bytes.length);
  }

  /** Returns the number of bytes. */
  public long length() {
    return length;
  }

  /**
   * Returns a part.
   *
   * @throws IndexOutOfBoundsException if it is not inside this region
   */
  public ByteRegion slice(long offset, long count) {
    Objects.checkFromIndexSize(offset, count, length);
    return new ByteRegion(source, from + offset, count);
  }

  /**
   * Fills the remaining space of a buffer.
   *
   * @throws IndexOutOfBoundsException if the region ends before
   * @throws EOFException if the file has become shorter
   */
  public void read(long offset, ByteBuffer to) throws IOException {
    Objects.checkFromIndexSize(offset, to.remaining(), length);
    long position = from + offset;
    while (to.hasRemaining()) {
      int count = source.read(to, position);
      if (count <= 0) {
        throw new EOFException("file ends at byte " + position + " while it is read");
      }
      position += count;
    }
  }

  /**
   * Returns a copy of the bytes.
   *
   * @throws IllegalStateException if they are more than an array holds
   */
  public byte[] bytes() throws IOException {
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalStateException(length + " bytes do not fit into an array");
    }
    byte[] bytes = new byte[(int) length];
    read(0, ByteBuffer.wrap(bytes));
    return bytes;
  }
}
