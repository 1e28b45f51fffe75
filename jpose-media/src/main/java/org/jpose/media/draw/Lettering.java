package org.jpose.media.draw;

import java.awt.image.Raster;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.imageio.ImageIO;

/**
 * ASCII letters as pictures: Java2D draws none on machines without fonts. A picture holds the
 * letters from the blank to the tilde side by side, as coverage; white pixels in its first row mark
 * where each begins. See docs/adr/0007-pictures-without-fonts.md for how they were made.
 */
final class Lettering {
  private static final char FIRST = ' ';
  private static final int LETTERS = 95;

  private final Raster letters;
  private final int[] starts = new int[LETTERS + 1];

  private Lettering(Raster letters) {
    this.letters = letters;
    int letter = 0;
    for (int x = 0; x < letters.getWidth(); x++) {
      if (letters.getSample(x, 0, 0) == 255) {
        starts[letter++] = x;
      }
    }
    starts[LETTERS] = letters.getWidth();
  }

  /** Reads the letters of a size. */
  static Lettering of(TextSize size) {
    String name = "lettering-" + size.pixels() + ".png";
    try (InputStream in = Lettering.class.getResourceAsStream(name)) {
      return new Lettering(ImageIO.read(in).getRaster());
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + name + " of jpose-media cannot be read", e);
    }
  }

  /** Rows of a line. */
  int height() {
    return letters.getHeight() - 1;
  }

  int width(String text) {
    return text.chars().map(c -> starts[index(c) + 1] - starts[index(c)]).sum();
  }

  /** Draws a line of text; what lies outside the image is cut off. */
  void draw(Brush brush, int width, int height, String text, int left, int top, int rgb) {
    int[] row = new int[letters.getWidth()];
    for (int y = Math.max(0, -top); y < height() && top + y < height; y++) {
      letters.getSamples(0, y + 1, row.length, 1, 0, row);
      int x = left;
      for (int letter : text.chars().map(Lettering::index).toArray()) {
        for (int column : columns(letter)) {
          if (x >= 0 && x < width && row[column] > 0) {
            brush.blend(((top + y) * width + x) * 3, rgb, row[column] / 255.0);
          }
          x++;
        }
      }
    }
  }

  private int[] columns(int letter) {
    int[] columns = new int[starts[letter + 1] - starts[letter]];
    Arrays.setAll(columns, i -> starts[letter] + i);
    return columns;
  }

  /** Other characters show as a question mark. */
  private static int index(int character) {
    int index = character - FIRST;
    return index >= 0 && index < LETTERS ? index : '?' - FIRST;
  }
}
