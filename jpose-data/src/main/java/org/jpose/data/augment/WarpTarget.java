package org.jpose.data.augment;

import java.util.Arrays;
import org.jpose.core.image.ColourOrder;
import org.jpose.data.PixelPlanes;

/** Where a warped image goes, a piece of a row at a time. */
sealed interface WarpTarget {
  /** Puts grey into columns {@code from} to before {@code to}. */
  void fill(int row, int from, int to, int grey);

  /**
   * Puts blended pixels into columns {@code from} to before {@code to}.
   *
   * @param lanes the source
   * @param x position in the source of the first of them, in steps of 2^-32
   * @param y likewise
   * @param stepX from one to the next
   * @param stepY likewise
   */
  void blend(int row, int from, int to, PixelLanes lanes, long x, long y, long stepX, long stepY);

  /**
   * A picture.
   *
   * @param pixels {@code [row][column][3]}
   * @param columns pixels in a row
   */
  record Picture(byte[] pixels, int columns) implements WarpTarget {
    private static final int CHANNELS = 3;

    @Override
    public void fill(int row, int from, int to, int grey) {
      int start = row * columns;
      Arrays.fill(pixels, (start + from) * CHANNELS, (start + to) * CHANNELS, (byte) grey);
    }

    @Override
    public void blend(
        int row, int from, int to, PixelLanes lanes, long x, long y, long stepX, long stepY) {
      int end = (row * columns + to) * CHANNELS;
      for (int i = (row * columns + from) * CHANNELS; i < end; i += CHANNELS) {
        long blended = lanes.blend(x, y);
        pixels[i] = (byte) PixelLanes.first(blended);
        pixels[i + 1] = (byte) PixelLanes.second(blended);
        pixels[i + 2] = (byte) PixelLanes.third(blended);
        x += stepX;
        y += stepY;
      }
    }
  }

  /**
   * The planes of a batch, each colour through a table.
   *
   * @param planes the planes
   * @param order of the source's colours
   * @param table what becomes of colours: {@code [3][256]}, by the colour's place in a pixel of the
   *     source
   */
  record Planes(PixelPlanes planes, ColourOrder order, float[] table) implements WarpTarget {
    @Override
    public void fill(int row, int from, int to, int grey) {
      for (int colour = 0; colour < 3; colour++) {
        int start = planes.start(order, colour) + row * planes.width();
        Arrays.fill(planes.values(), start + from, start + to, table[256 * colour + grey]);
      }
    }

    @Override
    public void blend(
        int row, int from, int to, PixelLanes lanes, long x, long y, long stepX, long stepY) {
      // One table and one distance: three of each measured slower, in one run on a busy machine.
      float[] values = planes.values();
      int plane = planes.start(order, 1) - planes.start(order, 0);
      int at = planes.start(order, 0) + row * planes.width() + from;
      for (int end = at + to - from; at < end; at++) {
        long blended = lanes.blend(x, y);
        values[at] = table[PixelLanes.first(blended)];
        values[at + plane] = table[PixelLanes.second(blended) + 256];
        values[at + 2 * plane] = table[PixelLanes.third(blended) + 512];
        x += stepX;
        y += stepY;
      }
    }
  }
}
