package org.jpose.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jpose.core.Backend;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.core.field.AccurateDecoder;
import org.jpose.core.field.DecoderOptions;
import org.jpose.core.image.NetworkSize;
import org.jpose.data.coco.CocoCategory;
import org.jpose.data.coco.CocoDataset;
import org.jpose.data.coco.CocoDetection;
import org.jpose.data.coco.CocoFile;
import org.jpose.data.coco.CocoFolder;
import org.jpose.data.coco.CocoImage;
import org.jpose.data.evaluation.CocoEvaluation;
import org.jpose.media.MediaException;

/**
 * COCO's average precision of a model with the accurate decoder, everybody counted whatever the
 * score: as {@code jpose eval} gives it.
 *
 * @param images number of images
 * @param failed images that could not be read; they count as if nobody was found
 * @param ap average precision over similarities of 0.50 to 0.95
 */
record ModelAccuracy(int images, int failed, double ap) {

  /**
   * Runs a model on the images of a folder.
   *
   * @throws IOException if the annotations cannot be read
   * @throws MediaException if there is nothing to evaluate on
   */
  static ModelAccuracy of(Backend backend, CocoFolder folder, NetworkSize size) throws IOException {
    CocoDataset truth = CocoFile.readWithoutSegmentations(folder.annotations());
    if (truth.images().isEmpty() || truth.categories().isEmpty()) {
      throw new MediaException(folder.annotations() + ": has no images or people to evaluate on");
    }
    EstimatorOptions options =
        EstimatorOptions.defaults()
            .withSize(size)
            .withDecoder(new AccurateDecoder(DecoderOptions.accurate().withMinScore(0)));
    CocoCategory category = truth.categories().get(0);
    List<CocoDetection> found = new ArrayList<>();
    AtomicInteger failed = new AtomicInteger();
    EvaluationRun.Output output =
        new EvaluationRun.Output() {
          @Override
          public void done(CocoImage image, List<CocoDetection> detections) {
            found.addAll(detections);
          }

          @Override
          public void failed(CocoImage image, Throwable reason) {
            failed.incrementAndGet();
          }
        };
    PoseEstimator estimator = new PoseEstimator(backend, options);
    new EvaluationRun(estimator, folder, category, 1, output).process(truth.images());
    double ap = CocoEvaluation.of(truth, found).summary().ap();
    return new ModelAccuracy(truth.images().size(), failed.get(), ap);
  }
}
