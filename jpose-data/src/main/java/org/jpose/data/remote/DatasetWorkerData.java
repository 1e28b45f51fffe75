package org.jpose.data.remote;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jpose.data.BatchMaker;
import org.jpose.data.PoseDataset;
import org.jpose.data.loader.DatasetBatchMaker;

/** A dataset as a worker brings it. Thread-safe; does not close the dataset. */
public final class DatasetWorkerData implements WorkerData {
  private final PoseDataset dataset;
  private final DataIdentity identity;
  private final Queue<DatasetBatchMaker> makers = new ConcurrentLinkedQueue<>();

  /**
   * Draws the data's identity, which reads a few samples.
   *
   * @throws IllegalArgumentException if there are no samples
   */
  public DatasetWorkerData(PoseDataset dataset) {
    this.dataset = dataset;
    this.identity = ContentHash.of(dataset);
  }

  @Override
  public DataIdentity identity() {
    return identity;
  }

  @Override
  public BatchMaker maker(BatchRecipe recipe) {
    DatasetBatchMaker maker = new DatasetBatchMaker(dataset, SharedRecipe.read(recipe));
    makers.add(maker);
    return maker;
  }

  @Override
  public long damaged() {
    return makers.stream().mapToLong(DatasetBatchMaker::damaged).sum();
  }
}
