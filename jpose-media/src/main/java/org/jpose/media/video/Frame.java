package org.jpose.media.video;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jpose.core.image.Image;

/**
 * One image of a video.
 *
 * @param index number of the frame in its source, from 0; frames left out are counted
 * @param time when it is shown, from the beginning of the source
 * @param image the pixels, upright, in an array of its own
 * @param file its own file where the source is a series of image files
 */
public record Frame(long index, Duration time, Image image, Optional<Path> file) {
  /** A frame of a source that is no series of files. */
  public Frame(long index, Duration time, Image image) {
    this(index, time, image, Optional.empty());
  }

  /** The same with other pixels. */
  public Frame withImage(Image newImage) {
    return new Frame(index, time, newImage, file);
  }

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if index or time are negative
   */
  public Frame {
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(file, "file");
    if (index < 0 || time.isNegative()) {
      throw new IllegalArgumentException(
          "frame %d at %s: both must be 0 or more".formatted(index, time));
    }
  }
}
