package org.jpose.data.augment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jpose.core.image.Image;

/**
 * Resamples an image through an affine map: bilinear, with a constant colour outside. What shrinks
 * to less than a half along an axis is first averaged over whole pixels along that axis, so that
 * every pixel of the image has its part in the result.
 *
 * <p>The three colours of a pixel are worked on at once, as lanes of 21 bits in a {@code long}:
 * weights are of 6 bits along each axis, so that a sum of four pixels takes 20.
 */
final class ImageWarp {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int CHANNELS = 3;
  private static final int WEIGHT_BITS = 6;
  private static final int ONE = 1 << WEIGHT_BITS;
  private static final int LANE = 21;
  private static final long ROUNDING = (1L << 2 * LANE | 1L << LANE | 1L) << 2 * WEIGHT_BITS - 1;

  /** Positions along a row, counted in whole steps: 2^-32 pixels. */
  private static final double FIXED = 1L << 32;

  /** Rounds a position to the nearest weight. */
  private static final long HALF_WEIGHT = 1L << 32 - WEIGHT_BITS - 1;

  private final byte[] source;
  private final int width;
  private final int height;
  private final Affine back;
  private final int fill;

  private ImageWarp(byte[] source, int width, int height, Affine back, int fill) {
    this.source = source;
    this.width = width;
    this.height = height;
    this.back = back;
    this.fill = fill;
  }

  /**
   * Resamples.
   *
   * @param image the image
   * @param map from its pixels to the target's
   * @param fill grey, 0 to 255, where the image does not reach
   * @return {@code [targetHeight][targetWidth][colour]} in the image's colour order
   */
  static byte[] apply(Image image, Affine map, int targetWidth, int targetHeight, int fill) {
    int stepX = reduction(Math.hypot(map.xx(), map.yx()), image.width());
    int stepY = reduction(Math.hypot(map.xy(), map.yy()), image.height());
    byte[] source = image.pixels();
    int width = image.width();
    int height = image.height();
    Affine back = map.inverse();
    if (stepX > 1 || stepY > 1) {
      source = reduce(source, width, height, stepX, stepY);
      width = (width + stepX - 1) / stepX;
      height = (height + stepY - 1) / stepY;
      back = back.then(Affine.scale(1.0 / stepX, 1.0 / stepY));
    }
    byte[] target = new byte[targetWidth * targetHeight * CHANNELS];
    new ImageWarp(source, width, height, back, fill).run(target, targetWidth, targetHeight);
    return target;
  }

  /** Pixels to average along an axis of that scale. Bilinear sampling alone does down to a half. */
  static int reduction(double scale, int pixels) {
    return (int) Math.max(1, Math.min(pixels, Math.floor(1 / scale + 1e-9)));
  }

  /** Averages blocks; those at the right and lower border may be smaller. */
  private static byte[] reduce(byte[] source, int width, int height, int stepX, int stepY) {
    int columns = (width + stepX - 1) / stepX;
    int rows = (height + stepY - 1) / stepY;
    byte[] reduced = new byte[columns * rows * CHANNELS];
    int[] sums = new int[columns * CHANNELS];
    for (int row = 0; row < rows; row++) {
      Arrays.fill(sums, 0);
      int top = row * stepY;
      int bottom = Math.min(height, top + stepY);
      for (int y = top; y < bottom; y++) {
        addRow(source, y * width * CHANNELS, width, stepX, sums);
      }
      int to = row * columns * CHANNELS;
      for (int column = 0; column < columns; column++) {
        int count = (bottom - top) * Math.min(stepX, width - column * stepX);
        for (int channel = 0; channel < CHANNELS; channel++) {
          int i = column * CHANNELS + channel;
          reduced[to + i] = (byte) ((sums[i] + count / 2) / count);
        }
      }
    }
    return reduced;
  }

  private static void addRow(byte[] source, int start, int width, int step, int[] sums) {
    int from = start;
    for (int i = 0, left = width; left > 0; i += CHANNELS, left -= step) {
      int end = from + Math.min(step, left) * CHANNELS;
      int first = 0;
      int second = 0;
      int third = 0;
      for (; from < end; from += CHANNELS) {
        first += source[from] & 0xff;
        second += source[from + 1] & 0xff;
        third += source[from + 2] & 0xff;
      }
      sums[i] += first;
      sums[i + 1] += second;
      sums[i + 2] += third;
    }
  }

