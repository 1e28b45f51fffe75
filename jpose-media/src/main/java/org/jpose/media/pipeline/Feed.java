package org.jpose.media.pipeline;

import java.util.Optional;

/** Gives items in order, to one thread at a time. */
interface Feed<T> extends AutoCloseable {
  /**
   * Waits for the next item.
   *
   * @return the item, or empty after the last one, for ever
   * @throws InterruptedException if the caller is interrupted
   */
  Optional<T> next() throws InterruptedException;

  /** Ends the threads behind this and waits for them; a {@link #next()} that waits ends as well. */
  @Override
  void close();
}
