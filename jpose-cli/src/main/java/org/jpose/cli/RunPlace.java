package org.jpose.cli;

import java.io.IOException;
import java.nio.file.Files;
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

  /**
   * Where to go on; empty for a new run.
   *
   * @throws MediaException if there is a run and nobody asked to go on with it, or there is none
   *     and somebody did
   */
  Optional<Checkpoint> last() {
    boolean there = RunRecord.isIn(folder);
    Optional<Checkpoint> last = checkpoints().last();
    if (!resume) {
      if (there) {
        throw new MediaException(
            "%s: there is a run already%s; --resume goes on with it, another --output begins a new one"
                .formatted(
                    folder, last.map(found -> " with " + found.step() + " steps").orElse("")));
      }
      return Optional.empty();
    }
    if (!there || last.isEmpty()) {
      throw new MediaException(
          "%s: %s to go on with; leave --resume away to begin%s"
              .formatted(
                  folder,
                  there ? "the run has no checkpoint" : "there is no run",
                  there ? ", in another --output" : ""));
    }
    return last;
  }

  /** Makes the folder and clears away what a killed process has left. */
  void prepare() throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new MediaException(
          folder + ": is no folder and cannot become one: " + MediaException.reason(e), e);
    }
    checkpoints().tidy();
  }
}
