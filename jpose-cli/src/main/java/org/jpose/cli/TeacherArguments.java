package org.jpose.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jpose.core.Backend;
import org.jpose.core.Device;
import org.jpose.core.Execution;
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

  @Option(
      names = "--teacher-threads",
      paramLabel = "N",
      description =
          "With --teacher: threads it runs on in each process, beside the training's (default: a"
              + " quarter of the processors shared by all).")
  private Integer threads;

  @Option(
      names = "--teacher-device",
      paramLabel = "DEVICE",
      description = "With --teacher: where it runs, cpu (the default), cuda, cuda:N or coreml.")
  private Device device;

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
    if (threads != null && threads < 1) {
      throw new IllegalArgumentException(
          "--teacher-threads is " + threads + ", expected 1 or more");
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
      Path file = Path.of(teacher);
      if (Files.isRegularFile(file)) {
        settings.put("teacher-hash", FileHash.sha256(file));
      }
      settings.put("teacher-weight", String.valueOf(options.weight()));
      settings.put("teacher-labelled-only", String.valueOf(!options.unlabelled()));
    }
    return settings;
  }

  /**
   * Opens the teacher, before anything is begun that it could not go on with.
   *
   * @param shape of the batches it is to teach
   * @param processes those of this machine, each of which has one
   * @throws IllegalArgumentException if it does not fit them
   * @throws org.jpose.core.ModelFormatException if there is no such model, or it is damaged
   */
  TrainingTeacher open(BatchShape shape, int processes) {
    if (teacher == null) {
      return new TrainingTeacher(Optional.empty(), options());
    }
    int quarter = Math.max(1, Runtime.getRuntime().availableProcessors() / 4 / processes);
    Execution where =
        Execution.on(device == null ? Device.CPU : device)
            .withThreads(threads == null ? quarter : threads);
    Backend network = EstimatorArguments.backend(teacher, where);
    try {
      TeacherBatches.requireFit(network.info(), shape);
      return new TrainingTeacher(Optional.of(network), options());
    } catch (RuntimeException | Error e) {
      network.close();
      throw e;
    }
  }
}
