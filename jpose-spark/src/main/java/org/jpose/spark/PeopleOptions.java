package org.jpose.spark;

import java.io.Serializable;
import java.util.Objects;
import org.jpose.core.EstimatorOptions;
import org.jpose.zoo.ModelZoo;

/**
 * How people are found on executors.
 *
 * @param model what finds them
 * @param estimation sizes, scales, decoder, and how many images the network sees at once
 * @param maxPixels images of more pixels are errors, before anything is allocated
 * @param failOnError whether a file that cannot be done fails its task, and in the end the job;
 *     else it is a row with an error
 */
public record PeopleOptions(
    ExecutorModel model, EstimatorOptions estimation, long maxPixels, boolean failOnError)
    implements Serializable {
  private static final long MEGAPIXELS = 50_000_000;

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if the limit of pixels is not positive
   */
  public PeopleOptions {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(estimation, "estimation");
    if (maxPixels < 1) {
      throw new IllegalArgumentException("maxPixels " + maxPixels + " must be at least 1");
    }
  }

  /** jpose's default model and options, images of up to 50 million pixels, errors as rows. */
  public static PeopleOptions defaults() {
    return new PeopleOptions(
        ExecutorModel.embedded(ModelZoo.DEFAULT), EstimatorOptions.defaults(), MEGAPIXELS, false);
  }

  /** The same with another model. */
  public PeopleOptions withModel(ExecutorModel newModel) {
    return new PeopleOptions(newModel, estimation, maxPixels, failOnError);
  }

  /** The same with other sizes, scales, decoder, batch. */
  public PeopleOptions withEstimation(EstimatorOptions newEstimation) {
    return new PeopleOptions(model, newEstimation, maxPixels, failOnError);
  }

  /** The same with another limit of pixels. */
  public PeopleOptions withMaxPixels(long newMaxPixels) {
    return new PeopleOptions(model, estimation, newMaxPixels, failOnError);
  }

  /** The same with files that cannot be done failing the job, or not. */
  public PeopleOptions withFailOnError(boolean newFailOnError) {
    return new PeopleOptions(model, estimation, maxPixels, newFailOnError);
  }
}
