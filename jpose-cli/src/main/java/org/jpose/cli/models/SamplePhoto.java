package org.jpose.cli.models;

import java.io.IOException;
import java.io.InputStream;
import javax.imageio.ImageIO;
import org.jpose.core.image.Image;

/** The photo of two people that comes with the program. */
final class SamplePhoto {
  static final String NAME = "two-people.jpg";

  private SamplePhoto() {}

  static Image read() throws IOException {
    try (InputStream in = SamplePhoto.class.getResourceAsStream(NAME)) {
      return Image.of(ImageIO.read(in));
    }
  }
}
