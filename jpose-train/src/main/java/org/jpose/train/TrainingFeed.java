package org.jpose.train;

import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchSource;
import org.jpose.data.PoseDataset;
import org.jpose.data.loader.BatchLoader;
import org.jpose.data.loader.BatchPlan;
import org.jpose.data.loader.BatchShare;
import org.jpose.data.loader.DamagedSamples;
import org.jpose.data.loader.DatasetBatchMaker;
import org.jpose.data.loader.Recipe;
import org.jpose.data.remote.DatasetWorkerData;
import org.jpose.data.remote.RemoteAddress;
import org.jpose.data.remote.RemoteBatches;
import org.jpose.data.remote.RemoteOptions;
import org.jpose.train.checkpoint.RunFolder;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.WeightSet;
import org.jpose.train.features.FeaturePlan;
import org.jpose.train.rank.RankPlace;

/**
 * How a run gets its batches.
 *
 * @param recipe how they are made
 * @param plan which, from the run's beginning
 * @param threads threads that make them on this machine
 * @param remote where to listen for workers elsewhere instead
 * @param access of those workers
 * @param teacher who answers beside the labels
 * @param ranks whose share of each batch
 * @param features that are kept and used again, where the trunk stays as it is
 * @param damaged hears of samples that cannot be read
 */
record TrainingFeed(
    Recipe recipe,
    BatchPlan plan,
    int threads,
    Optional<RemoteAddress> remote,
    RemoteOptions access,
    TrainingTeacher teacher,
    RankPlace ranks,
    Optional<TrainingFeatures> features,
    DamagedSamples damaged) {
  private static final int AHEAD = 4;

  /**
   * Batches under way.
   *
   * @param source gives them
   * @param spent takes them back
   * @param done what is to be done when nobody needs them again
   */
  record Open(BatchSource source, Consumer<Batch> spent, Runnable done) implements AutoCloseable {
    Open(BatchSource source) {
      this(source, source::recycle, () -> {});
    }

    @Override
    public void close() {
      source.close();
    }
  }

  /** The same with or without features. */
  TrainingFeed with(Optional<TrainingFeatures> newFeatures) {
    return new TrainingFeed(
        recipe, plan, threads, remote, access, teacher, ranks, newFeatures, damaged);
  }

  /**
   * Begins after a number of steps.
   *
   * @param engine has the trunk that features are made by
   * @param folder of the run
   */
  Open open(
      PoseDataset dataset,
      long steps,
      TrainingEngine engine,
      RunFolder folder,
      Consumer<String> say) {
    BatchShare share = plan.share(ranks.rank(), ranks.ranks());
    if (features.isPresent()) {
      return features
          .get()
          .open(
              new FeaturePlan(engine.graph(), recipe, share, features.get().terms()),
              steps,
              engine.model(WeightSet.LATEST),
              folder.features(ranks.rank()),
              requests -> images(dataset, requests, say),
              say);
    }
    BatchShare rest = plan.from(steps).share(ranks.rank(), ranks.ranks());
    return new Open(images(dataset, rest.iterator(), say));
  }

  private BatchSource images(
      PoseDataset dataset, Iterator<BatchRequest> requests, Consumer<String> say) {
    return teacher.taught(recipe.shape(), labelled(dataset, requests, say));
  }

  private BatchSource labelled(
      PoseDataset dataset, Iterator<BatchRequest> requests, Consumer<String> say) {
    if (remote.isPresent()) {
      RemoteBatches batches =
          new RemoteBatches(
              own(remote.get()),
              requests,
              recipe,
              new DatasetWorkerData(dataset),
              access.withJournal(say));
      say.accept("listening for 'jpose dataworker' at " + batches.address());
      return batches;
    }
    return new BatchLoader(
        new DatasetBatchMaker(dataset, recipe, damaged), () -> requests, threads, AHEAD);
  }

  /** Ranks of a machine listen side by side: the first at the given port, the next at the next. */
  private RemoteAddress own(RemoteAddress address) {
    return address.port() == 0 ? address : address.at(address.port() + ranks.local());
  }
}
