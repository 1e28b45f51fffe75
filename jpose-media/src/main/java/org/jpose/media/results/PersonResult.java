package org.jpose.media.results;

import java.util.Objects;
import java.util.OptionalInt;
import org.jpose.core.pose.Pose;

/**
 * A person to be written.
 *
 * @param track number of the person through a video, if people are tracked
 * @param pose the person in pixels of the image
 */
public record PersonResult(OptionalInt track, Pose pose) {
  /**
   * Checks.
   *
   * @throws IllegalArgumentException if the person's score is not finite, so that JSON has no
   *     number for it
   */
  public PersonResult {
    Objects.requireNonNull(track, "track");
    if (!Float.isFinite(pose.score())) {
      throw new IllegalArgumentException("a person's score is " + pose.score() + ", not finite");
    }
  }

  /** A person of an image by itself. */
  public static PersonResult untracked(Pose pose) {
    return new PersonResult(OptionalInt.empty(), pose);
  }
}
