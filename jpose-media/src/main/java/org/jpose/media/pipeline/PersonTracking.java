package org.jpose.media.pipeline;

import java.util.List;
import java.util.OptionalInt;
import org.jpose.core.pose.Pose;
import org.jpose.core.tracking.PoseSmoother;
import org.jpose.core.tracking.PoseTracker;
import org.jpose.core.tracking.TrackedPose;
import org.jpose.media.results.PersonResult;

/**
 * Gives the people of frames, taken in order, their numbers, and smooths them: as {@link
 * FramePipeline} does, for callers who get their frames from somewhere else. Not thread-safe.
 */
public final class PersonTracking {
  private final PoseTracker tracker;
  private final PoseSmoother smoother;

  /** Follows nobody yet; of the options, those for tracking and smoothing count. */
  public PersonTracking(PipelineOptions options) {
    tracker = options.tracking().map(PoseTracker::new).orElse(null);
    smoother = options.smoothing().map(PoseSmoother::new).orElse(null);
  }

  /**
   * Takes the next frame.
   *
   * @param seconds the frame's time; not before that of the frame before
   * @param people everybody in the frame, in pixels
   * @return the same people in the same order; without tracking they have no numbers
   * @throws IllegalArgumentException if time goes back or is not finite
   */
  public List<PersonResult> follow(double seconds, List<Pose> people) {
    if (tracker == null) {
      return people.stream().map(PersonResult::untracked).toList();
    }
    List<TrackedPose> tracked = tracker.update(seconds, people);
    List<TrackedPose> smoothed = smoother == null ? tracked : smoother.smooth(seconds, tracked);
    return smoothed.stream()
        .map(person -> new PersonResult(OptionalInt.of(person.id()), person.pose()))
        .toList();
  }
}
