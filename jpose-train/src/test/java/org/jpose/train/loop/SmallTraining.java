package org.jpose.train.loop;

import java.util.List;
import java.util.Optional;
import org.jpose.data.BatchSource;
import org.jpose.data.augment.Augmentations;
import org.jpose.data.loader.BatchLoader;
import org.jpose.data.loader.BatchPlan;
import org.jpose.data.loader.DatasetBatchMaker;
import org.jpose.train.checkpoint.Checkpoints;
import org.jpose.train.engine.Optimizer;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.TrainingOptions;
import org.jpose.train.engine.compute.Compute;
import org.jpose.train.engine.compute.RankGroup;
import org.jpose.train.fixture.RandomPeople;
import org.jpose.train.fixture.SmallNetwork;
import org.jpose.train.validation.Validation;
import org.jpose.weights.InitialWeights;

/** A training of a small network on seven samples: three steps an epoch, one sample left over. */
final class SmallTraining {
  static final int STEPS_PER_EPOCH = 3;
  private static final int SAMPLES = 7;
  private static final int BATCH = 2;
  private static final int EPOCHS = 10;
  private static final long SEED = 5;

  private SmallTraining() {}

  /** With an average, reproducible to the last bit. */
  static TrainingEngine engine() {
    return TrainingEngine.of(InitialWeights.of(SmallNetwork.graph(), SEED), options());
  }

  /** The same as one of several ranks. */
  static TrainingEngine engine(RankGroup ranks) {
    return TrainingEngine.of(InitialWeights.of(SmallNetwork.graph(), SEED), options(), ranks);
  }

  private static TrainingOptions options() {
    return TrainingOptions.with(Optimizer.Adam.standard())
        .withAverageDecay(0.99)
        .withCompute(Compute.reproducible());
  }

  /** Augmented batches after a number of steps. */
  static BatchLoader batches(long after) {
    BatchPlan plan =
        new BatchPlan(
            SEED,
            SAMPLES,
            BATCH,
            EPOCHS,
            true,
            (int) (after / STEPS_PER_EPOCH),
            (int) (after % STEPS_PER_EPOCH) * BATCH);
    return new BatchLoader(
        new DatasetBatchMaker(new RandomPeople(SAMPLES), RandomPeople.recipe(Augmentations.LITE)),
        plan,
        1,
        2);
  }

  static LoopPlan plan(long steps, long saveEvery, long validateEvery) {
    Schedule schedule = new Schedule.Cosine(1e-2, 0, 2, 8);
    return new LoopPlan(schedule, steps, STEPS_PER_EPOCH, saveEvery, validateEvery);
  }

  static TrainingLoop loop(
      TrainingEngine engine,
      BatchSource batches,
      LoopPlan plan,
      Checkpoints checkpoints,
      Optional<Validation> validation,
      TrainingObserver... observers) {
    return new TrainingLoop(
        engine,
        batches,
        batch -> {},
        plan,
        Optional.of(checkpoints),
        validation,
        List.of(observers));
  }
}
