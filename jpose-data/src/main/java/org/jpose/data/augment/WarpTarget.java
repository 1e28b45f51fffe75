package org.jpose.data.augment;

import java.util.Arrays;
import java.util.Optional;
import org.jpose.core.image.ColourOrder;
import org.jpose.data.PixelPlanes;

/** Where a warped image goes, a piece of a row at a time. */
sealed interface WarpTarget {
  /** Puts grey into columns {@code from} to before {@code to}. */
  void fill(int row, int from, int to, int grey);

  /** Puts a blended row's columns {@code from} to before {@code to}. */
  void put(int row, int from, int to, RowBlend blended);

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
    public void put(int row, int from, int to, RowBlend blended) {
      blended.write(from, to, pixels, (row * columns + from) * CHANNELS);
    }
  }

  /**
   * The planes of a batch, each colour through a table if there is one.
   *
   * @param planes the planes
   * @param order of the source's colours
   * @param table what becomes of colours: {@code [3][256]}, by the colour's place in a pixel of the
   *     source; empty if they stay
   */
  record Planes(PixelPlanes planes, ColourOrder order, Optional<float[]> table)
      implements WarpTarget {
    @Override
    public void fill(int row, int from, int to, int grey) {
      for (int colour = 0; colour < 3; colour++) {
        int start = planes.start(order, colour) + row * planes.width();
        float value = table.isPresent() ? table.get()[256 * colour + grey] : grey;
        Arrays.fill(planes.values(), start + from, start + to, value);
      }
    }

    @Override
    public void put(int row, int from, int to, RowBlend blended) {
      for (int colour = 0; colour < 3; colour++) {
        int start = planes.start(order, colour) + row * planes.width();
        if (table.isPresent()) {
          blended.write(from, to, colour, table.get(), planes.values(), start);
        } else {
          blended.write(from, to, colour, planes.values(), start);
        }
      }
    }
  }
}
