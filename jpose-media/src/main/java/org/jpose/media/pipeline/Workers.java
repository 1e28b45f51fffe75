package org.jpose.media.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.jpose.core.EndedThreads;

/** The threads of a stage: started together, ended together. Thread-safe. */
final class Workers {
  private final List<Thread> threads = new ArrayList<>();
  private boolean started;
  private boolean closed;

  Workers(String name, int count, Runnable work) {
    for (int i = 0; i < count; i++) {
      Thread thread = new Thread(work, "jpose-" + name + (count == 1 ? "" : "-" + (i + 1)));
      thread.setDaemon(true);
      threads.add(thread);
    }
  }

  /** Starts the threads, the first time it is called. */
  synchronized void start() {
    if (!started && !closed) {
      started = true;
      threads.forEach(Thread::start);
    }
  }

  /** Interrupts the threads and waits until they have ended, whatever it takes. */
  void close() {
    synchronized (this) {
      closed = true;
      if (!started) {
        return;
      }
    }
    threads.forEach(Thread::interrupt);
    // A stage's own work may close the pipeline, and cannot wait for itself.
    EndedThreads.await(threads);
  }
}
