package org.jpose.data.remote;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * What a trainer's desk counts, in all and for each worker. Memory does not grow with workers that
 * come and go. Not thread-safe.
 */
final class DeskCounts {
  /** Workers that left and are still listed. */
  static final int MAX_LEFT = 256;

  private final Deque<Peer> left = new ArrayDeque<>();
  private final Tally<Refusal> refused = new Tally<>(Refusal.class);
  private final Tally<Malformed> malformed = new Tally<>(Malformed.class);
  private long joined;
  private long gone;
  private long asked;
  private long handedOutAgain;
  private long duplicates;
  private long strangers;
  private long damaged;
  private int mostOutstanding;
  private int mostWaiting;
  private long mostWaitingBytes;
  private long idleNanos;

  void joined() {
    joined++;
  }

  /** A worker that had joined went, or was lost. */
  void left(Peer peer) {
    gone++;
    left.addLast(peer);
    if (left.size() > MAX_LEFT) {
      left.removeFirst();
    }
  }

  void refused(Refusal reason, long count) {
    refused.add(reason, count);
  }

  void malformed(Malformed reason) {
    malformed.add(reason);
  }

  void strangers(long count) {
    strangers += count;
  }

  void asked() {
    asked++;
  }

  /** What a worker was asked for goes to another as well. */
  void handedOutAgain(Peer peer) {
    peer.handedOutAgain++;
    handedOutAgain++;
  }

  /** A worker's batch is one the trainer needs. */
  void delivered(Peer peer, BatchFrame frame) {
    peer.batches++;
    peer.samples += frame.request().size();
    peer.bytes += frame.bytes().length;
    // A frame tells all of the worker's so far, and frames may come in another order.
    long newlyDamaged = Math.max(0, frame.damaged() - peer.damaged);
    peer.damaged += newlyDamaged;
    damaged += newlyDamaged;
  }

  /** A worker's batch, or word of one, comes too late to be of use. */
  void duplicate(Peer peer) {
    peer.duplicates++;
    duplicates++;
  }

  /** Looks how many batches wait for the trainer. */
  void waiting(HandOut<Peer> handOut) {
    mostWaiting = Math.max(mostWaiting, handOut.waitingFrames());
    mostWaitingBytes = Math.max(mostWaitingBytes, handOut.waitingBytes());
  }

  /** Looks how many requests workers hold. */
  void outstanding(HandOut<Peer> handOut) {
    mostOutstanding = Math.max(mostOutstanding, handOut.outstanding());
  }

  /** Workers had nothing to do for so long because the trainer took no batches. */
  void idle(long nanos) {
    idleNanos += nanos;
  }

  /** All such time, over the workers. */
  Duration idle() {
    return Duration.ofNanos(idleNanos);
  }

  /** Samples that workers replaced because they could not be read. */
  long damaged() {
    return damaged;
  }

  /**
   * All counts.
   *
   * @param present workers that are there, let in or not yet
   */
  RemoteStatistics statistics(Collection<Peer> present, HandOut<Peer> handOut, long now) {
    List<WorkerStatistics> workers = new ArrayList<>();
    left.forEach(peer -> workers.add(peer.statistics(false, 0, now)));
    present.stream()
        .filter(peer -> peer.ready)
        .forEach(peer -> workers.add(peer.statistics(true, handOut.held(peer), now)));
    return new RemoteStatistics(
        workers,
        joined,
        gone,
        asked,
        handedOutAgain,
        duplicates,
        handOut.outstanding(),
        mostOutstanding,
        handOut.waitingFrames(),
        mostWaiting,
        handOut.waitingBytes(),
        mostWaitingBytes,
        strangers,
        refused.counts(),
        malformed.counts());
  }
}
