package org.jpose.data.augment;

/**
 * An image's pixels in an endless plane of grey.
 *
 * @param colours {@code [row][column][3]}
 * @param width pixels in a row
 * @param height number of rows
 * @param fill the grey, 0 to 255
 */
record PixelSource(byte[] colours, int width, int height, int fill) {
  static final int CHANNELS = 3;

  /** The three colours of a pixel in bits 0, 8 and 16 on. */
  int pixel(int x, int y) {
    if (x < 0 || y < 0 || x >= width || y >= height) {
      return fill * 0x010101;
    }
    int from = (y * width + x) * CHANNELS;
    return colours[from] & 0xff
        | (colours[from + 1] & 0xff) << 8
        | (colours[from + 2] & 0xff) << 16;
  }
}
