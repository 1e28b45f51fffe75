package org.jpose.data.augment;

import java.util.Arrays;
import java.util.Optional;
import org.jpose.core.image.ColourOrder;
import org.jpose.data.PixelPlanes;

/** Where a warped image goes, a piece of a row at a time. */
interface WarpTarget {
  /** Whether a row is needed; of the others there will be nothing. */
  default boolean needs(int row) {
    return true;
  }

  /** Puts grey into columns {@code from} to before {@code to}. */
  void fill(int row, int from, int to, int grey);

  /** Puts columns {@code from} to before {@code to} of {@code [colour][column]}, 0 to 255. */
  void put(int row, int from, int to, int[][] colours);

  /** All columns of a row have come. */
  default void end(int row) {}

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
    public void put(int row, int from, int to, int[][] colours) {
      int[] first = colours[0];
      int[] second = colours[1];
      int[] third = colours[2];
      for (int i = from, at = (row * columns + from) * CHANNELS; i < to; i++, at += CHANNELS) {
        pixels[at] = (byte) first[i];
        pixels[at + 1] = (byte) second[i];
        pixels[at + 2] = (byte) third[i];
      }
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
    public void put(int row, int from, int to, int[][] colours) {
      for (int colour = 0; colour < 3; colour++) {
        int start = planes.start(order, colour) + row * planes.width();
        if (table.isPresent()) {
          convert(colours[colour], table.get(), 256 * colour, planes.values(), start, from, to);
        } else {
          convert(colours[colour], planes.values(), start, from, to);
        }
      }
    }

    private static void convert(int[] colour, float[] plane, int start, int from, int to) {
      for (int i = from; i < to; i++) {
        plane[start + i] = colour[i];
      }
    }

    private static void convert(
        int[] colour, float[] table, int offset, float[] plane, int start, int from, int to) {
      for (int i = from; i < to; i++) {
        plane[start + i] = table[offset + colour[i]];
      }
    }
  }

  /** Takes the mean of an image's colours, of some of its rows. */
  final class Mean implements WarpTarget {
    /** Rows between two that are looked at. */
    static final int STEP = 4;

    private final long[] sums = new long[3];
    private long count;

    @Override
    public boolean needs(int row) {
      return row % STEP == 0;
    }

    @Override
    public void fill(int row, int from, int to, int grey) {
      for (int colour = 0; colour < 3; colour++) {
        sums[colour] += (long) grey * (to - from);
      }
      count += to - from;
    }

    @Override
    public void put(int row, int from, int to, int[][] colours) {
      for (int colour = 0; colour < 3; colour++) {
        sums[colour] += sum(colours[colour], from, to);
      }
      count += to - from;
    }

    private static int sum(int[] colour, int from, int to) {
      int sum = 0;
      for (int i = from; i < to; i++) {
        sum += colour[i];
      }
      return sum;
    }

    /** The mean red, green and blue of pixels in an order. */
    double[] colour(ColourOrder order) {
      int red = order.red();
      return new double[] {
        (double) sums[red] / count, (double) sums[1] / count, (double) sums[2 - red] / count
      };
    }
  }
}
