package org.jpose.core.tracking;

import java.util.Objects;
import org.jpose.core.pose.Pose;

/**
 * A person of one frame and who it is.
 *
 * @param id number of the person through the video, from 1; never given to another person
 * @param pose the person in this frame
 */
public record TrackedPose(int id, Pose pose) {
  /** Checks that the number is positive. */
  public TrackedPose {
    Objects.requireNonNull(pose, "pose");
    if (id < 1) {
      throw new IllegalArgumentException("person number " + id + ", expected 1 or more");
    }
  }
}