  private void run(byte[] target, int columns, int rows) {
    long stepX = Math.round(back.xx() * FIXED);
    long stepY = Math.round(back.yx() * FIXED);
    for (int row = 0; row < rows; row++) {
      long x = Math.round(back.x(0, row) * FIXED) + HALF_WEIGHT;
      long y = Math.round(back.y(0, row) * FIXED) + HALF_WEIGHT;
      int start = row * columns * CHANNELS;
      // The last two columns are left to the careful way: a long reaches beyond a pair of pixels.
      Span inside =
          Span.all(columns).within(x, stepX, 0, width - 2).within(y, stepY, 0, height - 1);
      Span touched = Span.all(columns).within(x, stepX, -1, width).within(y, stepY, -1, height);
      if (inside.isEmpty()) {
        inside = new Span(touched.to, touched.to);
      }
      Arrays.fill(target, start, start + touched.from * CHANNELS, (byte) fill);
      careful(target, start, touched.from, inside.from, x, y, stepX, stepY);
      fast(target, start, inside, x, y, stepX, stepY);
      careful(target, start, inside.to, touched.to, x, y, stepX, stepY);
      Arrays.fill(target, start + touched.to * CHANNELS, start + columns * CHANNELS, (byte) fill);
    }
  }

  private void fast(
      byte[] target, int start, Span span, long firstX, long firstY, long stepX, long stepY) {
    int rowBytes = width * CHANNELS;
    int to = start + span.from * CHANNELS;
    long x = firstX + span.from * stepX;
    long y = firstY + span.from * stepY;
    for (int column = span.from; column < span.to; column++, x += stepX, y += stepY) {
      int from = (int) (y >> 32) * rowBytes + (int) (x >> 32) * CHANNELS;
      long partX = x >>> 32 - WEIGHT_BITS & ONE - 1;
      long partY = y >>> 32 - WEIGHT_BITS & ONE - 1;
      long upper = pair((long) LONGS.get(source, from), partX);
      long lower = pair((long) LONGS.get(source, from + rowBytes), partX);
      long sum = (upper << WEIGHT_BITS) + (lower - upper) * partY + ROUNDING;
      target[to] = (byte) (sum >>> 2 * WEIGHT_BITS);
      target[to + 1] = (byte) (sum >>> LANE + 2 * WEIGHT_BITS);
      target[to + 2] = (byte) (sum >>> 2 * LANE + 2 * WEIGHT_BITS);
      to += CHANNELS;
    }
  }

  /**
   * Two neighbours of six bytes, mixed. Borrows between lanes of a difference cancel in the sum.
   */
  private static long pair(long bytes, long part) {
    long left = lanes(bytes);
    long right = lanes(bytes >>> 24);
    return (left << WEIGHT_BITS) + (right - left) * part;
  }

  private static long lanes(long bytes) {
    return bytes & 0xff | (bytes & 0xff00) << LANE - 8 | (bytes & 0xff0000) << 2 * (LANE - 8);
  }

  private void careful(
      byte[] target,
      int start,
      int from,
      int end,
      long firstX,
      long firstY,
      long stepX,
      long stepY) {
    for (int column = from; column < end; column++) {
      long x = firstX + column * stepX;
      long y = firstY + column * stepY;
      int left = (int) (x >> 32);
      int top = (int) (y >> 32);
      int partX = (int) (x >>> 32 - WEIGHT_BITS) & ONE - 1;
      int partY = (int) (y >>> 32 - WEIGHT_BITS) & ONE - 1;
      for (int channel = 0; channel < CHANNELS; channel++) {
        int upper =
            value(left, top, channel) * (ONE - partX) + value(left + 1, top, channel) * partX;
        int lower =
            value(left, top + 1, channel) * (ONE - partX)
                + value(left + 1, top + 1, channel) * partX;
        int sum = upper * (ONE - partY) + lower * partY + ONE * ONE / 2;
        target[start + column * CHANNELS + channel] = (byte) (sum >> 2 * WEIGHT_BITS);
      }
    }
  }

  private int value(int x, int y, int channel) {
    return x < 0 || y < 0 || x >= width || y >= height
        ? fill
        : source[(y * width + x) * CHANNELS + channel] & 0xff;
  }

  /** Columns of a row, the last one not included. */
  private record Span(int from, int to) {
    static Span all(int columns) {
      return new Span(0, columns);
    }

    /** Those whose position, in fixed point, is at least the one bound and below the other. */
    Span within(long first, long step, int least, int end) {
      long low = (long) least << 32;
      long high = (long) end << 32;
      if (step == 0) {
        return first >= low && first < high ? this : new Span(from, from);
      }
      double enter = ((step > 0 ? low : high) - (double) first) / step;
      double leave = ((step > 0 ? high : low) - (double) first) / step;
      int begin = (int) Math.max(from, Math.min(to, Math.floor(enter) - 1));
      int stop = (int) Math.max(begin, Math.min(to, Math.ceil(leave) + 2));
      // Division rounds: the ends are tried.
      while (begin < stop && !isWithin(first + begin * step, low, high)) {
        begin++;
      }
      while (stop > begin && !isWithin(first + (stop - 1) * step, low, high)) {
        stop--;
      }
      return new Span(begin, stop);
    }

    private static boolean isWithin(long position, long low, long high) {
      return position >= low && position < high;
    }

    boolean isEmpty() {
      return from == to;
    }
  }
}
