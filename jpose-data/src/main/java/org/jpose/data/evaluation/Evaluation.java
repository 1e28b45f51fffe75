package org.jpose.data.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jpose.core.PoseEstimator;
import org.jpose.core.disk.FileException;
import org.jpose.data.coco.CocoDetection;
import org.jpose.data.coco.CocoFolder;

/**
 * How good an estimator is on annotated images, as {@code jpose eval} measures it:
 *
 * <pre>{@code
 * double ap = Evaluation.of(estimator).on(coco, "val2017").summary().ap();
 * }</pre>
 *
 * <p>AP counts everybody, whatever the score: as the program, give the estimator a decoder with a
 * least score of 0. Immutable.
 *
 * @param estimator looks for people; not closed
 * @param name of the model, for the title
 * @param settings how, in words, for those who read the figures later
 * @param done who was found before, by image; these images are not run again
 * @param listener is told of each image
 */
public record Evaluation(
    PoseEstimator estimator,
    String name,
    Map<String, String> settings,
    Map<Long, List<CocoDetection>> done,
    EvaluationRun.Listener listener) {
  public Evaluation {
    Objects.requireNonNull(estimator, "estimator");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(listener, "listener");
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    done = Map.copyOf(done);
  }

  /** Of an estimator, from the beginning. */
  public static Evaluation of(PoseEstimator estimator) {
    return new Evaluation(
        estimator, estimator.model().name(), Map.of(), Map.of(), EvaluationRun.Listener.NONE);
  }

  /** The same of a model that its users call otherwise than it does itself. */
  public Evaluation named(String newName) {
    return new Evaluation(estimator, newName, settings, done, listener);
  }

  /** The same with something said of it. */
  public Evaluation withSettings(Map<String, String> newSettings) {
    return new Evaluation(estimator, name, newSettings, done, listener);
  }

  /** The same, some images of which are done. */
  public Evaluation withDone(Map<Long, List<CocoDetection>> newDone) {
    return new Evaluation(estimator, name, settings, newDone, listener);
  }

  /** The same, of which somebody is told. */
  public Evaluation withListener(EvaluationRun.Listener newListener) {
    return new Evaluation(estimator, name, settings, done, newListener);
  }

  /**
   * Looks for the people of a folder in COCO's layout that has one split.
   *
   * @throws IOException if the annotations cannot be read
   * @throws FileException if there is nothing to evaluate on
   */
  public Evaluated on(Path coco) throws IOException {
    return on(EvaluationImages.open(CocoFolder.find(coco), Optional.empty()));
  }

  /**
   * Looks for the people of a folder's split.
   *
   * @param split its name, or the beginning of it
   * @throws IOException if the annotations cannot be read
   * @throws FileException if there is no such split, or nothing to evaluate on
   */
  public Evaluated on(Path coco, String split) throws IOException {
    return on(EvaluationImages.open(CocoFolder.find(coco, split), Optional.empty()));
  }

  /**
   * Looks for the people of images; those that cannot be read count as if nobody was found. Which
   * joints count: {@link EvaluationImages#asJudging}.
   *
   * @throws FileException if no joint of the model is one of the annotations
   */
  public Evaluated on(EvaluationImages annotated) {
    EvaluationImages images = annotated.asJudging(estimator.model().skeleton());
    EvaluationRun run = new EvaluationRun(images, done, listener);
    run.run(estimator);
    return Evaluated.of(
        name + " on " + title(images.folder().annotations()),
        settings,
        images.truth(),
        run.found(),
        Optional.of(images.folder()),
        run.failed(),
        run.evaluation());
  }

  private static String title(Path annotations) {
    String file = annotations.getFileName().toString().replaceFirst("\\.json$", "");
    return file.replaceFirst("^person_keypoints_", "");
  }
}
