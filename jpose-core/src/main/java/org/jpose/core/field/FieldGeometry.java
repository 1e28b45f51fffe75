package org.jpose.core.field;

import org.jpose.core.pose.LabelledJoint;

/**
 * What lies where on the grid of cells: the geometry that drawing and masking of targets share.
 * Immutable.
 *
 * @param width cells in a row
 * @param height rows of cells
 * @param stride pixels per cell
 * @param options widths
 */
record FieldGeometry(int width, int height, int stride, EncoderOptions options) {
  /** Gaussians end where the exponent passes this: at one hundredth of their height. */
  static final double MAX_EXPONENT = 4.6052;

  private static final double MIN_LIMB_LENGTH = 1e-6;

  /** Does something with a piece of a row of cells, the last one not included. */
  interface Span {
    void accept(int row, int from, int to);
  }

  /** Place on the grid of a pixel; cell centres are whole numbers. */
  double toCell(double pixel) {
    return (pixel + 0.5) / stride - 0.5;
  }

  /** Standard deviation of a Gaussian in cells. */
  double sigma() {
    return options.sigma() / stride;
  }

  /** Cells after which a Gaussian is cut. */
  double reach() {
    return sigma() * Math.sqrt(2 * MAX_EXPONENT);
  }

  /** First cell not before a place. */
  static int first(double cell) {
    return (int) Math.max(0, Math.ceil(cell));
  }

  /** Last cell not after a place. */
  static int last(double cell, int cells) {
    return (int) Math.min(cells - 1, Math.floor(cell));
  }

  /** Cells whose centres a Gaussian reaches. */
  void disc(double x, double y, Span span) {
    double limit = 2 * sigma() * sigma() * MAX_EXPONENT;
    int bottom = last(y + reach(), height);
    for (int row = first(y - reach()); row <= bottom; row++) {
      double half = Math.sqrt(Math.max(0, limit - (row - y) * (row - y)));
      emit(row, x - half, x + half, span);
    }
  }

  /**
   * Cells whose centres lie in a limb's band: at most the half-width beside the line, and at most
   * the extension beyond its ends. None if the limb has no length.
   */
  void band(LabelledJoint from, LabelledJoint to, Span span) {
    double startX = toCell(from.x());
    double startY = toCell(from.y());
    double endX = toCell(to.x());
    double endY = toCell(to.y());
    double length = Math.hypot(endX - startX, endY - startY);
    if (length < MIN_LIMB_LENGTH) {
      return;
    }
    double unitX = (endX - startX) / length;
    double unitY = (endY - startY) / length;
    double extension = options.limbExtension() / stride;
    double halfWidth = options.limbWidth() / stride;
    double reach = extension + halfWidth;
    int bottom = last(Math.max(startY, endY) + reach, height);
    for (int row = first(Math.min(startY, endY) - reach); row <= bottom; row++) {
      // Both conditions are linear in the column: each leaves an interval.
      double down = row - startY;
      Interval along = Interval.of(unitX, down * unitY, -extension, length + extension);
      Interval across = Interval.of(unitY, -down * unitX, -halfWidth, halfWidth);
      emit(
          row,
          startX + Math.max(along.from, across.from),
          startX + Math.min(along.to, across.to),
          span);
    }
  }

  /** Cells whose centres lie in a rectangle of pixels. */
  void box(double left, double top, double right, double bottom, Span span) {
    int lastRow = last(toCell(bottom), height);
    for (int row = first(toCell(top)); row <= lastRow; row++) {
      emit(row, toCell(left), toCell(right), span);
    }
  }

  private void emit(int row, double left, double right, Span span) {
    int from = first(left);
    int to = last(right, width) + 1;
    if (from < to) {
      span.accept(row, from, to);
    }
  }

  /** Numbers {@code t} with {@code least <= slope * t + start <= most}. */
  private record Interval(double from, double to) {
    private static final Interval ALL =
        new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    private static final Interval NONE =
        new Interval(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

    static Interval of(double slope, double start, double least, double most) {
      if (Math.abs(slope) < 1e-12) {
        return start >= least && start <= most ? ALL : NONE;
      }
      double a = (least - start) / slope;
      double b = (most - start) / slope;
      return new Interval(Math.min(a, b), Math.max(a, b));
    }
  }
}
