package org.jpose.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jpose.core.disk.Sha256;
import org.jpose.train.checkpoint.Checkpoint;
import org.jpose.train.checkpoint.Checkpoints;
import org.jpose.train.checkpoint.RunFolder;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.Model;
import org.jpose.weights.ModelFacts;
import org.jpose.weights.ModelSource;
import org.jpose.weights.convert.ModelConverter;
import org.jpose.weights.onnx.OnnxModel;
import org.jpose.weights.safetensors.Safetensors;

/** Weights that a training has left in the folder of its run. */
public final class TrainedWeights {
  /** Which of them. */
  public enum Kind {
    /** As the last step left them. */
    LATEST,
    /** Their moving average. */
    AVERAGE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private TrainedWeights() {}

  /** Whether a path is the folder of a run or of a checkpoint. */
  public static boolean isIn(Path place) {
    return new RunFolder(place).isRun() || Checkpoints.isCheckpoint(place);
  }

  /**
   * The checkpoint of a folder, or a run's best, or last if none was validated.
   *
   * @throws org.jpose.core.disk.FileException if the run has none yet
   */
  static Checkpoint checkpoint(Path place) {
    return Checkpoints.isCheckpoint(place) ? Checkpoints.read(place) : new RunFolder(place).best();
  }

  /**
   * A file of a checkpoint's weights.
   *
   * @param kind which; empty for the average where there is one
   * @throws IllegalArgumentException if the average is asked for and there is none
   */
  static Path file(Checkpoint checkpoint, Optional<Kind> kind) {
    if (kind.equals(Optional.of(Kind.LATEST))) {
      return checkpoint.weights();
    }
    if (kind.isPresent() && checkpoint.average().isEmpty()) {
      throw new IllegalArgumentException(
          checkpoint.folder() + ": the run kept no average; take the latest weights");
    }
    return checkpoint.average().orElse(checkpoint.weights());
  }

  /**
   * Opens weights with their network; what they say of themselves names run and step.
   *
   * @param place a run's folder or a checkpoint's; of a run its best checkpoint, or the last if
   *     none was validated
   * @param kind which weights; empty for the average where there is one
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if the average is asked for and there is none
   * @throws org.jpose.core.disk.FileException if the run has no checkpoint yet
   */
  public static ModelSource open(Path place, Optional<Kind> kind, ConversionOptions options)
      throws IOException {
    Checkpoint checkpoint = checkpoint(place);
    Path file = file(checkpoint, kind);
    RunFolder run = run(checkpoint);
    String source = "jpose train, " + name(run) + ", step " + checkpoint.step();
    ConversionOptions told = options.source().isEmpty() ? options.withSource(source) : options;
    if (!Files.isRegularFile(run.network())) {
      return ModelConverter.open(file, told);
    }
    OnnxModel begun = OnnxModel.read(run.network());
    ModelFacts facts =
        new ModelFacts(begun.facts().skeleton(), told.source(), told.licence(), Sha256.hex(file));
    return new ModelSource(
        new Model(begun.model().graph(), Safetensors.read(file)), facts, List.of());
  }

  /** The run's folder, if the checkpoint was not copied out of it. */
  private static RunFolder run(Checkpoint checkpoint) {
    Path folder = checkpoint.folder().toAbsolutePath().normalize();
    return new RunFolder(folder.resolveSibling("..").normalize());
  }

  private static String name(RunFolder run) {
    Path name = run.path().getFileName();
    return name == null ? "run" : name.toString();
  }
}
