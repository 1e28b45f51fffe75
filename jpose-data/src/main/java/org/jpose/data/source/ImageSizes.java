package org.jpose.data.source;

import org.jpose.core.disk.FileException;
import org.jpose.core.image.Image;
import org.jpose.media.image.ImageFileReader;

/** Reads images whose size the labels say: labels of another size would be in the wrong places. */
final class ImageSizes {
  private ImageSizes() {}

  static Image read(ImageFileReader reader, ImageLabels labels) {
    Image image = reader.read(labels.file());
    boolean known = labels.width() > 0 && labels.height() > 0;
    if (known && (image.width() != labels.width() || image.height() != labels.height())) {
      throw new FileException(
          "%s: the image has %dx%d pixels, its labels are for %dx%d; take the image they were made"
                  .formatted(
                      labels.file(), image.width(), image.height(), labels.width(), labels.height())
              + " for, or scale the labels");
    }
    return image;
  }
}
