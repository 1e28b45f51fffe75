package org.jpose.media.image;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import javax.imageio.IIOException;

/** Bits of a lossless WebP picture, the lowest of a byte first. Not thread-safe. */
final class WebpBits {
  private static final VarHandle INTEGERS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private final long end;
  private long at;

  WebpBits(byte[] bytes) {
    this.bytes = bytes;
    end = 8L * bytes.length;
  }

  /**
   * The next bits as a number.
   *
   * @param count up to 24
   * @throws IOException if there are fewer
   */
  int read(int count) throws IOException {
    int value = peek() & (1 << count) - 1;
    skip(count);
    return value;
  }

  /** The next 24 bits at least; beyond the end they are 0. */
  int peek() {
    int first = (int) (at >>> 3);
    if (first <= bytes.length - Integer.BYTES) {
      return (int) INTEGERS.get(bytes, first) >>> (int) (at & 7);
    }
    int value = 0;
    for (int i = 0; i < Integer.BYTES && first + i < bytes.length; i++) {
      value |= (bytes[first + i] & 0xff) << 8 * i;
    }
    return value >>> (int) (at & 7);
  }

  /**
   * Passes over bits.
   *
   * @throws IOException if there are fewer
   */
  void skip(int count) throws IOException {
    at += count;
    if (at > end) {
      throw new IIOException("its pixels end early");
    }
  }
}
