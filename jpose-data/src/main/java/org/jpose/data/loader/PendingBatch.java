package org.jpose.data.loader;

import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;

/**
 * A batch in the making. Its samples may be filled in by several threads, each sample by one; who
 * hands the batch on sees to it that all are done.
 */
final class PendingBatch {
  private final DatasetBatchMaker maker;
  private final BatchRequest request;
  private final EpochOrder order;
  private final Batch batch;

  PendingBatch(DatasetBatchMaker maker, BatchRequest request, EpochOrder order) {
    this.maker = maker;
    this.request = request;
    this.order = order;
    BatchShape shape = maker.shape();
    int samples = request.size();
    batch =
        new Batch(
            request,
            shape,
            new float[Math.multiplyExact(samples, shape.imageLength())],
            new float[Math.multiplyExact(samples, shape.heatLength())],
            new float[Math.multiplyExact(samples, shape.affinityLength())],
            new float[Math.multiplyExact(samples, shape.heatLength())],
            new float[Math.multiplyExact(samples, shape.affinityLength())]);
  }

  /** Makes one sample. */
  void fill(int i) {
    maker.write(request, order.index(request.from() + i), batch, i);
  }

  int size() {
    return request.size();
  }

  Batch batch() {
    return batch;
  }
}
