package org.jpose.ros.convert;

import java.nio.ByteBuffer;

/**
 * Colours from a sensor whose pixels each see one: those a pixel lacks are means of its nearest
 * neighbours that have them (bilinear). Beyond the edge it goes on as in a mirror.
 */
final class Bayer {
  private final ByteBuffer data;
  private final int width;
  private final int height;
  private final int step;
  private final int redX;
  private final int redY;

  /**
   * A picture.
   *
   * @param redX column of a red pixel in the upper left 2x2 pixels, where blue is across
   * @param redY its row
   */
  Bayer(ByteBuffer data, int width, int height, int step, int redX, int redY) {
    this.data = data;
    this.width = width;
    this.height = height;
    this.step = step;
    this.redX = redX;
    this.redY = redY;
  }

  /** The colours as BGR. */
  byte[] bgr() {
    byte[] bgr = new byte[width * height * 3];
    for (int y = 0, i = 0; y < height; y++) {
      boolean redRow = (y & 1) == redY;
      for (int x = 0; x < width; x++, i += 3) {
        boolean redColumn = (x & 1) == redX;
        int own = at(x, y);
        if (redRow != redColumn) {
          int beside = (at(x - 1, y) + at(x + 1, y) + 1) / 2;
          int above = (at(x, y - 1) + at(x, y + 1) + 1) / 2;
          set(bgr, i, redRow ? above : beside, own, redRow ? beside : above);
        } else {
          int cross = (at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) + 2) / 4;
          int corners =
              (at(x - 1, y - 1) + at(x + 1, y - 1) + at(x - 1, y + 1) + at(x + 1, y + 1) + 2) / 4;
          set(bgr, i, redRow ? corners : own, cross, redRow ? own : corners);
        }
      }
    }
    return bgr;
  }

  private static void set(byte[] bgr, int i, int blue, int green, int red) {
    bgr[i] = (byte) blue;
    bgr[i + 1] = (byte) green;
    bgr[i + 2] = (byte) red;
  }

  private int at(int x, int y) {
    return data.get(mirrored(y, height) * step + mirrored(x, width)) & 0xff;
  }

  private static int mirrored(int place, int size) {
    int inside = place < 0 ? -place : place >= size ? 2 * (size - 1) - place : place;
    return Math.max(0, Math.min(size - 1, inside));
  }
}
