package org.jpose.train.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jpose.core.disk.FileException;

/**
 * A run's folder: {@code run.json}, {@code checkpoints/}, curves, and while a process trains there
 * a lock.
 *
 * @param path where it is; it need not be there yet
 */
public record RunFolder(Path path) {
  /** What may be another when a run goes on: none of it changes what a step does with a batch. */
  private static final List<String> FREE =
      List.of(
          "data",
          "places",
          "allow-outside",
          "skeleton-asked",
          "skeleton-definition",
          "pretrained",
          "partial",
          "backbone-only",
          "max-damaged",
          "epochs",
          "steps",
          "threads",
          "val-data",
          "val-split",
          "val-samples",
          "val-size",
          "pictures",
          "save-every",
          "validate-every",
          "keep");

  private static final String CHECKPOINTS = "checkpoints";

  /** Whether a run was begun here. */
  public boolean isRun() {
    return RunRecord.isIn(path);
  }

  /**
   * What the run is.
   *
   * @throws FileException if there is none, or its record is damaged
   */
  public RunRecord record() {
    return RunRecord.read(path);
  }

  /**
   * Its checkpoints.
   *
   * @param keep how many are kept beside the best when one is saved
   */
  public Checkpoints checkpoints(int keep) {
    return Checkpoints.in(path.resolve(CHECKPOINTS), keep);
  }

  /** The checkpoint of the most steps, if there is one. */
  public Optional<Checkpoint> last() {
    return checkpoints(1).last();
  }

  /**
   * The best checkpoint, or the last if none was validated.
   *
   * @throws FileException if the run has none yet
   */
  public Checkpoint best() {
    Checkpoints all = checkpoints(1);
    return all.best()
        .or(all::last)
        .orElseThrow(
            () -> new FileException(path + ": the run has no checkpoint yet; let it go on"));
  }

  /** The network, with its first weights, of a run that trains a file's. */
  public Path network() {
    return path.resolve("network.onnx");
  }

  /** Where a process keeps features. */
  public Path features(int rank) {
    return path.resolve(rank == 0 ? "features" : "features-rank-" + rank);
  }

  /**
   * Checks that there is a run to go on with, or none where one is to begin.
   *
   * @throws FileException if not
   */
  public void requireFit(boolean resume) {
    Optional<Checkpoint> last = last();
    if (!resume && (isRun() || last.isPresent())) {
      throw new FileException(
          "%s: there is a run already%s; resume it, or begin another one in another folder"
              .formatted(path, last.map(found -> " of " + found.step() + " steps").orElse("")));
    }
    if (resume && !isRun()) {
      throw new FileException(path + ": there is no run to go on with; begin one");
    }
  }

  /**
   * Checks that a run goes on as it was begun, and has steps left.
   *
   * @param settings it is to go on with
   * @param steps of the whole run
   * @throws IllegalArgumentException if not; the message says what differs
   */
  public void requireSame(Map<String, String> settings, long steps) {
    List<String> differences = record().differences(settings, FREE);
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: the run was begun otherwise: %s; go on with the run's own options, or begin another one with the weights of %s"
              .formatted(path, String.join("; ", differences), path));
    }
    long done = last().map(Checkpoint::step).orElse(0L);
    if (done >= steps) {
      throw new IllegalArgumentException(
          "%s: all %d steps are done; give more epochs or steps to go on".formatted(path, done));
    }
  }

  /**
   * Takes the folder for this process.
   *
   * @param keep checkpoints to keep beside the best
   * @throws FileException if another process works on it or it cannot be written
   */
  public OpenRun take(int keep) throws IOException {
    return OpenRun.take(this, keep);
  }
}
