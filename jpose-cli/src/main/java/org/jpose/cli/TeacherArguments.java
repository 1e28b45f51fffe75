package org.jpose.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jpose.core.Backend;
import org.jpose.data.BatchShape;
import org.jpose.train.distillation.DistillationOptions;
import org.jpose.train.distillation.TeacherBatches;
import picocli.CommandLine.Option;

/** Whether a training learns from another model as well, and how. */
final class TeacherArguments {
  @Option(
      names = "--teacher",
      paramLabel = "NAME|FILE",
      description =
          "Learn from this model's answers as well (a name of 'jpose models list' or an ONNX file"
              + " of the same skeleton and stride): people whom nobody labelled too.")
  private String teacher;

  @Option(
      names = "--teacher-weight",
      paramLabel = "X",
      description =
          "With --teacher: its part of the targets, 0 to 1; the rest is the labels' (default: 0.5).")
  private Double weight;

  @Option(
      names = "--teacher-labelled-only",
      description =
          "With --teacher: learn nothing where people are that nobody labelled, as without it.")
  private boolean labelledOnly;

  /**
   * How the teacher takes part.
   *
   * @throws IllegalArgumentException if a value makes no sense
   */
  DistillationOptions options() {
    if (teacher == null && (weight != null || labelledOnly)) {
      throw new IllegalArgumentException(
          "--teacher-weight and --teacher-labelled-only go with --teacher, the model to learn from");
    }
    DistillationOptions options = DistillationOptions.defaults().withUnlabelled(!labelledOnly);
    return weight == null ? options : options.withWeight(weight);
  }

  /** What the weights depend on, by the options' names; nothing without a teacher. */
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    if (teacher != null) {
      DistillationOptions options = options();
      settings.put("teacher", teacher);
      settings.put("teacher-weight", String.valueOf(options.weight()));
      settings.put("teacher-labelled-only", String.valueOf(!options.unlabelled()));
    }
    return settings;
  }

  /**
   * The same batches, with the teacher's answers if there is one; closing them closes both.
   *
   * @throws IllegalArgumentException if the teacher does not fit the batches; then they are closed
   * @throws org.jpose.core.ModelFormatException if there is no such model; then they are closed
   */
  TrainingFeed.Open taught(BatchShape shape, TrainingFeed.Open labelled) {
    if (teacher == null) {
      return labelled;
    }
    Backend network = null;
    try {
      network = EstimatorArguments.backend(teacher, 0);
      TeacherBatches taught = new TeacherBatches(labelled.source(), shape, network, options());
      return new TrainingFeed.Open(taught, taught::recycle);
    } catch (RuntimeException | Error e) {
      labelled.close();
      if (network != null) {
        network.close();
      }
      throw e;
    }
  }
}
