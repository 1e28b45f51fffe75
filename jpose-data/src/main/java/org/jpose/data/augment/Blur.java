package org.jpose.data.augment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Binomial smoothing of interleaved colours, in place. Eight bytes are worked on at once, as four
 * and four sums of 16 bits in a {@code long}; the border's pixels are repeated outwards.
 */
final class Blur {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long EVEN = 0x00ff00ff00ff00ffL;
  private static final long ONES = 0x0001000100010001L;
  private static final int CHANNELS = 3;

  private Blur() {}

  /** Smooths over so many pixels to each side, 0 to 2 along each axis. */
  static void apply(byte[] pixels, int width, int height, int reachX, int reachY) {
    int row = width * CHANNELS;
    if (reachX > 0) {
      int border = reachX * CHANNELS;
      // Eight bytes more, as rows are read eight bytes at a time.
      byte[] padded = new byte[row + 2 * border + Long.BYTES];
      for (int y = 0; y < height; y++) {
        System.arraycopy(pixels, y * row, padded, border, row);
        for (int i = 0; i < border; i++) {
          padded[i] = padded[border + i % CHANNELS];
          padded[border + row + i] = padded[border + row - CHANNELS + i % CHANNELS];
        }
        smooth(padded, reachX, CHANNELS, 0, pixels, y * row, row);
      }
    }
    if (reachY > 0) {
      smoothColumns(pixels, row, height, reachY);
    }
  }

  private static void smoothColumns(byte[] pixels, int row, int height, int reach) {
    byte[] padded = new byte[(height + 2 * reach) * row + Long.BYTES];
    for (int y = -reach; y < height + reach; y++) {
      int inside = Math.max(0, Math.min(height - 1, y));
      System.arraycopy(pixels, inside * row, padded, (y + reach) * row, row);
    }
    for (int y = 0; y < height; y++) {
      smooth(padded, reach, row, y * row, pixels, y * row, row);
    }
  }

  /** Sums {@code source[from + i + k * step]}, k = 0 to 2 reach, with binomial weights. */
  private static void smooth(
      byte[] source, int reach, int step, int from, byte[] target, int start, int count) {
    int i = 0;
    for (; i + Long.BYTES <= count; i += Long.BYTES) {
      long value = reach == 1 ? three(source, from + i, step) : five(source, from + i, step);
      LONGS.set(target, start + i, value);
    }
    if (i < count) {
      byte[] rest = new byte[Long.BYTES];
      LONGS.set(rest, 0, reach == 1 ? three(source, from + i, step) : five(source, from + i, step));
      System.arraycopy(rest, 0, target, start + i, count - i);
    }
  }

  private static long three(byte[] source, int i, int step) {
    long a = (long) LONGS.get(source, i);
    long b = (long) LONGS.get(source, i + step);
    long c = (long) LONGS.get(source, i + 2 * step);
    long even = (a & EVEN) + 2 * (b & EVEN) + (c & EVEN) + 2 * ONES;
    long odd = (a >>> 8 & EVEN) + 2 * (b >>> 8 & EVEN) + (c >>> 8 & EVEN) + 2 * ONES;
    return (even >>> 2 & EVEN) | (odd >>> 2 & EVEN) << 8;
  }

  private static long five(byte[] source, int i, int step) {
    long a = (long) LONGS.get(source, i);
    long b = (long) LONGS.get(source, i + step);
    long c = (long) LONGS.get(source, i + 2 * step);
    long d = (long) LONGS.get(source, i + 3 * step);
    long e = (long) LONGS.get(source, i + 4 * step);
    long even = five(a & EVEN, b & EVEN, c & EVEN, d & EVEN, e & EVEN);
    long odd = five(a >>> 8 & EVEN, b >>> 8 & EVEN, c >>> 8 & EVEN, d >>> 8 & EVEN, e >>> 8 & EVEN);
    return (even >>> 4 & EVEN) | (odd >>> 4 & EVEN) << 8;
  }

  private static long five(long a, long b, long c, long d, long e) {
    return a + e + 4 * (b + d) + 6 * c + 8 * ONES;
  }
}
