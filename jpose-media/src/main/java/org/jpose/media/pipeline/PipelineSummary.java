package org.jpose.media.pipeline;

import java.time.Duration;
import java.util.List;

/**
 * What a {@link FramePipeline} has done so far.
 *
 * @param frames frames handed out
 * @param dropped frames of a live source that were too old when their turn came
 * @param people people in all frames together
 * @param mostPeople people in the frame with the most
 * @param tracks different people by their numbers; 0 if nobody was followed
 * @param elapsed time since the first frame was asked for
 * @param latency mean time from a frame's arrival until its people were known
 * @param stages what each stage has cost, in order
 */
public record PipelineSummary(
    long frames,
    long dropped,
    long people,
    int mostPeople,
    int tracks,
    Duration elapsed,
    Duration latency,
    List<StageTime> stages) {
  public PipelineSummary {
    stages = List.copyOf(stages);
  }

  /** Frames a second since the first was asked for; 0 before there is one. */
  public double framesPerSecond() {
    return frames == 0 ? 0 : frames * 1e9 / Math.max(1, elapsed.toNanos());
  }
}
