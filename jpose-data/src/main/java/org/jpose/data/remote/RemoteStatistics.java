package org.jpose.data.remote;

import java.util.List;
import java.util.Map;

/**
 * What the trainer saw of its workers so far.
 *
 * @param workers those that are there and those that left; of many that left, the last ones
 * @param joined workers let in, each time they came
 * @param leased batches given to workers, repeated ones included
 * @param leasedAgain batches given to another worker because the first was late, failed or lost
 * @param madeHere batches that workers could not make, and the trainer did
 * @param outstanding leases workers have now
 * @param waiting batches that wait here, not yet decoded, for the trainer
 * @param mostWaitingBytes the most bytes that waited at once
 * @param refused requests and workers that were refused, by reason
 */
public record RemoteStatistics(
    List<WorkerStatistics> workers,
    long joined,
    long leased,
    long leasedAgain,
    long madeHere,
    int outstanding,
    int waiting,
    long mostWaitingBytes,
    Map<String, Long> refused) {
  /** Copies. */
  public RemoteStatistics {
    workers = List.copyOf(workers);
    refused = Map.copyOf(refused);
  }

  /** Workers that are there now. */
  public int connected() {
    return (int) workers.stream().filter(WorkerStatistics::connected).count();
  }

  /** How many were refused for a reason. */
  public long refused(String reason) {
    return refused.getOrDefault(reason, 0L);
  }
}
