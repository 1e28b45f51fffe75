package org.jpose.server;

import java.util.ArrayList;
import java.util.List;
import org.jpose.core.Estimate;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.NetworkInput;
import org.jpose.core.NetworkOutput;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Image;
import org.jpose.core.image.InputTransform;
import org.jpose.http.Problem;
import org.jpose.http.ProblemException;
import org.jpose.media.MediaException;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageReadOptions;

/** From the bytes of an image to its people, by the steps of one estimator for all. Thread-safe. */
final class Estimation {
  /** The default size at a scale of 3 and more: what a network takes is outside of the heap. */
  private static final long MOST_PIXELS_AT_ONCE = 2_000_000;

  /** Of all scales, mirrored ones included. */
  private static final long MOST_PIXELS = 8_000_000;

  private final PoseEstimator estimator;
  private final NetworkTurns turns;
  private final ImageFileReader reader;
  private final long pixels;

  Estimation(PoseEstimator estimator, NetworkTurns turns, long pixels) {
    this.estimator = estimator;
    this.turns = turns;
    this.pixels = pixels;
    reader = new ImageFileReader(ImageReadOptions.defaults().withMaxPixels(pixels));
  }

  /** An image, what was found in it, and what that took. */
  record Found(Image image, Estimate estimate, StepTimes times) {}

  /**
   * Milliseconds of the steps.
   *
   * @param decode from bytes to pixels
   * @param prepare from pixels to the network's input
   * @param network the network, its turn awaited
   * @param people from the network's fields to people
   */
  record StepTimes(double decode, double prepare, double network, double people) {
    double total() {
      return decode + prepare + network + people;
    }
  }

  /**
   * Finds people.
   *
   * @throws ProblemException if the bytes are no image, or the options ask for too much
   */
  Found find(byte[] encoded, EstimatorOptions options) {
    long start = System.nanoTime();
    Image image = decode(encoded);
    long decoded = System.nanoTime();
    PoseEstimator own = own(options);
    requireModest(image, options);
    NetworkInput input = own.prepare(image);
    long prepared = System.nanoTime();
    NetworkOutput output = turns.run(input);
    long run = System.nanoTime();
    Estimate estimate = own.find(output);
    long end = System.nanoTime();
    return new Found(
        image,
        estimate,
        new StepTimes(
            millis(start, decoded),
            millis(decoded, prepared),
            millis(prepared, run),
            millis(run, end)));
  }

  /** An estimator that works as asked, if this network can. */
  private PoseEstimator own(EstimatorOptions options) {
    try {
      return estimator.with(options);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          Problem.wrongParameters(
              List.of(new Problem.WrongParameter("scales", "cannot be had: " + e.getMessage()))));
    }
  }

  private static double millis(long from, long to) {
    return (to - from) / 1e6;
  }

  private Image decode(byte[] encoded) {
    try {
      return reader.read(encoded, "the photo");
    } catch (MediaException e) {
      if (e.fault() == MediaException.Fault.NO_DECODER) {
        // The operator's, who reads it in the log.
        throw e;
      }
      throw new ProblemException(problem(e.fault()));
    }
  }

  private Problem problem(MediaException.Fault fault) {
    return switch (fault) {
      case UNKNOWN_KIND ->
          Problem.of(
              415,
              "unknown-kind",
              "No image",
              "The body is no image that this server reads; send JPEG, PNG, BMP, GIF, TIFF or WebP.");
      case TOO_LARGE ->
          Problem.of(
              413,
              "too-many-pixels",
              "Too many pixels",
              "The image has more than the "
                  + pixels
                  + " pixels this server takes, or so many scans that it decodes far more; send it"
                  + " smaller, as an ordinary JPEG.");
      case NO_MEMORY ->
          Problem.busy("There is no memory for this image now; ask again, or send it smaller.");
      case DAMAGED, OTHER, NO_DECODER ->
          Problem.of(
              422,
              "damaged-image",
              "Damaged image",
              "The image is truncated or damaged; copy or take it again.");
    };
  }

  private void requireModest(Image image, EstimatorOptions options) {
    if (estimator.model().fixedSize().isPresent()) {
      return;
    }
    long all = 0;
    List<InputTransform> inputs = new ArrayList<>();
    try {
      for (double scale : options.scales()) {
        inputs.add(
            InputTransform.plan(
                image.width(),
                image.height(),
                options.size(),
                estimator.model().multiple(),
                options.fit(),
                scale));
      }
    } catch (IllegalArgumentException e) {
      throw new ProblemException(tooMuchWork());
    }
    for (InputTransform input : inputs) {
      long area = (long) input.width() * input.height();
      all += options.flip() ? 2 * area : area;
      if (area > MOST_PIXELS_AT_ONCE || all > MOST_PIXELS) {
        throw new ProblemException(tooMuchWork());
      }
    }
  }

  private static Problem tooMuchWork() {
    return Problem.of(
        422,
        "too-much-work",
        "Too much work",
        "For this image size and scales ask for more pixels than this server gives to the network ("
            + MOST_PIXELS_AT_ONCE
            + " at once, "
            + MOST_PIXELS
            + " in all); ask for a smaller size, or fewer scales.");
  }
}
