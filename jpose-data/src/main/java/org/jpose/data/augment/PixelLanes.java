package org.jpose.data.augment;

/**
 * Pixels whose three colours are worked on at once, as lanes of 21 bits in a {@code long}: weights
 * are of 6 bits along each axis, so that a sum of four pixels takes 20.
 *
 * @param values {@code [row][column]}
 * @param columns pixels in a row
 */
record PixelLanes(long[] values, int columns) {
  /** Bits of a weight: positions are rounded to so many after the point. */
  static final int WEIGHT_BITS = 6;

  private static final int LANE = 21;
  private static final int WHOLE_BITS = 2 * WEIGHT_BITS;
  private static final long ONES = 1L << 2 * LANE | 1L << LANE | 1L;
  private static final long ROUNDING = ONES << WHOLE_BITS - 1;
  private static final int PART_SHIFT = Integer.SIZE - WEIGHT_BITS;
  private static final int PART_MASK = (1 << WEIGHT_BITS) - 1;

  /** A pixel of three equal colours. */
  static long grey(int value) {
    return ONES * value;
  }

  /** The pixel that begins there in interleaved colours. */
  static long pixel(byte[] colours, int from) {
    return colours[from] & 0xff
        | (colours[from + 1] & 0xffL) << LANE
        | (colours[from + 2] & 0xffL) << 2 * LANE;
  }

  /**
   * Blends the four pixels around a position.
   *
   * @param x column, in steps of 2^-32, from 0 to less than the last
   * @param y row, likewise
   * @return to be read with {@link #first}, {@link #second}, {@link #third}
   */
  long blend(long x, long y) {
    int from = (int) (y >> 32) * columns + (int) (x >> 32);
    long partX = x >>> PART_SHIFT & PART_MASK;
    long partY = y >>> PART_SHIFT & PART_MASK;
    long upper = mixed(values[from], values[from + 1], partX);
    long lower = mixed(values[from + columns], values[from + columns + 1], partX);
    return mixed(upper, lower, partY) + ROUNDING;
  }

  /** Borrows between the lanes of a difference cancel in the sum. */
  private static long mixed(long first, long second, long part) {
    return (first << WEIGHT_BITS) + (second - first) * part;
  }

  static int first(long blended) {
    return (int) (blended >>> WHOLE_BITS) & 0xff;
  }

  static int second(long blended) {
    return (int) (blended >>> LANE + WHOLE_BITS) & 0xff;
  }

  static int third(long blended) {
    return (int) (blended >>> 2 * LANE + WHOLE_BITS) & 0xff;
  }
}
