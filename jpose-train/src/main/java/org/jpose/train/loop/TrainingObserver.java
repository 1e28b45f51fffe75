package org.jpose.train.loop;

/**
 * Is told how a training goes: curves, pictures, a progress line. Called by the training's thread,
 * which waits; an exception ends the training.
 */
public interface TrainingObserver extends AutoCloseable {
  /** After each step. */
  default void step(StepReport report) {}

  /** Every so many steps ({@link LoopPlan#validateEvery}) and at the end, after the validation. */
  default void epoch(EpochReport report) {}

  /** After the last step, however the training ended. */
  @Override
  default void close() {}
}
