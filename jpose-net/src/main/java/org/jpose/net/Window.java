package org.jpose.net;

/**
 * A window that slides over rows and columns.
 *
 * @param height rows of the kernel
 * @param width columns of the kernel
 * @param stride step between windows, the same both ways
 * @param dilation distance between kernel cells, the same both ways
 * @param padding zeros around the input
 */
public record Window(int height, int width, int stride, int dilation, Padding padding) {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if a size, the stride or the dilation is not positive
   */
  public Window {
    if (height < 1 || width < 1 || stride < 1 || dilation < 1) {
      throw new IllegalArgumentException(
          "window %dx%d, stride %d, dilation %d: each must be > 0"
              .formatted(height, width, stride, dilation));
    }
  }

  /** Returns a square window of stride 1 with SAME padding. */
  public static Window square(int kernel) {
    return new Window(kernel, kernel, 1, 1, Padding.SAME);
  }

  /** Returns this with another stride. */
  public Window withStride(int stride) {
    return new Window(height, width, stride, dilation, padding);
  }

  /** Returns this with another dilation. */
  public Window withDilation(int dilation) {
    return new Window(height, width, stride, dilation, padding);
  }

  /** Returns this with another padding. */
  public Window withPadding(Padding padding) {
    return new Window(height, width, stride, dilation, padding);
  }

  /** Returns the rows the kernel spans, dilation included. */
  public int spanHeight() {
    return (height - 1) * dilation + 1;
  }

  /** Returns the columns the kernel spans, dilation included. */
  public int spanWidth() {
    return (width - 1) * dilation + 1;
  }

  /** Returns the number of results along an axis of {@code in} cells; may be 0 or less. */
  int results(int in, int span) {
    return padding.same()
        ? (in + stride - 1) / stride
        : Math.floorDiv(in + 2 * padding.amount() - span, stride) + 1;
  }

  /**
   * Returns how many results {@code cells * t} cells give, divided by {@code t}, if that is a whole
   * number for every {@code t}; 0 if not.
   */
  int resultsPerPeriod(int cells, int span) {
    boolean exact =
        cells > 0
            && cells % stride == 0
            && (padding.same() || Math.floorDiv(2 * padding.amount() - span, stride) == -1);
    return exact ? cells / stride : 0;
  }
}
