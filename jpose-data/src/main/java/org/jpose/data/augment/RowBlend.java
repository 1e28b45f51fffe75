package org.jpose.data.augment;

/**
 * Blends the pixels of a row from a source, four around every position. Not thread-safe.
 *
 * <p>A row goes through short loops over whole arrays instead of one loop over pixels: all but the
 * one that fetches the four pixels are such as the compiler turns into vector instructions. Cost:
 * that of fetching, about as much again for the rest.
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

  private final PixelWindow source;
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
  private final int[] outer;
  private final int[] middle;

  /**
   * For rows of a target.
   *
   * @param source the pixels
   * @param columns pixels in a row of the target
   * @param stepX columns of the source from one pixel of the target to the next
   * @param stepY rows of the source, likewise
   */
  RowBlend(PixelWindow source, int columns, double stepX, double stepY) {
    this.source = source;
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
    outer = new int[columns];
    middle = new int[columns];
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
   * Blends columns {@code from} to before {@code to}; all must lie in the source.
   *
   * @param x column of the source, of the target's column 0, in steps of 2^-16
   * @param y row of the source, likewise
   */
  void blend(int x, int y, int from, int to) {
    places(wayX, wayY, x, y, source.columns(), place, from, to);
    parts(wayX, x, partX, from, to);
    parts(wayY, y, partY, from, to);
    fetch(from, to);
    mixOuter(upperLeft, upperRight, partX, upper, from, to);
    mixOuter(lowerLeft, lowerRight, partX, lower, from, to);
    mixOuter(upper, lower, partY, outer, from, to);
    mixMiddle(upperLeft, upperRight, partX, upper, from, to);
    mixMiddle(lowerLeft, lowerRight, partX, lower, from, to);
    mixOuter(upper, lower, partY, middle, from, to);
  }

  private static void places(
      int[] wayX, int[] wayY, int x, int y, int columns, int[] place, int from, int to) {
    for (int i = from; i < to; i++) {
      place[i] = (y + wayY[i] >> FRACTION_BITS) * columns + (x + wayX[i] >> FRACTION_BITS);
    }
  }

  private static void parts(int[] way, int start, int[] part, int from, int to) {
    for (int i = from; i < to; i++) {
      part[i] = start + way[i] >> WEIGHT_SHIFT & 0xff;
    }
  }

  private void fetch(int from, int to) {
    int[] pixels = source.pixels();
    int columns = source.columns();
    int[] places = place;
    int[] first = upperLeft;
    int[] second = upperRight;
    int[] third = lowerLeft;
    int[] fourth = lowerRight;
    for (int i = from; i < to; i++) {
      int at = places[i];
      first[i] = pixels[at];
      second[i] = pixels[at + 1];
      third[i] = pixels[at + columns];
      fourth[i] = pixels[at + columns + 1];
    }
  }

  /** Of the first and third colour, in lanes of 16 bits. */
  private static void mixOuter(
      int[] first, int[] second, int[] part, int[] mixed, int from, int to) {
    for (int i = from; i < to; i++) {
      mixed[i] =
          (first[i] & LANES) * (ONE - part[i]) + (second[i] & LANES) * part[i] + ROUNDING >>> 8
              & LANES;
    }
  }

  /** Of the second colour, likewise; comes out where the first was. */
  private static void mixMiddle(
      int[] first, int[] second, int[] part, int[] mixed, int from, int to) {
    for (int i = from; i < to; i++) {
      mixed[i] =
          (first[i] >>> 8 & LANES) * (ONE - part[i])
                      + (second[i] >>> 8 & LANES) * part[i]
                      + ROUNDING
                  >>> 8
              & LANES;
    }
  }

  /** Writes the row's columns {@code from} to before {@code to} into a picture's interleaved. */
  void write(int from, int to, byte[] pixels, int start) {
    for (int i = from, at = start; i < to; i++, at += 3) {
      pixels[at] = (byte) outer[i];
      pixels[at + 1] = (byte) middle[i];
      pixels[at + 2] = (byte) (outer[i] >>> 16);
    }
  }

  /** Writes one colour of the row into a plane, from {@code start + from} on. */
  void write(int from, int to, int colour, float[] plane, int start) {
    if (colour == 0) {
      writeLower(outer, from, to, plane, start);
    } else if (colour == 1) {
      writeLower(middle, from, to, plane, start);
    } else {
      writeUpper(outer, from, to, plane, start);
    }
  }

  private static void writeLower(int[] lanes, int from, int to, float[] plane, int start) {
    for (int i = from; i < to; i++) {
      plane[start + i] = lanes[i] & 0xff;
    }
  }

  private static void writeUpper(int[] lanes, int from, int to, float[] plane, int start) {
    for (int i = from; i < to; i++) {
      plane[start + i] = lanes[i] >>> 16;
    }
  }

  /** The same, by way of a table whose entries for the colour begin at {@code 256 * colour}. */
  void write(int from, int to, int colour, float[] table, float[] plane, int start) {
    int[] lanes = colour == 1 ? middle : outer;
    int shift = colour == 2 ? 16 : 0;
    int first = 256 * colour;
    for (int i = from; i < to; i++) {
      plane[start + i] = table[first + (lanes[i] >>> shift & 0xff)];
    }
  }
}
