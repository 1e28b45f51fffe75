package org.jpose.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jpose.core.AveragedBackend;
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

  @Option(
      names = "--teacher-scales",
      split = ",",
      paramLabel = "X",
      description =
          "With --teacher: sizes, as parts of --input, at which it looks; the mean of its answers is"
              + " learnt, as 0.5,1,1.5,2 (default: 1).")
  private List<Double> scales = List.of();

  @Option(
      names = "--teacher-flip",
      description = "With --teacher: it sees each image mirrored as well; the mean is learnt.")
  private boolean flip;

  /**
   * How the teacher takes part.
   *
   * @throws IllegalArgumentException if a value makes no sense
   */
  DistillationOptions options() {
    if (teacher == null && (weight != null || labelledOnly || flip || !scales.isEmpty())) {
      throw new IllegalArgumentException(
          "--teacher-weight, -scales, -flip and -labelled-only go with --teacher, the model to learn"
              + " from");
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
      if (!scales.isEmpty()) {
        settings.put(
            "teacher-scales",
            scales.stream().map(String::valueOf).collect(Collectors.joining(",")));
      }
      if (flip) {
        settings.put("teacher-flip", "true");
      }
    }
    return settings;
  }

  /**
   * Opens the teacher once, before anything is begun that it could not go on with.
   *
   * @param shapes of the batches it is to teach
   * @param processes those of this machine, each of which has one
   * @throws IllegalArgumentException if it does not fit them
   * @throws org.jpose.core.ModelFormatException if there is no such model, or it is damaged
   */
  TrainingTeacher open(List<BatchShape> shapes, int processes) {
    if (teacher == null) {
      return new TrainingTeacher(Optional.empty(), options());
    }
    int quarter = Math.max(1, Runtime.getRuntime().availableProcessors() / 4 / processes);
    Execution where =
        Execution.on(device == null ? Device.CPU : device)
            .withThreads(threads == null ? quarter : threads);
    try (Backend network = network(where)) {
      shapes.forEach(shape -> TeacherBatches.requireFit(network.info(), shape));
    }
    return new TrainingTeacher(Optional.of(() -> network(where)), options());
  }

  private Backend network(Execution where) {
    Backend network = EstimatorArguments.backend(teacher, where);
    if (scales.isEmpty() && !flip) {
      return network;
    }
    try {
      return new AveragedBackend(network, scales.isEmpty() ? List.of(1.0) : scales, flip);
    } catch (IllegalArgumentException e) {
      network.close();
      throw new IllegalArgumentException("--teacher-scales: " + e.getMessage(), e);
    }
  }
}
