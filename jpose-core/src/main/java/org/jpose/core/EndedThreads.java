package org.jpose.core;

import java.util.Collection;

/** Waiting for threads that were told to end. */
public final class EndedThreads {
  private EndedThreads() {}

  /**
   * Returns when all threads but the calling one have ended, whatever it takes: an interruption
   * meanwhile is kept for the caller.
   */
  public static void await(Collection<Thread> threads) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive() && thread != Thread.currentThread()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
