package org.jpose.data.remote;

/** A worker as its trainer knows it. Not thread-safe. */
final class RemoteWorker {
  final String id;
  final String name;
  final int places;
  long heard;
  boolean told;
  int late;
  long replaced;
  long leasedAgain;
  long duplicates;
  long failed;
  long damaged;
  private long batches;
  private long samples;
  private long bytes;

  RemoteWorker(String id, String name, int places, long now) {
    this.id = id;
    this.name = name;
    this.places = places;
    heard = now;
  }

  void delivered(int moreSamples, int moreBytes) {
    batches++;
    samples += moreSamples;
    bytes += moreBytes;
    late = 0;
  }

  /** Samples that it says it has replaced so far; no more than it has sent. */
  void replaced(long said, int now) {
    replaced = Math.max(replaced, Math.min(said, samples + now));
  }

  WorkerStatistics statistics(boolean connected, int held) {
    return new WorkerStatistics(
        name, connected, batches, samples, bytes, held, leasedAgain, duplicates, failed, damaged);
  }
}
