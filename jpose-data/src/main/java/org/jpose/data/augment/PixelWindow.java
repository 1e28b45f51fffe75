package org.jpose.data.augment;

/**
 * A part of an image, or more than it, with a number a pixel: its three colours in bits 0, 8 and 16
 * on.
 *
 * @param pixels {@code [row][column]}
 * @param columns pixels in a row
 */
record PixelWindow(int[] pixels, int columns) {
  /** A pixel of three equal colours. */
  static int grey(int value) {
    return value * 0x010101;
  }

  /** The pixel that begins there in interleaved colours. */
  static int pixel(byte[] colours, int from) {
    return colours[from] & 0xff
        | (colours[from + 1] & 0xff) << 8
        | (colours[from + 2] & 0xff) << 16;
  }
}
