package org.jpose.cli;

import java.util.Optional;
import java.util.function.Consumer;
import org.jpose.data.Batch;
import org.jpose.data.BatchSource;
import org.jpose.data.PoseDataset;
import org.jpose.data.loader.BatchLoader;
import org.jpose.data.loader.BatchPlan;
import org.jpose.data.loader.BatchShare;
import org.jpose.data.loader.DatasetBatchMaker;
import org.jpose.data.loader.Recipe;
import org.jpose.data.remote.ContentHash;
import org.jpose.data.remote.CurveKeys;
import org.jpose.data.remote.RemoteAddress;
import org.jpose.data.remote.RemoteBatches;
import org.jpose.data.remote.RemoteOptions;
import org.jpose.data.remote.SharedRecipe;

/**
 * How a run gets its batches.
 *
 * @param recipe how they are made
 * @param plan which, from the run's beginning
 * @param threads threads that make them on this machine
 * @param remote where to listen for workers elsewhere instead
 * @param keys the trainer's, for workers
 * @param teacher who answers beside the labels
 * @param ranks whose share of each batch
 */
record TrainingFeed(
    Recipe recipe,
    BatchPlan plan,
    int threads,
    Optional<RemoteAddress> remote,
    Optional<CurveKeys> keys,
    TrainingTeacher teacher,
    RankPlace ranks) {
  private static final int AHEAD = 4;

  /**
   * Batches under way.
   *
   * @param source gives them
   * @param spent takes them back
   */
  record Open(BatchSource source, Consumer<Batch> spent) implements AutoCloseable {
    @Override
    public void close() {
      source.close();
    }
  }

  /** Begins after a number of steps. */
  Open open(PoseDataset dataset, long steps, Consumer<String> say) {
    return teacher.taught(recipe.shape(), labelled(dataset, steps, say));
  }

  private Open labelled(PoseDataset dataset, long steps, Consumer<String> say) {
    int perEpoch = plan.batchesPerEpoch();
    BatchPlan rest =
        new BatchPlan(
            plan.seed(),
            plan.epochSize(),
            plan.batchSize(),
            plan.epochs(),
            plan.dropLast(),
            (int) (steps / perEpoch),
            (int) (steps % perEpoch) * plan.batchSize());
    BatchShare share = rest.share(ranks.rank(), ranks.ranks());
    if (remote.isPresent()) {
      RemoteOptions options = RemoteOptions.DEFAULTS.withJournal(say);
      RemoteBatches batches =
          new RemoteBatches(
              own(remote.get()),
              share.iterator(),
              SharedRecipe.of(recipe),
              ContentHash.of(dataset),
              keys.map(options::withKeys).orElse(options));
      say.accept("listening for 'jpose dataworker' at " + batches.address());
      return new Open(batches, batch -> {});
    }
    BatchLoader loader =
        new BatchLoader(new DatasetBatchMaker(dataset, recipe), share, threads, AHEAD);
    return new Open(loader, loader::recycle);
  }

  /** Ranks of a machine listen side by side: the first at the given port, the next at the next. */
  private RemoteAddress own(RemoteAddress address) {
    return address.port() == 0
        ? address
        : new RemoteAddress(address.host(), address.port() + ranks.local());
  }
}
