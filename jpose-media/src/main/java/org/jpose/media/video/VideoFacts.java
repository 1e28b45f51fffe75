package org.jpose.media.video;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a source says of itself before its frames are read; files may say what is not true.
 *
 * @param name what to call it in reports: a file, an address, a camera
 * @param width pixels in a row of an upright frame
 * @param height rows of an upright frame
 * @param framesPerSecond mean rate
 * @param frames number of frames that will come, where known
 * @param duration time from the first frame to the end of the last, where known
 * @param live whether frames come when they happen, and are lost if nobody takes them
 */
public record VideoFacts(
    String name,
    int width,
    int height,
    double framesPerSecond,
    OptionalLong frames,
    Optional<Duration> duration,
    boolean live) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a size or the rate is not positive
   */
  public VideoFacts {
    Objects.requireNonNull(name, "name");
    if (width < 1 || height < 1 || !(framesPerSecond > 0) || Double.isInfinite(framesPerSecond)) {
      throw new IllegalArgumentException(
          "%s: %dx%d pixels at %s frames a second: all must be positive"
              .formatted(name, width, height, framesPerSecond));
    }
  }
}
