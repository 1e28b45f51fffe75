package org.jpose.spark;

import java.io.Serializable;
import java.util.Objects;
import org.jpose.core.tracking.SmoothingOptions;
import org.jpose.core.tracking.TrackerOptions;
import org.jpose.media.pipeline.PipelineOptions;
import org.jpose.media.video.VideoOptions;

/**
 * What is done with videos.
 *
 * @param tracking whether people are followed from frame to frame
 * @param step 1 for every frame, 2 for every other
 */
public record VideoSettings(Tracking tracking, int step) implements Serializable {
  /** Whether people keep a number. */
  public enum Tracking {
    /** Each frame by itself. */
    NONE,
    /** People keep their numbers. */
    TRACK,
    /** The same, and their joints are calmed. */
    SMOOTH
  }

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if the step is not positive
   */
  public VideoSettings {
    Objects.requireNonNull(tracking, "tracking");
    if (step < 1) {
      throw new IllegalArgumentException("step " + step + " must be 1 or more");
    }
  }

  /** Every frame, nobody followed. */
  public static VideoSettings defaults() {
    return new VideoSettings(Tracking.NONE, 1);
  }

  /** The same with people followed, or not. */
  public VideoSettings withTracking(Tracking newTracking) {
    return new VideoSettings(newTracking, step);
  }

  /** The same with another step. */
  public VideoSettings withStep(int newStep) {
    return new VideoSettings(tracking, newStep);
  }

  VideoOptions reading() {
    return VideoOptions.defaults().withStep(step);
  }

  PipelineOptions pipeline(int runs) {
    PipelineOptions options = PipelineOptions.defaults().withRuns(runs);
    return switch (tracking) {
      case NONE -> options;
      case TRACK -> options.withTracking(TrackerOptions.defaults());
      case SMOOTH -> options.withSmoothing(SmoothingOptions.defaults());
    };
  }
}
