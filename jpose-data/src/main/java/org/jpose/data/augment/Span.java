package org.jpose.data.augment;

/**
 * Columns of a row.
 *
 * @param from the first
 * @param to the one after the last, not before the first
 */
record Span(int from, int to) {
  /**
   * Those whose position is at least one bound and below another.
   *
   * @param first position of column 0, in steps of 2^-16
   * @param step pixels from one column to the next
   */
  Span within(long first, double step, int least, int end) {
    long low = (long) least << RowBlend.FRACTION_BITS;
    long high = (long) end << RowBlend.FRACTION_BITS;
    if (step == 0) {
      return first >= low && first < high ? this : new Span(from, from);
    }
    double pixels = first / (double) (1 << RowBlend.FRACTION_BITS);
    double enter = ((step > 0 ? least : end) - pixels) / step;
    double leave = ((step > 0 ? end : least) - pixels) / step;
    int begin = (int) Math.max(from, Math.min(to, Math.floor(enter) - 1));
    int stop = (int) Math.max(begin, Math.min(to, Math.ceil(leave) + 2));
    // Division rounds: the ends are tried.
    while (begin < stop && !isWithin(first + RowBlend.fixed(begin * step), low, high)) {
      begin++;
    }
    while (stop > begin && !isWithin(first + RowBlend.fixed((stop - 1) * step), low, high)) {
      stop--;
    }
    return new Span(begin, stop);
  }

  private static boolean isWithin(long position, long low, long high) {
    return position >= low && position < high;
  }
}
