package org.jpose.media.pipeline;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jpose.core.Estimate;
import org.jpose.core.pose.Pose;
import org.jpose.media.results.ImageResult;
import org.jpose.media.results.PersonResult;
import org.jpose.media.video.Frame;

/**
 * A frame and the people in it.
 *
 * @param frame the frame; its pixels belong to whoever holds this, and may be drawn on
 * @param estimate what the network saw, with the people as they were found
 * @param people the people, followed and smoothed where that was asked for; else those of the
 *     estimate
 * @param latency from the frame's arrival, or from when a file's frame was read, until its people
 *     were known
 */
public record FramePeople(
    Frame frame, Estimate estimate, List<PersonResult> people, Duration latency) {
  public FramePeople {
    Objects.requireNonNull(frame, "frame");
    Objects.requireNonNull(estimate, "estimate");
    Objects.requireNonNull(latency, "latency");
    people = List.copyOf(people);
  }

  /** The people without their numbers. */
  public List<Pose> poses() {
    return people.stream().map(PersonResult::pose).toList();
  }

  /** The same people with another picture of the frame, as one that is drawn on. */
  public FramePeople withFrame(Frame newFrame) {
    return new FramePeople(newFrame, estimate, people, latency);
  }

  /**
   * What is written of this frame.
   *
   * @param file name of the video; a frame of a series of image files has its own
   */
  public ImageResult result(String file) {
    return new ImageResult(
            frame.file().map(Path::toString).orElse(file),
            frame.image().width(),
            frame.image().height(),
            people,
            Optional.empty(),
            Optional.empty())
        .withPixelAspect(frame.image().pixelAspect())
        .withFrame(frame.index(), frame.time().toNanos() / 1e9);
  }
}
