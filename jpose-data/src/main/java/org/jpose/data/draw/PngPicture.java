package org.jpose.data.draw;

import org.jpose.core.image.Image;
import org.jpose.media.image.ImageFileWriter;

/**
 * A picture as the bytes of a PNG file, for records that hold such.
 *
 * @param width pixels in a row
 * @param height number of rows
 * @param bytes the file; not a copy
 */
public record PngPicture(int width, int height, byte[] bytes) {
  /** Encodes an image, which is not changed. */
  public static PngPicture of(Image image) {
    return new PngPicture(image.width(), image.height(), ImageFileWriter.png(image));
  }
}
