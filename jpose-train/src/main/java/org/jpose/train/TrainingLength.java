package org.jpose.train;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jpose.data.loader.BatchPlan;
import org.jpose.train.rank.RankPlace;

/**
 * How long a training goes.
 *
 * @param batchSize images of a step, in all processes together; empty for 16, or all if there are
 *     fewer
 * @param epochs how often each image is seen; empty for 60, unless steps or phases are given
 * @param steps instead of epochs: steps of the whole run
 * @param phases instead of both: phases of one run, each with its own course of the rate
 */
public record TrainingLength(
    OptionalInt batchSize, OptionalInt epochs, OptionalLong steps, List<PhaseOptions> phases) {
  private static final int BATCH = 16;
  private static final int EPOCHS = 60;

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if a number is not positive, or two lengths are given
   */
  public TrainingLength {
    phases = List.copyOf(phases);
    if (epochs.isPresent() && steps.isPresent()) {
      throw new IllegalArgumentException("epochs and steps exclude each other; choose one");
    }
    if (!phases.isEmpty() && (epochs.isPresent() || steps.isPresent())) {
      throw new IllegalArgumentException(
          "phases exclude epochs and steps: each phase has its own steps");
    }
    batchSize.ifPresent(images -> Training.requirePositive("batch size", images));
    epochs.ifPresent(number -> Training.requirePositive("epochs", number));
    steps.ifPresent(number -> Training.requirePositive("steps", number));
  }

  /** 60 epochs in batches of 16. */
  public static TrainingLength defaults() {
    return new TrainingLength(
        OptionalInt.empty(), OptionalInt.empty(), OptionalLong.empty(), List.of());
  }

  /** The same in batches of another size. */
  public TrainingLength withBatchSize(int images) {
    return new TrainingLength(OptionalInt.of(images), epochs, steps, phases);
  }

  /** In the same batches, so many epochs. */
  public TrainingLength withEpochs(int number) {
    return new TrainingLength(batchSize, OptionalInt.of(number), OptionalLong.empty(), List.of());
  }

  /** In the same batches, so many steps. */
  public TrainingLength withSteps(long number) {
    return new TrainingLength(batchSize, OptionalInt.empty(), OptionalLong.of(number), List.of());
  }

  /** In the same batches, these phases. */
  public TrainingLength withPhases(List<PhaseOptions> newPhases) {
    return new TrainingLength(batchSize, OptionalInt.empty(), OptionalLong.empty(), newPhases);
  }

  /** Steps of the whole run. */
  long steps(int perEpoch) {
    if (!phases.isEmpty()) {
      return phases.stream().mapToLong(PhaseOptions::steps).sum();
    }
    return steps.orElse((long) epochs.orElse(EPOCHS) * perEpoch);
  }

  /**
   * Batches of the whole run; of more epochs than needed where steps are asked for.
   *
   * @throws IllegalArgumentException if a batch is larger than the data, or cannot be shared evenly
   */
  BatchPlan batches(int samples, long seed, RankPlace rank) {
    int ranks = rank.ranks();
    int usual = Math.max(ranks, Math.min(BATCH, samples) / ranks * ranks);
    int size = batchSize.orElse(usual);
    if (size > samples) {
      throw new IllegalArgumentException(
          "a batch of %d is more than the %d samples there are".formatted(size, samples));
    }
    int perEpoch = samples / size;
    long needed = (steps(perEpoch) - 1) / perEpoch + 1;
    BatchPlan plan = BatchPlan.of(seed, samples, size, (int) Math.min(Integer.MAX_VALUE, needed));
    // Refuses batches that cannot be shared evenly.
    return plan.share(rank.rank(), ranks).plan();
  }
}
