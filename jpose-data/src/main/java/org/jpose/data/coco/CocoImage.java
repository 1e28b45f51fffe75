package org.jpose.data.coco;

import java.util.Objects;

/**
 * An image of an annotation file.
 *
 * @param id number by which annotations and results name it
 * @param fileName name of the file in the folder of the split
 * @param width pixels in a row, as annotated; 0 where the file does not say
 * @param height rows, as annotated; 0 where the file does not say
 */
public record CocoImage(long id, String fileName, int width, int height) {
  public CocoImage {
    Objects.requireNonNull(fileName, "fileName");
    if (width < 0 || height < 0) {
      throw new IllegalArgumentException(
          "image " + id + " is " + width + "x" + height + " pixels, expected no negative side");
    }
  }
}
