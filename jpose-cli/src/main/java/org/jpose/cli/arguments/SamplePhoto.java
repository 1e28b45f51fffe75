package org.jpose.cli.arguments;

import java.io.IOException;
import java.io.InputStream;
import javax.imageio.ImageIO;
import org.jpose.core.image.Image;

/** The photo of two people that comes with the program. */
public final class SamplePhoto {
  /** Its file's name. */
  public static final String NAME = "two-people.jpg";

  private SamplePhoto() {}

  /**
   * Reads it.
   *
   * @throws IOException if it is not in the program, which is broken then
   */
  public static Image read() throws IOException {
    try (InputStream in = SamplePhoto.class.getResourceAsStream(NAME)) {
      return Image.of(ImageIO.read(in));
    }
  }
}
