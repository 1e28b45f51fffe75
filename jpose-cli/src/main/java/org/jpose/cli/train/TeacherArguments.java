package org.jpose.cli.train;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jpose.core.Device;
import org.jpose.train.TeacherOptions;
import org.jpose.train.distillation.DistillationOptions;
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
          "With --teacher: sizes, as parts of --size, at which it looks; the mean of its answers is"
              + " learnt, as 0.5,1,1.5,2 (default: 1).")
  private List<Double> scales = List.of();

  @Option(
      names = "--teacher-flip",
      description = "With --teacher: it sees each image mirrored as well; the mean is learnt.")
  private boolean flip;

  /**
   * The teacher, if there is one.
   *
   * @throws IllegalArgumentException if a value makes no sense
   */
  Optional<TeacherOptions> options() {
    if (teacher == null && (weight != null || labelledOnly || flip || !scales.isEmpty())) {
      throw new IllegalArgumentException(
          "--teacher-weight, -scales, -flip and -labelled-only go with --teacher, the model to learn"
              + " from");
    }
    if (threads != null && threads < 1) {
      throw new IllegalArgumentException(
          "--teacher-threads is " + threads + ", expected 1 or more");
    }
    if (teacher == null) {
      return Optional.empty();
    }
    DistillationOptions part = DistillationOptions.defaults().withUnlabelled(!labelledOnly);
    return Optional.of(
        new TeacherOptions(
            teacher,
            weight == null ? part : part.withWeight(weight),
            scales,
            flip,
            threads == null ? OptionalInt.empty() : OptionalInt.of(threads),
            device == null ? Device.CPU : device));
  }
}
