package org.jpose.data.remote;

/**
 * What a worker did.
 *
 * @param sessions how often a trainer let it in
 * @param batches batches sent
 * @param samples samples in them
 * @param bytes bytes of them
 * @param failed batches it could not make
 */
public record WorkerSummary(long sessions, long batches, long samples, long bytes, long failed) {
  static final WorkerSummary NOTHING = new WorkerSummary(0, 0, 0, 0, 0);

  WorkerSummary session() {
    return new WorkerSummary(sessions + 1, batches, samples, bytes, failed);
  }

  WorkerSummary sent(int moreSamples, int moreBytes) {
    return new WorkerSummary(
        sessions, batches + 1, samples + moreSamples, bytes + moreBytes, failed);
  }

  WorkerSummary failure() {
    return new WorkerSummary(sessions, batches, samples, bytes, failed + 1);
  }
}
