package org.jpose.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jpose.core.disk.FileException;
import org.jpose.train.loop.DivergedException;
import org.jpose.train.loop.SavedBatch;

/** The batch a training diverged with, kept for somebody to look at. */
final class DivergedBatch {
  private DivergedBatch() {}

  /**
   * Whether a rank holds the batch that is to be looked at: the one at fault, or rank 0 if none of
   * them is.
   */
  static boolean isOf(DivergedException diverged, int rank) {
    return diverged.rank().orElse(0) == rank;
  }

  /**
   * Saves this process's batch if it is the one to look at.
   *
   * @param folder the run's; made if this machine does not have it
   * @param rank this process's
   * @return where the batch is, or why it is not
   */
  static String keep(DivergedException diverged, Path folder, int rank) {
    String name = "diverged-step-" + diverged.step();
    if (diverged.rank().isPresent()) {
      name += "-rank-" + diverged.rank().getAsInt();
    }
    if (!isOf(diverged, rank)) {
      return "that process saves its batch as %s in its folder".formatted(name);
    }
    try {
      Files.createDirectories(folder);
      SavedBatch saved = SavedBatch.write(diverged.batch(), folder, name);
      return "its batch is in " + saved.numbers() + ", drawn in " + saved.picture();
    } catch (IOException | RuntimeException e) {
      return "its batch could not be saved in " + folder + ": " + FileException.reason(e);
    }
  }
}
