package org.jpose.media.pipeline;

import java.util.List;
import java.util.OptionalInt;
import org.jpose.core.pose.Pose;
import org.jpose.core.tracking.PoseSmoother;
import org.jpose.core.tracking.PoseTracker;
import org.jpose.core.tracking.TrackedPose;
import org.jpose.media.results.PersonResult;

/** Gives the people of frames, taken in order, their numbers. Not thread-safe. */
final class Following {
  private final PoseTracker tracker;
  private final PoseSmoother smoother;

  Following(PipelineOptions options) {
    tracker = options.tracking().map(PoseTracker::new).orElse(null);
    smoother = options.smoothing().map(PoseSmoother::new).orElse(null);
  }

  List<PersonResult> follow(double seconds, List<Pose> people) {
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
