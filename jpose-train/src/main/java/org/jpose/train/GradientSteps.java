package org.jpose.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jpose.train.Optimization.Bits;
import org.jpose.train.Optimization.Course;
import org.jpose.train.Optimization.Method;
import org.jpose.train.Optimization.Norms;
import org.jpose.train.Optimization.Steps;
import org.jpose.train.engine.Optimizer;
import org.jpose.train.engine.TrainingOptions;
import org.jpose.train.engine.compute.Arithmetic;
import org.jpose.train.engine.compute.Compute;
import org.jpose.train.loop.Schedule;

/**
 * What an optimization comes to for a network.
 *
 * @param asked the optimization
 * @param trained whether the network begins with the weights of one that finds people
 */
record GradientSteps(Optimization asked, boolean trained) {
  private static final int MOST_WARM_UP = 500;
  private static final int OPENPOSE_STAIR = 50_000;
  private static final double OPENPOSE_FACTOR = 0.8;
  private static final int OPENPOSE_EPOCHS = 5;
  private static final double RATE = 1e-3;

  /** For weights that know something already, and tf-openpose's for RMSProp. */
  private static final double SMALL_RATE = 1e-4;

  /**
   * The engine's options.
   *
   * @throws IllegalArgumentException if a value makes no sense
   */
  TrainingOptions options() {
    TrainingOptions options =
        TrainingOptions.with(optimizer())
            .withWeightDecay(asked.weightDecay())
            .withTrunkRate(partOfTrunk())
            .withHardShare(asked.hardShare())
            .withRelativeSteps(
                asked.steps().orElse(trained ? Steps.RELATIVE : Steps.EQUAL) == Steps.RELATIVE)
            .withFrozen(
                asked.frozen().stream()
                    .filter(layers -> !layers.equals(Optimization.TRUNK))
                    .toList());
    options =
        asked.norms().orElse(trained ? Norms.STORED : Norms.BATCH) == Norms.STORED
            ? options.withStoredNorms()
            : options;
    options =
        asked.clip().isEmpty() ? options : options.withGradientLimit(asked.clip().getAsDouble());
    options = asked.average() == 0 ? options : options.withAverageDecay(asked.average());
    return options.withCompute(compute(asked.device().map(Compute::on).orElse(options.compute())));
  }

  /**
   * The engine's options in a phase.
   *
   * @param part what is trained in it
   * @throws IllegalArgumentException if all layers are to be trained and the trunk is frozen
   */
  TrainingOptions options(PhaseOptions.Part part) {
    TrainingOptions options = options();
    if (part == PhaseOptions.Part.HEADS) {
      return options.withTrunkRate(0);
    }
    if (options.trunkRate() == 0) {
      throw new IllegalArgumentException(
          "a phase of all layers excludes a frozen trunk, and a trunk rate of 0");
    }
    return options;
  }

  private double partOfTrunk() {
    boolean stays = asked.frozen().contains(Optimization.TRUNK);
    if (stays && asked.trunkRate().isPresent() && asked.trunkRate().getAsDouble() != 0) {
      throw new IllegalArgumentException(
          "a frozen trunk and a trunk rate of %s exclude each other"
              .formatted(asked.trunkRate().getAsDouble()));
    }
    return stays ? 0 : asked.trunkRate().orElse(1);
  }

  private Compute compute(Compute usual) {
    Compute compute = usual;
    if (asked.bits().isPresent()) {
      compute =
          compute.withArithmetic(
              asked.bits().get() == Bits.FP32 ? Arithmetic.FLOAT32 : Arithmetic.BFLOAT16);
    }
    return asked.threads().isEmpty() ? compute : compute.withThreads(asked.threads().getAsInt());
  }

  private Method usedMethod() {
    return asked
        .method()
        .orElse(asked.course() == Course.TF_OPENPOSE ? Method.RMSPROP : Method.ADAM);
  }

  private Optimizer optimizer() {
    return switch (usedMethod()) {
      case ADAM -> Optimizer.Adam.standard();
      case ADAMW -> Optimizer.AdamW.standard();
      case SGD -> new Optimizer.Sgd(0.9, false);
      // The numbers of tf-openpose's train.py.
      case RMSPROP -> new Optimizer.RmsProp(5e-4, 0.9, 1e-10, Optimizer.RmsProp.Form.TENSORFLOW);
    };
  }

