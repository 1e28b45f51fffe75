package org.jpose.train.distillation;

import java.util.Objects;
import java.util.Optional;
import org.jpose.core.Backend;
import org.jpose.core.ModelInfo;
import org.jpose.data.Batch;
import org.jpose.data.BatchShape;
import org.jpose.data.BatchSource;
import org.jpose.data.LoadStatistics;
import org.jpose.data.loader.BatchesAhead;

/**
 * Batches whose targets come from a teacher (Hinton et al. 2015, arXiv 1503.02531, for fields as in
 * Zhang et al. 2019, arXiv 1811.05419, section 3.2): a network, as a rule a larger one, is run on
 * each batch's images as they are augmented, and its fields are mixed with the labels'. It knows
 * people whom nobody labelled: where the labels have no loss, its fields are learnt all the same.
 *
 * <p>A thread of its own takes batches from the source, teaches them, and keeps a few ahead of the
 * trainer; batches, their order and their numbers do not depend on it. Batches are changed, not
 * copied. The teacher's work competes with the training for processors.
 *
 * <p>The teacher's peaks and limbs are as wide as those it was trained with, which its file does
 * not tell. Mixed with labels drawn at another width, targets are a sum of a wide and a narrow
 * peak, and the student learns this; with weight 1 it learns the teacher's width. Give the recipe
 * the encoder's widths of the teacher where they are known.
 *
 * <p>A failure of source or teacher comes to the trainer in the failed batch's turn, and every time
 * after. Owns source and teacher: closes both.
 */
public final class TeacherBatches implements BatchSource {
  private final BatchSource source;
  private final Backend network;
  private final BatchesAhead ahead;

  /**
   * Starts the thread.
   *
   * @param source batches with the labels' targets
   * @param shape of its batches
   * @param network the teacher
   * @param options how it takes part
   * @throws IllegalArgumentException if the teacher's skeleton, stride or multiple do not fit the
   *     batches; then source and teacher stay open
   */
  public TeacherBatches(
      BatchSource source, BatchShape shape, Backend network, DistillationOptions options) {
    this.source = Objects.requireNonNull(source, "source");
    this.network = Objects.requireNonNull(network, "network");
    Teacher teacher = new Teacher(network, shape, options);
    ahead =
        new BatchesAhead(
            "jpose-teacher",
            () -> {
              Optional<Batch> batch = source.next();
              batch.ifPresent(teacher::teach);
              return batch;
            },
            options.queue());
  }

  /**
   * Checks that a teacher answers what batches of a shape ask.
   *
   * @throws IllegalArgumentException if its skeleton, stride or multiple do not fit
   */
  public static void requireFit(ModelInfo teacher, BatchShape shape) {
    Teacher.requireFit(teacher, shape);
  }

  @Override
  public Optional<Batch> next() throws InterruptedException {
    return ahead.next();
  }

  @Override
  public void recycle(Batch batch) {
    source.recycle(batch);
  }

  /** {@inheritDoc} The loader's wait is the source's: time it waited for the teacher. */
  @Override
  public LoadStatistics statistics() {
    LoadStatistics loading = source.statistics();
    return ahead.statistics(loading.damaged(), loading.loaderWait());
  }

  /** {@inheritDoc} Returns when the thread has ended, after the batch it teaches. */
  @Override
  public void close() {
    try (network) {
      // The source wakes the thread if it waits for a batch: interrupting it could close files.
      ahead.close(source::close);
    }
  }
}
