package org.jpose.train.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.PendingFolder;
import org.jpose.core.disk.TemporaryFolder;
import org.jpose.train.engine.TrainingState;
import org.jpose.weights.Precision;
import org.jpose.weights.Weights;
import org.jpose.weights.safetensors.Safetensors;

/**
 * The checkpoints of a run: a folder with one for each, named by its step. A checkpoint is whole or
 * not there: it is filled beside its place, brought to the disk and moved. The last ones and the
 * best are kept. Which is the last and which the best is read from the folders themselves, so
 * nothing can disagree with them. For one thread and one process.
 */
public final class Checkpoints {
  private static final String FORMAT = "jpose-checkpoint/1";
  private static final String PREFIX = "step-";

  private final Path folder;
  private final int keep;
  private final TensorFile tensors;

  /** Writes one file of tensors. */
  interface TensorFile {
    void write(Path file, Weights weights) throws IOException;
  }

  Checkpoints(Path folder, int keep, TensorFile tensors) {
    if (keep < 1) {
      throw new IllegalArgumentException("keep " + keep + " checkpoints, expected 1 or more");
    }
    this.folder = folder;
    this.keep = keep;
    this.tensors = tensors;
  }

  /**
   * The checkpoints in a folder, which is made when the first is saved.
   *
   * @param keep how many of the last are kept, beside the best
   * @throws IllegalArgumentException if that is not positive
   */
  public static Checkpoints in(Path folder, int keep) {
    return new Checkpoints(
        folder, keep, (file, weights) -> Safetensors.write(file, weights, Precision.FLOAT32));
  }

  /**
   * Saves a state under its step, then deletes those that are not to be kept; one that cannot be
   * deleted now, as when somebody reads it, is later.
   *
   * @throws IOException if it cannot be written; the checkpoints before stay as they were
   */
  public Checkpoint save(TrainingState state, Optional<CheckpointScore> score) throws IOException {
    Path target = folder.resolve(name(state.steps()));
    try {
      Files.createDirectories(folder);
      try (PendingFolder pending = PendingFolder.beside(target)) {
        fill(pending.path(), state, score);
        bringToDisk(pending.path());
        pending.commit();
      }
    } catch (IOException | UncheckedIOException | FileException e) {
      throw failure(target, e);
    }
    Checkpoint saved = new Checkpoint(target, state.steps(), score);
    prune();
    return saved;
  }

  private static String name(long step) {
    return String.format(Locale.ROOT, "%s%07d", PREFIX, step);
  }

  private void fill(Path place, TrainingState state, Optional<CheckpointScore> score)
      throws IOException {
    tensors.write(place.resolve(Checkpoint.WEIGHTS), state.latest());
    if (state.average().isPresent()) {
      tensors.write(place.resolve(Checkpoint.AVERAGE), state.average().get());
    }
    tensors.write(place.resolve(Checkpoint.OPTIMIZER), state.moments());
    ObjectNode root = JsonFile.object().put("format", FORMAT).put("step", state.steps());
    score.ifPresent(
        found -> {
          ObjectNode validation = root.putObject("validation").put("loss", found.loss());
          found.averagePrecision().ifPresent(precision -> validation.put("ap", precision));
        });
    Files.write(place.resolve(Checkpoint.STATE), JsonFile.bytes(root));
  }

  /** Else a machine that loses its power may know the name and not what is in the files. */
  private static void bringToDisk(Path place) throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      for (Path file : files.toList()) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
      }
    }
  }

  private IOException failure(Path target, Exception cause) {
    String before =
        last()
            .map(last -> "the one of step " + last.step() + " is whole")
            .orElse("there is none before");
    return new IOException(
        "%s: the checkpoint could not be written: %s; %s; make room on the disk, then resume the run"
            .formatted(target, FileException.reason(cause), before),
        cause);
  }

  /** All checkpoints, by step. */
  public List<Checkpoint> all() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(folder)) {
      return found
          .filter(path -> path.getFileName().toString().matches(PREFIX + "\\d+"))
          .flatMap(path -> readIfThere(path).stream())
          .sorted(Comparator.comparingLong(Checkpoint::step))
          .toList();
    } catch (IOException e) {
      throw new FileException(folder + ": cannot be listed: " + FileException.reason(e), e);
    }
  }

  /** Empty if it has been deleted meanwhile, by a training that goes on. */
  private static Optional<Checkpoint> readIfThere(Path path) {
    try {
      return Optional.of(read(path));
    } catch (FileException e) {
      if (Files.isDirectory(path)) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** The checkpoint of the most steps. */
  public Optional<Checkpoint> last() {
    List<Checkpoint> all = all();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /** The best of those that were validated; of equals the first. */
  public Optional<Checkpoint> best() {
    return best(all());
  }

  private static Optional<Checkpoint> best(List<Checkpoint> all) {
    Optional<Checkpoint> best = Optional.empty();
    for (Checkpoint checkpoint : all) {
      if (checkpoint.score().isPresent()
          && (best.isEmpty()
              || checkpoint.score().get().betterThan(best.get().score().orElseThrow()))) {
        best = Optional.of(checkpoint);
      }
    }
    return best;
  }

  /**
   * The checkpoint of a folder.
   *
   * @throws FileException if it is none
   */
  public static Checkpoint read(Path folder) {
    Path file = folder.resolve(Checkpoint.STATE);
    JsonNode root = JsonFile.read(file, FORMAT);
    JsonNode validation = root.path("validation");
    Optional<CheckpointScore> score = Optional.empty();
    if (validation.isObject()) {
      OptionalDouble precision =
          validation.has("ap")
              ? OptionalDouble.of(validation.get("ap").asDouble())
              : OptionalDouble.empty();
      double loss = JsonFile.require(file, validation, "loss").asDouble();
      score = Optional.of(new CheckpointScore(loss, precision));
    }
    return new Checkpoint(folder, JsonFile.require(file, root, "step").asLong(), score);
  }

  /** Whether a folder holds a checkpoint. */
  public static boolean isCheckpoint(Path folder) {
    return Files.isRegularFile(folder.resolve(Checkpoint.STATE));
  }

  /**
   * Reads all of a checkpoint.
   *
   * @throws IOException if a file cannot be read
   * @throws org.jpose.core.ModelFormatException if one is damaged
   */
  public static TrainingState load(Checkpoint checkpoint) throws IOException {
    Optional<Weights> average = Optional.empty();
    if (checkpoint.average().isPresent()) {
      average = Optional.of(Safetensors.read(checkpoint.average().get()));
    }
    return new TrainingState(
        checkpoint.step(),
        Safetensors.read(checkpoint.weights()),
        average,
        Safetensors.read(checkpoint.folder().resolve(Checkpoint.OPTIMIZER)));
  }

  private void prune() {
    try {
      List<Checkpoint> all = all();
      Optional<Checkpoint> best = best(all);
      for (Checkpoint old : all.subList(0, Math.max(0, all.size() - keep))) {
        if (!best.equals(Optional.of(old))) {
          delete(old.folder());
        }
      }
    } catch (IOException | UncheckedIOException | FileException e) {
      // The new one is saved: that is no reason to end a training.
    }
  }

  /** Deletes what a process that was killed had begun to write. */
  public void tidy() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    TemporaryFolder.in(folder).close();
  }

  private void delete(Path checkpoint) throws IOException {
    // Moved first: a half-deleted folder must not look like a checkpoint.
    try (TemporaryFolder doomed = TemporaryFolder.in(folder)) {
      Files.move(checkpoint, doomed.path().resolve(checkpoint.getFileName()));
    }
  }
}
