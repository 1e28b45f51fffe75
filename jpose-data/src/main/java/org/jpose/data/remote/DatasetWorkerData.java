package org.jpose.data.remote;

import java.util.concurrent.atomic.AtomicLong;
import org.jpose.data.BatchMaker;
import org.jpose.data.ContentHash;
import org.jpose.data.DataIdentity;
import org.jpose.data.PoseDataset;
import org.jpose.data.loader.DatasetBatchMaker;
import org.jpose.data.loader.Recipe;

/** A dataset as a worker brings it. Thread-safe; does not close the dataset. */
public final class DatasetWorkerData implements WorkerData {
  private final PoseDataset dataset;
  private final DataIdentity identity;
  private final AtomicLong damaged = new AtomicLong();

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
  public BatchMaker maker(Recipe recipe) {
    return new DatasetBatchMaker(dataset, recipe, damage -> damaged.incrementAndGet());
  }

  @Override
  public long damaged() {
    return damaged.get();
  }
}
