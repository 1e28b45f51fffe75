package org.jpose.media.video;

import java.time.Duration;
import java.util.Objects;
import org.jpose.core.image.Image;

/**
 * One image of a video.
 *
 * @param index number of the frame in its source, from 0; frames left out are counted
 * @param time when it is shown, from the beginning of the source
 * @param image the pixels, upright, in an array of its own
 */
public record Frame(long index, Duration time, Image image) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if index or time are negative
   */
  public Frame {
    Objects.requireNonNull(image, "image");
    if (index < 0 || time.isNegative()) {
      throw new IllegalArgumentException(
          "frame %d at %s: both must be 0 or more".formatted(index, time));
    }
  }
}
