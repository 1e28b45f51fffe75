package org.jpose.train.rank;

import java.util.Optional;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.TrainingOptions;
import org.jpose.train.engine.compute.RankGroup;
import org.jpose.weights.Model;

/**
 * The processes of a training that have met.
 *
 * @param started closes those that were started here
 * @param group all ranks; empty if there is one only
 */
public record TrainingRanks(Runnable started, Optional<RankGroup> group) implements AutoCloseable {
  /** One process. */
  public static TrainingRanks alone() {
    return new TrainingRanks(() -> {}, Optional.empty());
  }

  /** The engine as one of these ranks. */
  public TrainingEngine engine(Model model, TrainingOptions options) {
    return group.isPresent()
        ? TrainingEngine.of(model, options, group.get())
        : TrainingEngine.of(model, options);
  }

  /** Leaves the group and waits for the processes started here. */
  @Override
  public void close() {
    group.ifPresent(RankGroup::close);
    started.run();
  }
}
