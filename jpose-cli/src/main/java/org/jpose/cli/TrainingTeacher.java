package org.jpose.cli;

import java.util.Optional;
import org.jpose.core.Backend;
import org.jpose.data.BatchShape;
import org.jpose.data.BatchSource;
import org.jpose.train.distillation.DistillationOptions;
import org.jpose.train.distillation.TeacherBatches;

/**
 * A model that is learnt from, if there is one.
 *
 * @param network runs it; closed with this
 * @param options how it takes part
 */
record TrainingTeacher(Optional<Backend> network, DistillationOptions options)
    implements AutoCloseable {
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
      return new TeacherBatches(labelled, shape, network.get(), options);
    } catch (RuntimeException | Error e) {
      labelled.close();
      throw e;
    }
  }

  @Override
  public void close() {
    network.ifPresent(Backend::close);
  }
}
