package org.jpose.media.results;

import java.io.File;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jpose.core.Estimate;
import org.jpose.core.image.InputTransform;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;

/**
 * What was found in one image, or in one frame of a video. Immutable.
 *
 * @param file the file as the user named it
 * @param width width of the upright image in pixels
 * @param height height of the upright image in pixels
 * @param people people, best first
 * @param model name of the model that found them, if it is to be written
 * @param frame which frame of a video this is, or empty for an image file
 * @param pixelAspect width of a pixel by its height, as the image is shown
 * @param input the way into the network's input, if coordinates are to be written in it
 * @param candidates joints whoever they belong to, if they are to be written
 */
public record ImageResult(
    String file,
    int width,
    int height,
    List<PersonResult> people,
    Optional<String> model,
    Optional<Frame> frame,
    double pixelAspect,
    Optional<InputTransform> input,
    List<Keypoint> candidates) {

  /**
   * A frame of a video.
   *
   * @param number counts from 0
   * @param seconds time since the start of the video
   */
  public record Frame(long number, double seconds) {
    /** Checks that both are finite and the number is not negative. */
    public Frame {
      if (number < 0 || !Double.isFinite(seconds)) {
        throw new IllegalArgumentException("frame " + number + " at " + seconds + " s");
      }
    }
  }

  public ImageResult {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(frame, "frame");
    Objects.requireNonNull(input, "input");
    people = List.copyOf(people);
    candidates = List.copyOf(candidates);
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(file + ": an image of " + width + "x" + height);
    }
    if (!(pixelAspect > 0) || Double.isInfinite(pixelAspect)) {
      throw new IllegalArgumentException(file + ": pixels of aspect " + pixelAspect);
    }
  }

  /** With square pixels. */
  public ImageResult(
      String file,
      int width,
      int height,
      List<PersonResult> people,
      Optional<String> model,
      Optional<Frame> frame) {
    this(file, width, height, people, model, frame, 1, Optional.empty(), List.of());
  }

  /** An image file with people of no track, and no model named. */
  public static ImageResult of(String file, int width, int height, List<Pose> people) {
    List<PersonResult> untracked = people.stream().map(PersonResult::untracked).toList();
    return new ImageResult(file, width, height, untracked, Optional.empty(), Optional.empty());
  }

  /** The same with the name of the model. */
  public ImageResult withModel(String name) {
    return new ImageResult(
        file, width, height, people, Optional.of(name), frame, pixelAspect, input, candidates);
  }

  /** The same as a frame of a video. */
  public ImageResult withFrame(long number, double seconds) {
    Optional<Frame> at = Optional.of(new Frame(number, seconds));
    return new ImageResult(file, width, height, people, model, at, pixelAspect, input, candidates);
  }

  /** The same of an image shown with pixels of this aspect. */
  public ImageResult withPixelAspect(double aspect) {
    return new ImageResult(file, width, height, people, model, frame, aspect, input, candidates);
  }

  /** The same with what details ask for of where the people were found. */
  public ImageResult withFound(Estimate estimate, ResultDetails details) {
    return new ImageResult(
        file,
        width,
        height,
        people,
        model,
        frame,
        pixelAspect,
        Optional.of(estimate.transform()),
        details.candidates() ? estimate.candidates(ResultDetails.CANDIDATE_HEIGHT) : List.of());
  }

  /** The file's name without folder and extension. */
  String stem() {
    return stem(file);
  }

  static String stem(String file) {
    String name = file.substring(file.lastIndexOf('/') + 1);
    name = name.substring(name.lastIndexOf(File.separatorChar) + 1);
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
