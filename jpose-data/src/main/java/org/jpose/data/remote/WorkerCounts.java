package org.jpose.data.remote;

import java.util.concurrent.atomic.LongAdder;

/** What a worker's threads count together. Thread-safe. */
final class WorkerCounts {
  final LongAdder sessions = new LongAdder();
  final LongAdder batches = new LongAdder();
  final LongAdder samples = new LongAdder();
  final LongAdder bytes = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder malformed = new LongAdder();

  WorkerSummary summary() {
    return new WorkerSummary(
        sessions.sum(), batches.sum(), samples.sum(), bytes.sum(), failed.sum(), malformed.sum());
  }
}
