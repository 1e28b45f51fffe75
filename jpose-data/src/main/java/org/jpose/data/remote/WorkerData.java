package org.jpose.data.remote;

import org.jpose.data.BatchMaker;
import org.jpose.data.DataIdentity;
import org.jpose.data.loader.Recipe;

/** What a worker brings: its copy of the data, and how batches are made of it. Thread-safe. */
public interface WorkerData {
  /** Tells these data from others; the trainer takes only its own. */
  DataIdentity identity();

  /**
   * A maker that follows the trainer's recipe.
   *
   * @throws IllegalArgumentException if the recipe cannot be followed with these data, with the
   *     reason
   */
  BatchMaker maker(Recipe recipe);

  /** Samples so far that could not be read and were replaced, over all makers. */
  default long damaged() {
    return 0;
  }
}
