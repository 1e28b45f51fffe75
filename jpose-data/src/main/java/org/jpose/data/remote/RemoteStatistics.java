package org.jpose.data.remote;

import java.util.List;
import java.util.Map;

/**
 * What the trainer saw of its workers so far.
 *
 * @param workers those that are there and those that left; of many that left, the last ones
 * @param joined workers let in, each time they came
 * @param left workers that went or were lost
 * @param asked requests given to workers, repeated ones included
 * @param handedOutAgain requests given to another worker because the first was late, failed or lost
 * @param duplicates batches dropped because the same one had been delivered before
 * @param outstanding requests workers hold now
 * @param mostOutstanding the most they held at once
 * @param waiting batches that wait here, not yet decoded, for the trainer
 * @param mostWaiting the most that waited at once
 * @param waitingBytes their bytes
 * @param mostWaitingBytes the most bytes that waited at once
 * @param strangers frames of peers that had not been let in, and connections that were not ZeroMQ's
 * @param refused workers not let in, by reason
 * @param malformed frames dropped, by reason
 */
public record RemoteStatistics(
    List<WorkerStatistics> workers,
    long joined,
    long left,
    long asked,
    long handedOutAgain,
    long duplicates,
    int outstanding,
    int mostOutstanding,
    int waiting,
    int mostWaiting,
    long waitingBytes,
    long mostWaitingBytes,
    long strangers,
    Map<Refusal, Long> refused,
    Map<Malformed, Long> malformed) {
  /** Copies. */
  public RemoteStatistics {
    workers = List.copyOf(workers);
    refused = Map.copyOf(refused);
    malformed = Map.copyOf(malformed);
  }

  /** Workers that are there now. */
  public int connected() {
    return (int) workers.stream().filter(WorkerStatistics::connected).count();
  }

  /** How many were refused for a reason. */
  public long refused(Refusal reason) {
    return refused.getOrDefault(reason, 0L);
  }

  /** How many frames were dropped for a reason. */
  public long malformed(Malformed reason) {
    return malformed.getOrDefault(reason, 0L);
  }
}
