package org.jpose.train.distillation;

import java.time.Duration;
import java.util.Optional;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchSource;
import org.jpose.data.LoadStatistics;
import org.jpose.data.loader.DatasetBatchMaker;

/** A few batches made when they are asked for, and then an end, a failure, or nothing. */
final class StepwiseSource implements BatchSource {
  private final DatasetBatchMaker maker;
  private final int batches;
  private Optional<Error> failure = Optional.empty();
  private boolean waits;
  private int taken;
  private boolean closed;

  StepwiseSource(DatasetBatchMaker maker, int batches) {
    this.maker = maker;
    this.batches = batches;
  }

  synchronized void failAtTheEnd(Error error) {
    failure = Optional.of(error);
  }

  synchronized void waitAtTheEnd() {
    waits = true;
  }

  /** How often somebody asked. */
  synchronized int taken() {
    return taken;
  }

  synchronized void awaitTaken(int count) throws InterruptedException {
    while (taken < count) {
      wait();
    }
  }

  synchronized boolean closed() {
    return closed;
  }

  @Override
  public synchronized Optional<Batch> next() throws InterruptedException {
    taken++;
    notifyAll();
    if (taken <= batches) {
      return Optional.of(maker.make(new BatchRequest(1, 0, 0, 1)));
    }
    while (waits && !closed) {
      wait();
    }
    if (closed) {
      throw new IllegalStateException("closed");
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
    return Optional.empty();
  }

  @Override
  public LoadStatistics statistics() {
    return new LoadStatistics(taken, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO);
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
