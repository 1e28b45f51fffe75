package org.jpose.cli.image;

import java.nio.file.Path;
import org.jpose.cli.terminal.Outputs;
import org.jpose.core.Estimate;
import org.jpose.core.image.Image;
import org.jpose.media.results.ImageResult;

/** Where the people of an image go. */
interface ImageOutput extends Outputs.Output {
  /**
   * Takes one image's people.
   *
   * @throws org.jpose.cli.terminal.OutputException if the run cannot go on
   */
  void write(Path file, Image image, Estimate estimate, ImageResult result);
}
