package org.jpose.data.augment;

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
    for (int row = 0, to = 0; row < targetHeight; row++) {
      double x = back.x(0, row);
      double y = back.y(0, row);
      for (int column = 0; column < targetWidth; column++, to++, x += back.xx(), y += back.yx()) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        if (left < -1 || top < -1 || left >= width || top >= height) {
          target[to] = LossMask.COUNTS;
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
}
