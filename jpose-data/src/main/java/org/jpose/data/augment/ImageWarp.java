package org.jpose.data.augment;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.jpose.core.image.Image;

/**
 * Resamples an image through an affine map: bilinear, with a constant colour outside. What shrinks
 * to less than a half along an axis is first averaged over whole pixels along that axis, so that
 * every pixel of the image has its part in the result.
 */
final class ImageWarp {
  private static final int CHANNELS = 3;

  private final PixelSource source;
  private final Affine back;

  private ImageWarp(PixelSource source, Affine back) {
    this.source = source;
    this.back = back;
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
    byte[] pixels = new byte[targetWidth * targetHeight * CHANNELS];
    of(image, map, fill)
        .run(new WarpTarget.Picture(pixels, targetWidth), targetWidth, targetHeight);
    return pixels;
  }

  /**
   * For an image.
   *
   * @param map from its pixels to the target's
   * @param fill grey, 0 to 255, where the image does not reach
   */
  static ImageWarp of(Image image, Affine map, int fill) {
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
    return new ImageWarp(new PixelSource(source, width, height, fill), back);
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

  /** Resamples, row by row, as often as there are targets. */
  void run(WarpTarget target, int columns, int rows) {
    Window window = Window.of(back, columns, rows, source.width(), source.height());
    if (window.isEmpty()) {
      for (int row = 0; row < rows; row++) {
        if (target.needs(row)) {
          target.fill(row, 0, columns, source.fill());
          target.end(row);
        }
      }
      return;
    }
    int side = Math.max(window.right - window.left, window.bottom - window.top);
    if (side > Short.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a target that sees %d pixels of an image along a side, expected at most %d; make it smaller"
              .formatted(side, Short.MAX_VALUE));
    }
    RowBlend blend = new RowBlend(source, window.left, window.top, columns, back.xx(), back.yx());
    for (int row = 0; row < rows; row++) {
      if (!target.needs(row)) {
        continue;
      }
      long x = RowBlend.fixed(back.x(0, row) - window.left) + RowBlend.HALF_WEIGHT;
      long y = RowBlend.fixed(back.y(0, row) - window.top) + RowBlend.HALF_WEIGHT;
      Span span =
          new Span(0, columns)
              .within(x, back.xx(), 0, window.right - window.left)
              .within(y, back.yx(), 0, window.bottom - window.top);
      Span inner =
          span.within(x, back.xx(), -window.left, source.width() - 2 - window.left)
              .within(y, back.yx(), -window.top, source.height() - 1 - window.top);
      target.fill(row, 0, span.from(), source.fill());
      blend.blend((int) x, (int) y, span, inner);
      target.put(row, span.from(), span.to(), blend.colours());
      target.fill(row, span.to(), columns, source.fill());
      target.end(row);
    }
  }

  /**
   * The part of the image that is seen: positions from left and top on, before right and bottom.
   * Begins one pixel before the image, where the fill ends.
   */
  private record Window(int left, int top, int right, int bottom) {
    static Window of(Affine back, int columns, int rows, int width, int height) {
      double right = columns - 1;
      double bottom = rows - 1;
      return new Window(
          least(-1, back.x(0, 0), back.x(right, 0), back.x(0, bottom), back.x(right, bottom)),
          least(-1, back.y(0, 0), back.y(right, 0), back.y(0, bottom), back.y(right, bottom)),
          most(width, back.x(0, 0), back.x(right, 0), back.x(0, bottom), back.x(right, bottom)),
          most(height, back.y(0, 0), back.y(right, 0), back.y(0, bottom), back.y(right, bottom)));
    }

    private static int least(int bound, double... corners) {
      return (int) Math.max(bound, Math.floor(DoubleStream.of(corners).min().orElseThrow()) - 1);
    }

    /** Two more than the last corner: positions are rounded, and the pixel after it is needed. */
    private static int most(int bound, double... corners) {
      return (int) Math.min(bound, Math.floor(DoubleStream.of(corners).max().orElseThrow()) + 2);
    }

    boolean isEmpty() {
      return left >= right || top >= bottom;
    }
  }
}
