package org.jpose.data.loader;

import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;

/**
 * A batch in the making. Its samples may be filled in by several threads, each sample by one; who
 * hands the batch on sees to it that all are done.
 */
final class PendingBatch {
  private final DatasetBatchMaker maker;
  private final EpochOrder order;
  private final Batch batch;

  PendingBatch(DatasetBatchMaker maker, EpochOrder order, Batch batch) {
    this.maker = maker;
    this.order = order;
    this.batch = batch;
  }

  /** With the arrays of another of the same size, full of old numbers. */
  static Batch reused(BatchRequest request, Batch old) {
    return new Batch(
        request,
        old.shape(),
        old.images(),
        old.heat(),
        old.affinity(),
        old.heatMask(),
        old.affinityMask());
  }

  /** Makes one sample. */
  void fill(int i) {
    maker.write(batch.request(), order.index(batch.request().from() + i), batch, i);
  }

  int size() {
    return batch.request().size();
  }

  Batch batch() {
    return batch;
  }
}
