package org.jpose.data.remote;

import java.time.Duration;

/** The trainer's view of one worker's visit. Not thread-safe. */
final class Peer {
  final byte[] identity;
  final String name;
  final long session;
  final int credits;
  final long since;
  boolean ready;
  long heard;
  long left;
  long batches;
  long samples;
  long bytes;
  long damaged;
  long handedOutAgain;
  long duplicates;
  long failed;
  long malformed;

  Peer(byte[] identity, String name, long session, int credits, long now) {
    this.identity = identity;
    this.name = name;
    this.session = session;
    this.credits = credits;
    this.since = now;
    this.heard = now;
  }

  WorkerStatistics statistics(boolean connected, int outstanding, long now) {
    return new WorkerStatistics(
        name,
        connected,
        batches,
        samples,
        bytes,
        outstanding,
        handedOutAgain,
        duplicates,
        failed,
        malformed,
        Duration.ofNanos((connected ? now : left) - since));
  }
}
