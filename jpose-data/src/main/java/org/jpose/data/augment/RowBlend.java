package org.jpose.data.augment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Blends the pixels of a row from a source, four around every position. Not thread-safe.
 *
 * <p>A row goes through short loops over whole arrays instead of one loop over pixels: all but the
 * one that fetches the four pixels are such as the compiler turns into vector instructions.
 *
 * <p>Positions are in steps of 2^-16, weights in steps of 1/256. Both mixtures, along the row and
 * then across, are rounded to whole values: within 2 of the exact value, and grey stays grey.
 */
final class RowBlend {
  /** Bits of a position after the point. */
  static final int FRACTION_BITS = 16;

  /** What rounds a position to the nearest weight. */
  static final int HALF_WEIGHT = 1 << FRACTION_BITS - 9;

  private static final int WEIGHT_SHIFT = FRACTION_BITS - 8;
  private static final int ONE = 256;
  private static final int LANES = 0x00ff00ff;
  private static final int ROUNDING = 0x00800080;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final PixelSource source;
  private final int left;
  private final int top;
  private final int[] wayX;
  private final int[] wayY;
  private final int[] place;
  private final int[] partX;
  private final int[] partY;
  private final int[] upperLeft;
  private final int[] upperRight;
  private final int[] lowerLeft;
  private final int[] lowerRight;
  private final int[] upper;
  private final int[] lower;
  private final int[] blended;
  private final int[][] colours;

  /**
   * For rows of a target.
   *
   * @param source the pixels
   * @param left column of the source that positions count from
   * @param top row of the source, likewise
   * @param columns pixels in a row of the target
   * @param stepX columns of the source from one pixel of the target to the next
   * @param stepY rows of the source, likewise
   */
  RowBlend(PixelSource source, int left, int top, int columns, double stepX, double stepY) {
    this.source = source;
    this.left = left;
    this.top = top;
    wayX = way(columns, stepX);
    wayY = way(columns, stepY);
    place = new int[columns];
    partX = new int[columns];
    partY = new int[columns];
    upperLeft = new int[columns];
    upperRight = new int[columns];
    lowerLeft = new int[columns];
    lowerRight = new int[columns];
    upper = new int[columns];
    lower = new int[columns];
    blended = new int[columns];
    colours = new int[PixelSource.CHANNELS][columns];
  }

  /** The lower 32 bits suffice: positions wrap, and those of pixels in the window fit. */
  private static int[] way(int columns, double step) {
    int[] way = new int[columns];
    for (int i = 0; i < columns; i++) {
      way[i] = (int) fixed(i * step);
    }
    return way;
  }

  /** A position or distance in steps of 2^-16. */
  static long fixed(double pixels) {
    return Math.round(pixels * (1 << FRACTION_BITS));
  }

  /**
   * Blends the columns of a span.
   *
   * @param x column of the source, of the target's column 0, in steps of 2^-16
   * @param y row of the source, likewise
   * @param span the columns
   * @param inner those of them whose position lies in the image, two columns before the right
   *     border and one row before the lower one
   */
  void blend(int x, int y, Span span, Span inner) {
    int from = span.from();
    int to = span.to();
    fetchSlowly(x, y, from, inner.from());
    fetch(x, y, inner.from(), inner.to());
    fetchSlowly(x, y, inner.to(), to);
    parts(wayX, x, partX, from, to);
    mix(upperLeft, upperRight, partX, upper, 0, from, to);
    mix(lowerLeft, lowerRight, partX, lower, 0, from, to);
    parts(wayY, y, partY, from, to);
    mix(upper, lower, partY, blended, 0, from, to);
    separate(blended, 0, colours[0], from, to);
    separate(blended, 16, colours[2], from, to);
    mix(upperLeft, upperRight, partX, upper, 8, from, to);
    mix(lowerLeft, lowerRight, partX, lower, 8, from, to);
    mix(upper, lower, partY, blended, 0, from, to);
    separate(blended, 0, colours[1], from, to);
  }

  private void fetchSlowly(int x, int y, int from, int to) {
    for (int i = from; i < to; i++) {
      int column = left + (x + wayX[i] >> FRACTION_BITS);
      int row = top + (y + wayY[i] >> FRACTION_BITS);
      upperLeft[i] = source.pixel(column, row);
      upperRight[i] = source.pixel(column + 1, row);
      lowerLeft[i] = source.pixel(column, row + 1);
      lowerRight[i] = source.pixel(column + 1, row + 1);
    }
  }

  /** A long has two neighbours and two bytes of the next, which are no part of any lane. */
  private void fetch(int x, int y, int from, int to) {
    int rowBytes = source.width() * PixelSource.CHANNELS;
    places(wayX, wayY, x, y, rowBytes, place, from, to);
    byte[] colours = source.colours();
    int start = top * rowBytes + left * PixelSource.CHANNELS;
    for (int i = from; i < to; i++) {
      int at = start + place[i];
      long above = (long) LONGS.get(colours, at);
      long below = (long) LONGS.get(colours, at + rowBytes);
      upperLeft[i] = (int) above;
      upperRight[i] = (int) (above >>> 24);
      lowerLeft[i] = (int) below;
      lowerRight[i] = (int) (below >>> 24);
    }
  }

  private static void places(
      int[] wayX, int[] wayY, int x, int y, int rowBytes, int[] place, int from, int to) {
    for (int i = from; i < to; i++) {
      place[i] =
          (y + wayY[i] >> FRACTION_BITS) * rowBytes
              + (x + wayX[i] >> FRACTION_BITS) * PixelSource.CHANNELS;
    }
  }

  private static void parts(int[] way, int start, int[] part, int from, int to) {
    for (int i = from; i < to; i++) {
      part[i] = start + way[i] >> WEIGHT_SHIFT & 0xff;
    }
  }

  /** Mixes the two lanes of 16 bits that are left of each pixel after a shift. */
  private static void mix(
      int[] one, int[] other, int[] part, int[] mixed, int shift, int from, int to) {
    for (int i = from; i < to; i++) {
      mixed[i] =
          (one[i] >>> shift & LANES) * (ONE - part[i])
                      + (other[i] >>> shift & LANES) * part[i]
                      + ROUNDING
                  >>> 8
              & LANES;
    }
  }

  private static void separate(int[] lanes, int shift, int[] colour, int from, int to) {
    for (int i = from; i < to; i++) {
      colour[i] = lanes[i] >>> shift & 0xff;
    }
  }

  /**
   * The blended colours, {@code [colour][column]}; the next call of {@link #blend} changes them.
   */
  int[][] colours() {
    return colours;
  }
}
