package org.jpose.media.draw;

import java.util.EnumMap;
import java.util.Map;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;

/**
 * A picture to draw lines, text and other pictures on; needs neither font nor screen. Coordinates
 * are pixels, the origin at the centre of the top-left one; what lies outside is cut off. Colours
 * are {@code 0xRRGGBB}. Not thread-safe.
 */
public final class Canvas {
  private final Image image;
  private final Brush brush;
  private final Map<TextSize, Lettering> letterings = new EnumMap<>(TextSize.class);

  /** Draws on an image, changing its pixels. */
  public Canvas(Image image) {
    this.image = image;
    brush = new Brush(image);
  }

  /** A new picture of one colour. */
  public static Canvas of(int width, int height, int rgb) {
    Image image =
        Image.wrap(
            width,
            height,
            ColourOrder.RGB,
            new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))]);
    Canvas canvas = new Canvas(image);
    canvas.fill(0, 0, width, height, rgb);
    return canvas;
  }

  /** The picture itself, not a copy. */
  public Image image() {
    return image;
  }

  /** A line with round ends, its edges smooth. */
  public void line(double fromX, double fromY, double toX, double toY, double width, int rgb) {
    brush.stroke(fromX, fromY, toX, toY, width / 2, rgb, 1);
  }

  /** A filled circle. */
  public void disc(double x, double y, double radius, int rgb) {
    brush.stroke(x, y, x, y, radius, rgb, 1);
  }

  /** The outline of a rectangle. */
  public void outline(double left, double top, double width, double height, double line, int rgb) {
    double right = left + width;
    double bottom = top + height;
    line(left, top, right, top, line, rgb);
    line(right, top, right, bottom, line, rgb);
    line(right, bottom, left, bottom, line, rgb);
    line(left, bottom, left, top, line, rgb);
  }

  /** A filled rectangle of whole pixels. */
  public void fill(int left, int top, int width, int height, int rgb) {
    for (int y = Math.max(0, top); y < Math.min(image.height(), top + height); y++) {
      for (int x = Math.max(0, left); x < Math.min(image.width(), left + width); x++) {
        brush.blend((y * image.width() + x) * 3, rgb, 1);
      }
    }
  }

  /** Another picture, its top-left pixel at a place. */
  public void picture(Image picture, int left, int top) {
    int red = picture.order().red();
    byte[] pixels = picture.pixels();
    for (int y = Math.max(0, -top); y < Math.min(picture.height(), image.height() - top); y++) {
      for (int x = Math.max(0, -left); x < Math.min(picture.width(), image.width() - left); x++) {
        int from = (y * picture.width() + x) * 3;
        int rgb =
            (pixels[from + red] & 255) << 16
                | (pixels[from + 1] & 255) << 8
                | pixels[from + 2 - red] & 255;
        brush.blend(((top + y) * image.width() + left + x) * 3, rgb, 1);
      }
    }
  }

  /**
   * A line of text; characters other than ASCII's show as question marks.
   *
   * @param left where it begins
   * @param top upper edge of the line
   */
  public void text(String text, int left, int top, TextSize size, int rgb) {
    lettering(size).draw(brush, image.width(), image.height(), text, left, top, rgb);
  }

  /** Pixels a line of text takes. */
  public int textWidth(String text, TextSize size) {
    return lettering(size).width(text);
  }

  /** Rows a line of text takes. */
  public int textHeight(TextSize size) {
    return lettering(size).height();
  }

  private Lettering lettering(TextSize size) {
    return letterings.computeIfAbsent(size, Lettering::of);
  }
}
