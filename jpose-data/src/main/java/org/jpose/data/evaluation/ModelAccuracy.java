package org.jpose.data.evaluation;

import java.io.IOException;
import java.util.Optional;
import org.jpose.core.Backend;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.core.disk.FileException;
import org.jpose.core.field.AccurateDecoder;
import org.jpose.core.field.DecoderOptions;
import org.jpose.core.image.NetworkSize;
import org.jpose.data.coco.CocoFolder;

/**
 * COCO's average precision of a model with the accurate decoder, everybody counted whatever the
 * score: as {@code jpose eval} gives it.
 *
 * @param images number of images
 * @param failed images that could not be read; they count as if nobody was found
 * @param ap average precision over similarities of 0.50 to 0.95
 */
public record ModelAccuracy(int images, int failed, double ap) {

  /**
   * Runs a model on the images of a folder.
   *
   * @throws IOException if the annotations cannot be read
   * @throws FileException if there is nothing to evaluate on
   */
  public static ModelAccuracy of(Backend backend, CocoFolder folder, NetworkSize size)
      throws IOException {
    EvaluationImages images = EvaluationImages.open(folder, Optional.empty());
    return of(backend, images, size, EvaluationRun.Listener.NONE);
  }

  /**
   * Runs a model on images.
   *
   * @param backend runs the model; not closed
   * @param size at which it sees them, a budget of pixels: images keep their shape
   * @param listener is told of each image; what it throws ends the run
   */
  public static ModelAccuracy of(
      Backend backend, EvaluationImages images, NetworkSize size, EvaluationRun.Listener listener) {
    EstimatorOptions options =
        EstimatorOptions.defaults()
            .withSize(size)
            .withDecoder(new AccurateDecoder(DecoderOptions.accurate().withMinScore(0)));
    Evaluated found =
        Evaluation.of(new PoseEstimator(backend, options)).withListener(listener).on(images);
    return new ModelAccuracy(images.chosen().size(), found.failed().size(), found.summary().ap());
  }
}