  /**
   * The learning rates of a run.
   *
   * @throws IllegalArgumentException if a value makes no sense
   */
  Schedule schedule(long steps, int stepsPerEpoch) {
    double rate = rate();
    if (asked.rates().size() > 1 && asked.course() != Course.TF_OPENPOSE) {
      throw new IllegalArgumentException(
          "several learning rates go with schedule tf-openpose; give one rate to "
              + asked.course());
    }
    if (asked.warmUp().isPresent() && asked.course() != Course.COSINE) {
      throw new IllegalArgumentException("a warm-up goes with schedule cosine");
    }
    return switch (asked.course()) {
      case CONSTANT -> new Schedule.Constant(rate);
      case TF_OPENPOSE ->
          asked.rates().size() > 1
              ? new Schedule.Listed(asked.rates(), (long) OPENPOSE_EPOCHS * stepsPerEpoch)
              : new Schedule.Staircase(rate, OPENPOSE_FACTOR, OPENPOSE_STAIR);
      case TF_POSE -> new Schedule.Cosine(rate, 0, 0, steps);
      case COSINE -> new Schedule.Cosine(rate, 0, rise(steps), steps);
    };
  }

  /**
   * The learning rates of a phase, by the run's steps.
   *
   * @param phase its number, from 0
   * @param phases how many there are
   * @param from the run's steps before it
   * @param steps its own
   * @throws IllegalArgumentException if a value makes no sense
   */
  Schedule schedule(int phase, int phases, long from, long steps) {
    if (asked.rates().size() > 1 && asked.rates().size() != phases) {
      throw new IllegalArgumentException(
          "%d learning rates for %d phases; give one, or one for each"
              .formatted(asked.rates().size(), phases));
    }
    double rate = asked.rates().size() > 1 ? asked.rates().get(phase) : rate();
    Schedule own =
        switch (asked.course()) {
          case CONSTANT -> new Schedule.Constant(rate);
          case COSINE -> new Schedule.Cosine(rate, 0, rise(steps), steps);
          default ->
              throw new IllegalArgumentException(
                  "phases go with schedule cosine or constant, not " + asked.course());
        };
    return new Schedule.Later(own, from);
  }

  private double rate() {
    if (asked.rates().isEmpty()) {
      return trained || usedMethod() == Method.RMSPROP ? SMALL_RATE : RATE;
    }
    return asked.rates().get(0);
  }

  private long rise(long steps) {
    return asked.warmUp().isEmpty()
        ? Math.min(MOST_WARM_UP, steps / 20)
        : asked.warmUp().getAsInt();
  }

  /** All that the weights depend on, by the program's names. */
  Map<String, String> settings(TrainingOptions options) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("schedule", asked.course().toString());
    settings.put(
        "lr",
        asked.rates().size() > 1
            ? asked.rates().stream().map(String::valueOf).collect(Collectors.joining(","))
            : String.valueOf(rate()));
    settings.put(
        "warm-up",
        asked.warmUp().isEmpty() ? "default" : String.valueOf(asked.warmUp().getAsInt()));
    settings.put("optimizer", usedMethod().toString());
    settings.put("weight-decay", String.valueOf(options.weightDecay()));
    settings.put(
        "clip", asked.clip().isEmpty() ? "none" : String.valueOf(asked.clip().getAsDouble()));
    settings.put("average", String.valueOf(asked.average()));
    settings.put("norms", options.normMomentum().isPresent() ? "batch" : "stored");
    if (options.relativeSteps()) {
      settings.put("channel-steps", Steps.RELATIVE.toString());
    }
    settings.put("freeze", String.join(" ", options.frozen()));
    settings.put("trunk-lr", String.valueOf(options.trunkRate()));
    if (asked.hardShare() != 0) {
      settings.put("hard-share", String.valueOf(asked.hardShare()));
    }
    settings.put(
        "precision", options.compute().arithmetic() == Arithmetic.FLOAT32 ? "fp32" : "bf16");
    return settings;
  }
}
