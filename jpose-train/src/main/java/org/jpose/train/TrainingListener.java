package org.jpose.train;

import java.util.Optional;
import java.util.function.IntSupplier;
import org.jpose.core.disk.FileException;
import org.jpose.train.loop.TrainingObserver;

/** Is told how a training goes. */
public interface TrainingListener {
  /** Hears nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /** A line on what is trained, or how far it is. */
  default void say(String line) {}

  /** A line on what is wrong but stops nothing; by any thread. */
  default void warn(String line) {}

  /** A failure in one line. */
  default String line(Throwable failure) {
    return FileException.reason(failure);
  }

  /**
   * Who is told of each step.
   *
   * @param done steps done before
   * @param steps of the whole run
   * @param damaged samples that could not be read so far
   */
  default Optional<TrainingObserver> steps(long done, long steps, IntSupplier damaged) {
    return Optional.empty();
  }
}
