package org.jpose.cli;

import java.util.concurrent.CountDownLatch;
import org.jpose.train.StopSignal;

/**
 * Turns Ctrl-C and SIGTERM into a request to stop, and holds the JVM until the training has saved
 * and closed its engine: libtorch takes the process down with a fault if the JVM ends in the middle
 * of a step. The exit code is then the signal's (130, 143).
 */
final class TrainingStop implements AutoCloseable {
  private final StopSignal signal = new StopSignal();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "jpose-stop");

  TrainingStop() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void stop() {
    signal.request();
    boolean waiting = true;
    while (waiting) {
      try {
        ended.await();
        waiting = false;
      } catch (InterruptedException e) {
        // Nobody may end the JVM before.
      }
    }
  }

  StopSignal signal() {
    return signal;
  }

  /** Lets the JVM end. */
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It is running.
    }
  }
}
