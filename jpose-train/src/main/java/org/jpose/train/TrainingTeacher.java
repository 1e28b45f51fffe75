package org.jpose.train;

import java.util.Optional;
import java.util.function.Supplier;
import org.jpose.core.Backend;
import org.jpose.data.BatchShape;
import org.jpose.data.BatchSource;
import org.jpose.train.distillation.DistillationOptions;
import org.jpose.train.distillation.TeacherBatches;

/**
 * A model that is learnt from, if there is one.
 *
 * @param network opens it
 * @param options how it takes part
 */
record TrainingTeacher(Optional<Supplier<Backend>> network, DistillationOptions options) {
  /** Nobody. */
  static TrainingTeacher none() {
    return new TrainingTeacher(Optional.empty(), DistillationOptions.defaults());
  }

  /**
   * The same batches, with the teacher's answers if there is one; closing them closes the teacher.
   *
   * @throws IllegalArgumentException if the teacher does not fit the batches; then they are closed
   */
  BatchSource taught(BatchShape shape, BatchSource labelled) {
    if (network.isEmpty()) {
      return labelled;
    }
    try {
      Backend opened = network.get().get();
      try {
        return new TeacherBatches(labelled, shape, opened, options);
      } catch (RuntimeException | Error e) {
        opened.close();
        throw e;
      }
    } catch (RuntimeException | Error e) {
      labelled.close();
      throw e;
    }
  }
}
