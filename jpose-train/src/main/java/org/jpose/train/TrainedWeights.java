package org.jpose.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jpose.media.MediaException;
import org.jpose.train.checkpoint.Checkpoint;
import org.jpose.train.checkpoint.Checkpoints;
import org.jpose.train.checkpoint.RunRecord;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.Model;
import org.jpose.weights.ModelConverter;
import org.jpose.weights.ModelFacts;
import org.jpose.weights.ModelSource;
import org.jpose.weights.OnnxExporter;
import org.jpose.weights.OnnxModel;
import org.jpose.weights.Precision;
import org.jpose.weights.Safetensors;

/** Weights that {@code jpose train} has left. */
final class TrainedWeights {
  /** Folder of the checkpoints in a run's folder. */
  static final String CHECKPOINTS = "checkpoints";

  /** The network, with its first weights, of a run that trains a file's. */
  private static final String NETWORK = "network.onnx";

  /** Names of {@code --weights}. */
  enum Kind {
    LATEST,
    AVERAGE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private TrainedWeights() {}

  /** Whether a path is the folder of a run or of a checkpoint. */
  static boolean isIn(Path place) {
    return RunRecord.isIn(place) || Checkpoints.isCheckpoint(place);
  }

  /** Writes a network that its name does not tell, beside the run's record. */
  static void writeNetwork(Path run, Model model, ModelFacts facts) throws IOException {
    OnnxExporter.write(run.resolve(NETWORK), model, facts, Precision.FLOAT32);
  }

  /**
   * The checkpoint of a folder, or a run's best, or last if none was validated.
   *
   * @throws MediaException if the run has none yet
   */
  static Checkpoint checkpoint(Path place) {
    if (Checkpoints.isCheckpoint(place)) {
      return Checkpoints.read(place);
    }
    Checkpoints all = Checkpoints.in(place.resolve(CHECKPOINTS), 1);
    return all.best()
        .or(all::last)
        .orElseThrow(
            () -> new MediaException(place + ": the run has no checkpoint yet; let it go on"));
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
          checkpoint.folder() + ": the run kept no average; take --weights latest");
    }
    return checkpoint.average().orElse(checkpoint.weights());
  }

  /**
   * Opens weights with their network; what they say of themselves names run and step.
   *
   * @param place a run's folder or a checkpoint's
   * @throws IllegalArgumentException as {@link #file}
   */
  static ModelSource open(Path place, Optional<Kind> kind, ConversionOptions options)
      throws IOException {
    Checkpoint checkpoint = checkpoint(place);
    Path file = file(checkpoint, kind);
    String source = "jpose train, " + runName(checkpoint) + ", step " + checkpoint.step();
    ConversionOptions told = options.source().isEmpty() ? options.withSource(source) : options;
    Path network = run(checkpoint).resolve(NETWORK);
    if (!Files.isRegularFile(network)) {
      return ModelConverter.open(file, told);
    }
    OnnxModel begun = OnnxModel.read(network);
    ModelFacts facts =
        new ModelFacts(
            begun.facts().skeleton(), told.source(), told.licence(), FileHash.sha256(file));
    return new ModelSource(
        new Model(begun.model().graph(), Safetensors.read(file)), facts, List.of());
  }

  /** The run's folder, if the checkpoint was not copied out of it. */
  private static Path run(Checkpoint checkpoint) {
    Path folder = checkpoint.folder().toAbsolutePath().normalize();
    return folder.resolveSibling("..").normalize();
  }

  private static String runName(Checkpoint checkpoint) {
    Path name = run(checkpoint).getFileName();
    return name == null ? "run" : name.toString();
  }
}
