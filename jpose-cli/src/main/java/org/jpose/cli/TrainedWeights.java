package org.jpose.cli;

import java.nio.file.Path;
import org.jpose.media.MediaException;
import org.jpose.train.checkpoint.Checkpoint;
import org.jpose.train.checkpoint.Checkpoints;
import org.jpose.train.checkpoint.RunRecord;

/** Weights that {@code jpose train} has left. */
final class TrainedWeights {
  /** Folder of the checkpoints in a run's folder. */
  static final String CHECKPOINTS = "checkpoints";

  private TrainedWeights() {}

  /** Whether a path is the folder of a run or of a checkpoint. */
  static boolean isIn(Path place) {
    return RunRecord.isIn(place) || Checkpoints.isCheckpoint(place);
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
}
