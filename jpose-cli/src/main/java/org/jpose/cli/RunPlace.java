package org.jpose.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jpose.media.MediaException;
import org.jpose.train.checkpoint.Checkpoint;
import org.jpose.train.checkpoint.Checkpoints;
import org.jpose.train.checkpoint.RunRecord;

/**
 * Where a run's files are.
 *
 * @param folder of the run
 * @param resume whether to go on with what is there
 * @param keep checkpoints to keep beside the best
 */
record RunPlace(Path folder, boolean resume, int keep) {
  Checkpoints checkpoints() {
    return Checkpoints.in(folder.resolve(TrainedWeights.CHECKPOINTS), keep);
  }

  /** Where a process keeps features. */
  Path features(RankPlace rank) {
    return folder.resolve(rank.isFirst() ? "features" : "features-rank-" + rank.rank());
  }

  /**
   * Checks that there is a run to go on with, or none where one is to begin.
   *
   * @throws MediaException if not
   */
  void requireFit() {
    boolean there = RunRecord.isIn(folder);
    Optional<Checkpoint> last = checkpoints().last();
    if (!resume && (there || last.isPresent())) {
      throw new MediaException(
          "%s: there is a run already%s; --resume goes on with it, another --output begins a new one"
              .formatted(folder, last.map(found -> " of " + found.step() + " steps").orElse("")));
    }
    if (resume && !there) {
      throw new MediaException(
          folder + ": there is no run to go on with; leave --resume away to begin one");
    }
  }
}
