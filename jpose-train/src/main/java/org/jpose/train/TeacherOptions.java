package org.jpose.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jpose.Jpose;
import org.jpose.core.AveragedBackend;
import org.jpose.core.Backend;
import org.jpose.core.Device;
import org.jpose.core.Execution;
import org.jpose.core.disk.Sha256;
import org.jpose.data.BatchShape;
import org.jpose.train.distillation.DistillationOptions;
import org.jpose.train.distillation.TeacherBatches;

/**
 * Another model that a training learns from.
 *
 * @param model name of a model that is here, or a file
 * @param part how its answers take part in the targets
 * @param scales sizes, as parts of the training's, at which it looks; the mean of its answers is
 *     learnt; none for its usual one
 * @param flip whether it sees each image mirrored as well
 * @param threads it runs on in each process; empty for a quarter of the processors shared by all
 * @param device where it runs
 */
public record TeacherOptions(
    String model,
    DistillationOptions part,
    List<Double> scales,
    boolean flip,
    OptionalInt threads,
    Device device) {
  public TeacherOptions {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(part, "part");
    scales = List.copyOf(scales);
  }

  /** A teacher whose answers weigh as much as the labels, on the CPU. */
  public static TeacherOptions of(String model) {
    return new TeacherOptions(
        model, DistillationOptions.defaults(), List.of(), false, OptionalInt.empty(), Device.CPU);
  }

  /** The same with another part in the targets. */
  public TeacherOptions withPart(DistillationOptions newPart) {
    return new TeacherOptions(model, newPart, scales, flip, threads, device);
  }

  /** What the weights depend on, by the program's names. */
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("teacher", model);
    Path file = Path.of(model);
    if (Files.isRegularFile(file)) {
      settings.put("teacher-hash", Sha256.hex(file));
    }
    settings.put("teacher-weight", String.valueOf(part.weight()));
    settings.put("teacher-labelled-only", String.valueOf(!part.unlabelled()));
    if (!scales.isEmpty()) {
      settings.put(
          "teacher-scales", scales.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
    if (flip) {
      settings.put("teacher-flip", "true");
    }
    return settings;
  }

  /** What {@link #settings} tells of; empty without a teacher. */
  static Optional<TeacherOptions> told(Map<String, String> settings) {
    if (!settings.containsKey("teacher")) {
      return Optional.empty();
    }
    String scales = settings.getOrDefault("teacher-scales", "");
    return Optional.of(
        new TeacherOptions(
            settings.get("teacher"),
            DistillationOptions.defaults()
                .withWeight(Double.parseDouble(settings.get("teacher-weight")))
                .withUnlabelled(!Boolean.parseBoolean(settings.get("teacher-labelled-only"))),
            scales.isEmpty()
                ? List.of()
                : Arrays.stream(scales.split(",")).map(Double::valueOf).toList(),
            Boolean.parseBoolean(settings.get("teacher-flip")),
            OptionalInt.empty(),
            Device.CPU));
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
    int quarter = Math.max(1, Runtime.getRuntime().availableProcessors() / 4 / processes);
    Execution where = Execution.on(device).withThreads(threads.orElse(quarter));
    try (Backend network = network(where)) {
      shapes.forEach(shape -> TeacherBatches.requireFit(network.info(), shape));
    }
    return new TrainingTeacher(Optional.of(() -> network(where)), part);
  }

  private Backend network(Execution where) {
    Backend network = Jpose.open(model, where);
    if (scales.isEmpty() && !flip) {
      return network;
    }
    try {
      return new AveragedBackend(network, scales.isEmpty() ? List.of(1.0) : scales, flip);
    } catch (IllegalArgumentException e) {
      network.close();
      throw new IllegalArgumentException("scales of the teacher: " + e.getMessage(), e);
    }
  }
}
