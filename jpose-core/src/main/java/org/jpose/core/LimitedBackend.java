package org.jpose.core;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.Image;

/**
 * Lets at most so many runs of a network go on at once; others wait their turn, in the order they
 * came. With more threads estimating than runs, images are prepared and people are found while the
 * network is busy, and it takes no more cores than it is meant to.
 */
public final class LimitedBackend implements Backend {
  private final Backend backend;
  private final Semaphore runs;

  /**
   * A limit on a backend.
   *
   * @param backend runs the network; closed with this
   * @param runs most runs at once
   * @throws IllegalArgumentException if that is less than 1
   */
  public LimitedBackend(Backend backend, int runs) {
    this.backend = Objects.requireNonNull(backend, "backend");
    if (runs < 1) {
      throw new IllegalArgumentException("runs at once is " + runs + ", expected 1 or more");
    }
    this.runs = new Semaphore(runs, true);
  }

  @Override
  public ModelInfo info() {
    return backend.info();
  }

  @Override
  public List<PoseFields> run(List<Image> inputs) {
    runs.acquireUninterruptibly();
    try {
      return backend.run(inputs);
    } finally {
      runs.release();
    }
  }

  @Override
  public void close() {
    backend.close();
  }
}
