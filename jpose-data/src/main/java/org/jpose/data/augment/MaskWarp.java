package org.jpose.data.augment;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jpose.data.LossMask;

/** Takes a loss mask through the map of its image. */
final class MaskWarp {
  private MaskWarp() {}

  /**
   * Resamples bilinearly. Outside of the image the loss counts, as CMU's training does for COCO:
   * what the picture is filled with there is background, and a network that is fed images with
   * borders must learn to say so.
   */
  static LossMask apply(LossMask mask, Affine map, int targetWidth, int targetHeight) {
    if (mask.pixels().isEmpty()) {
      return LossMask.everywhere(targetWidth, targetHeight);
    }
    byte[] source = mask.pixels().orElseThrow();
    int width = mask.width();
    int height = mask.height();
    Affine back = map.inverse();
    byte[] target = new byte[targetWidth * targetHeight];
    Arrays.fill(target, LossMask.COUNTS);
    Area area = Area.of(mask, map, targetWidth, targetHeight);
    for (int row = area.top; row < area.bottom; row++) {
      double x = back.x(area.left, row);
      double y = back.y(area.left, row);
      int to = row * targetWidth + area.left;
      int end = row * targetWidth + area.right;
      for (; to < end; to++, x += back.xx(), y += back.yx()) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        if (left < -1 || top < -1 || left >= width || top >= height) {
          continue;
        }
        double partX = x - left;
        double partY = y - top;
        double upper =
            value(source, width, height, left, top) * (1 - partX)
                + value(source, width, height, left + 1, top) * partX;
        double lower =
            value(source, width, height, left, top + 1) * (1 - partX)
                + value(source, width, height, left + 1, top + 1) * partX;
        target[to] = (byte) (upper * (1 - partY) + lower * partY + 0.5);
      }
    }
    return LossMask.wrap(targetWidth, targetHeight, target);
  }

  private static int value(byte[] source, int width, int height, int x, int y) {
    return x < 0 || y < 0 || x >= width || y >= height ? 255 : source[y * width + x] & 0xff;
  }

  /**
   * The part of the target that pixels can reach for which the loss does not count fully; columns
   * from left on, before right.
   */
  private record Area(int left, int top, int right, int bottom) {
    static Area of(LossMask mask, Affine map, int targetWidth, int targetHeight) {
      byte[] pixels = mask.pixels().orElseThrow();
      int left = mask.width();
      int right = -1;
      int top = mask.height();
      int bottom = -1;
      for (int y = 0, i = 0; y < mask.height(); y++) {
        for (int x = 0; x < mask.width(); x++, i++) {
          if (pixels[i] != LossMask.COUNTS) {
            left = Math.min(left, x);
            right = Math.max(right, x);
            top = Math.min(top, y);
            bottom = y;
          }
        }
      }
      if (right < 0) {
        return new Area(0, 0, 0, 0);
      }
      // Each has a part in what lies less than a pixel away.
      double[] x = {left - 1, right + 1, left - 1, right + 1};
      double[] y = {top - 1, top - 1, bottom + 1, bottom + 1};
      double[] targetX = IntStream.range(0, 4).mapToDouble(i -> map.x(x[i], y[i])).toArray();
      double[] targetY = IntStream.range(0, 4).mapToDouble(i -> map.y(x[i], y[i])).toArray();
      return new Area(
          within(Math.floor(least(targetX)), targetWidth),
          within(Math.floor(least(targetY)), targetHeight),
          within(Math.ceil(most(targetX)) + 1, targetWidth),
          within(Math.ceil(most(targetY)) + 1, targetHeight));
    }

    private static double least(double... values) {
      return DoubleStream.of(values).min().orElseThrow();
    }

    private static double most(double... values) {
      return DoubleStream.of(values).max().orElseThrow();
    }

    private static int within(double place, int size) {
      return (int) Math.max(0, Math.min(size, place));
    }
  }
}
