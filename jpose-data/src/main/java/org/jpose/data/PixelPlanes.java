package org.jpose.data;

import java.util.Objects;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;

/**
 * The part of a batch that takes the pixels of one sample: three planes, {@code
 * [colour][row][column]}, 0 to 255. Wraps its array.
 *
 * @param width pixels in a row
 * @param height number of rows
 * @param order which colour the first plane has
 * @param values the batch's images
 * @param start index of the first number
 */
public record PixelPlanes(int width, int height, ColourOrder order, float[] values, int start) {
  /**
   * Checks the place.
   *
   * @throws IllegalArgumentException if the planes do not fit into the array
   */
  public PixelPlanes {
    Objects.requireNonNull(order, "order");
    if (width < 1 || height < 1 || start < 0 || values.length - start < 3L * width * height) {
      throw new IllegalArgumentException(
          "planes of %dx%d pixels from %d on do not fit into %d numbers"
              .formatted(width, height, start, values.length));
    }
  }

  /**
   * Index of the first number of a colour.
   *
   * @param pixels order of colours in a pixel
   * @param colour place of the colour in such a pixel, 0 to 2
   */
  public int start(ColourOrder pixels, int colour) {
    return start + (pixels == order ? colour : 2 - colour) * width * height;
  }

  /**
   * Writes an image as it is.
   *
   * @throws IllegalArgumentException if it has another size
   */
  public void write(Image image) {
    if (image.width() != width || image.height() != height) {
      throw new IllegalArgumentException(
          "%s for planes of %dx%d pixels".formatted(image, width, height));
    }
    byte[] pixels = image.pixels();
    int toFirst = start(image.order(), 0);
    int toSecond = start(image.order(), 1);
    int toThird = start(image.order(), 2);
    for (int i = 0, from = 0; i < width * height; i++, from += 3) {
      values[toFirst + i] = pixels[from] & 0xff;
      values[toSecond + i] = pixels[from + 1] & 0xff;
      values[toThird + i] = pixels[from + 2] & 0xff;
    }
  }

  /**
   * Writes pixels, each colour through a table.
   *
   * @param pixels {@code [height][width][3]}
   * @param pixelOrder order of their colours
   * @param table what becomes of a value: {@code [3][256]}, by the colour's place in a pixel
   */
  public void write(byte[] pixels, ColourOrder pixelOrder, float[] table) {
    int toFirst = start(pixelOrder, 0);
    int toSecond = start(pixelOrder, 1);
    int toThird = start(pixelOrder, 2);
    for (int i = 0, from = 0; i < width * height; i++, from += 3) {
      values[toFirst + i] = table[pixels[from] & 0xff];
      values[toSecond + i] = table[(pixels[from + 1] & 0xff) + 256];
      values[toThird + i] = table[(pixels[from + 2] & 0xff) + 512];
    }
  }
}
