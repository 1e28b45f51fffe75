package org.jpose.data.evaluation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jpose.data.coco.CocoDataset;
import org.jpose.data.coco.CocoDetection;
import org.jpose.data.coco.CocoFolder;

/**
 * All there is to tell of an evaluation.
 *
 * @param title what was evaluated, in a line
 * @param settings how, for the summary
 * @param truth annotations
 * @param found found people
 * @param photos where the images are, if that is known
 * @param failed what was wrong with images that could not be done, by file name; they count as
 *     images in which nobody was found
 * @param evaluation found against annotated
 * @param summary COCO's figures
 * @param curve precision and recall at a similarity of 0.5
 * @param joints errors of joints
 */
public record Evaluated(
    String title,
    Map<String, String> settings,
    CocoDataset truth,
    List<CocoDetection> found,
    Optional<CocoFolder> photos,
    Map<String, Throwable> failed,
    CocoEvaluation evaluation,
    CocoSummary summary,
    PrecisionRecall curve,
    JointReport joints) {
  /** With the figures that follow from the evaluation. */
  public static Evaluated of(
      String title,
      Map<String, String> settings,
      CocoDataset truth,
      List<CocoDetection> found,
      Optional<CocoFolder> photos,
      Map<String, Throwable> failed,
      CocoEvaluation evaluation) {
    return new Evaluated(
        title,
        settings,
        truth,
        found,
        photos,
        failed,
        evaluation,
        evaluation.summary(),
        evaluation.precisionRecall(CocoEvaluation.thresholds().get(0), AreaRange.ALL),
        evaluation.joints());
  }
}
