package org.jpose.media.pipeline;

import java.util.Objects;
import java.util.Optional;
import org.jpose.core.tracking.SmoothingOptions;
import org.jpose.core.tracking.TrackerOptions;

/**
 * How a {@link FramePipeline} works.
 *
 * @param runs frames that are in the network at once, each in a thread of its own; with a network
 *     of one thread, one for each core has the greatest throughput
 * @param ahead most frames that wait between two stages; none does of a source that gives the
 *     newest
 * @param tracking how people are followed, or empty if they get no numbers
 * @param smoothing how followed people are smoothed, or empty
 */
public record PipelineOptions(
    int runs, int ahead, Optional<TrackerOptions> tracking, Optional<SmoothingOptions> smoothing) {
  private static final int MOST_AHEAD = 1000;

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if a number is out of its range, or people are to be smoothed
   *     but not followed
   */
  public PipelineOptions {
    Objects.requireNonNull(tracking, "tracking");
    if (runs < 1 || runs > MOST_AHEAD || ahead < 1 || ahead > MOST_AHEAD) {
      throw new IllegalArgumentException(
          "%d runs at once and %d frames ahead: both must be 1 to %d"
              .formatted(runs, ahead, MOST_AHEAD));
    }
    if (smoothing.isPresent() && tracking.isEmpty()) {
      throw new IllegalArgumentException(
          "smoothing follows a person from frame to frame; set options for tracking as well");
    }
  }

  /** One run at once, three frames ahead, every frame of a file, no tracking. */
  public static PipelineOptions defaults() {
    return new PipelineOptions(1, 3, Optional.empty(), Optional.empty());
  }

  /** The same with so many frames in the network at once. */
  public PipelineOptions withRuns(int newRuns) {
    return new PipelineOptions(newRuns, ahead, tracking, smoothing);
  }

  /** The same with so many frames waiting between stages. */
  public PipelineOptions withAhead(int newAhead) {
    return new PipelineOptions(runs, newAhead, tracking, smoothing);
  }

  /** The same with people followed. */
  public PipelineOptions withTracking(TrackerOptions options) {
    return new PipelineOptions(runs, ahead, Optional.of(options), smoothing);
  }

  /** The same with people followed, by these options or the default ones, and smoothed. */
  public PipelineOptions withSmoothing(SmoothingOptions options) {
    return new PipelineOptions(
        runs, ahead, Optional.of(tracking.orElse(TrackerOptions.defaults())), Optional.of(options));
  }
}
