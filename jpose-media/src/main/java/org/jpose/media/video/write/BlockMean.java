package org.jpose.media.video.write;

import org.jpose.core.image.Image;

/** Makes one pixel of each block of pixels: their mean. */
final class BlockMean {
  private static final int CHANNELS = 3;

  private BlockMean() {}

  /**
   * The image in smaller; itself if blocks are single pixels. The last blocks of rows and columns
   * are what is left.
   */
  static Image of(Image image, int blockWidth, int blockHeight) {
    if (blockWidth == 1 && blockHeight == 1) {
      return image;
    }
    int width = (image.width() + blockWidth - 1) / blockWidth;
    int height = (image.height() + blockHeight - 1) / blockHeight;
    byte[] pixels = new byte[width * height * CHANNELS];
    for (int y = 0; y < height; y++) {
      int bottom = Math.min((y + 1) * blockHeight, image.height());
      for (int x = 0; x < width; x++) {
        int right = Math.min((x + 1) * blockWidth, image.width());
        for (int channel = 0; channel < CHANNELS; channel++) {
          pixels[(y * width + x) * CHANNELS + channel] =
              mean(image, x * blockWidth, y * blockHeight, right, bottom, channel);
        }
      }
    }
    return Image.wrap(width, height, image.order(), pixels);
  }

  private static byte mean(Image image, int left, int top, int right, int bottom, int channel) {
    long sum = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        sum += image.value(x, y, channel);
      }
    }
    long count = (long) (right - left) * (bottom - top);
    return (byte) ((sum + count / 2) / count);
  }
}
