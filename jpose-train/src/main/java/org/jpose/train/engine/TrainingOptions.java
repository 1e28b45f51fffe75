package org.jpose.train.engine;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jpose.train.engine.compute.Compute;

/**
 * How a network is trained, all but the learning rate, which comes with each step.
 *
 * @param optimizer how gradients become steps
 * @param weightDecay pull towards zero, 0 for none; on the weights of convolutions only, not on
 *     biases and norms
 * @param trunkRate factor of the learning rate in {@link org.jpose.net.Graph#trunk()}; 0 freezes it
 * @param frozen regular expressions of layers or nodes, the whole name, that stay as they are:
 *     weights and the statistics of norms, which also are what such norms normalize by
 * @param normMomentum part of the way that the stored statistics of norms go towards each batch's,
 *     by which they normalize in training (PyTorch's convention: TensorFlow's decay is 1 minus
 *     this); empty where they normalize by the stored ones, which stay as they are: those of a
 *     trained network, which a small batch cannot measure again
 * @param gradientLimit greatest norm of the gradient of all weights together; longer ones are
 *     scaled down to it (Pascanu et al. 2013, arXiv 1211.5063, algorithm 1); empty for no limit
 * @param relativeSteps whether a step is the shorter the smaller a channel's weights are ({@link
 *     RelativeSteps}): for trained networks, whose norms may be folded
 * @param averageDecay decay of the exponential moving average of the weights; empty for none. As
 *     TensorFlow's it is {@code (1 + n) / (10 + n)} in step n while that is less
 * @param hardShare part of each batch, 0 to 1, that counts twice: the samples of the greatest loss
 *     of the last stage, as in online hard example mining (Shrivastava et al. 2016, arXiv
 *     1604.03540), but that the others count as well
 * @param compute where and how to calculate
 */
public record TrainingOptions(
    Optimizer optimizer,
    double weightDecay,
    double trunkRate,
    List<String> frozen,
    OptionalDouble normMomentum,
    OptionalDouble gradientLimit,
    boolean relativeSteps,
    OptionalDouble averageDecay,
    double hardShare,
    Compute compute) {
  private static final double NORM_MOMENTUM = 0.1;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a number is out of its range or a pattern no expression
   */
  public TrainingOptions {
    frozen = List.copyOf(frozen);
    frozen.forEach(TrainingOptions::requireExpression);
    require(
        "weight decay", weightDecay, weightDecay >= 0 && Double.isFinite(weightDecay), "0 or more");
    require(
        "trunk's rate factor",
        trunkRate,
        trunkRate >= 0 && Double.isFinite(trunkRate),
        "0 or more");
    normMomentum.ifPresent(
        part -> require("norms' momentum", part, part >= 0 && part <= 1, "0 to 1"));
    gradientLimit.ifPresent(limit -> require("gradient limit", limit, limit > 0, "above 0"));
    require("hard samples' share", hardShare, hardShare >= 0 && hardShare <= 1, "0 to 1");
    averageDecay.ifPresent(
        decay -> require("average's decay", decay, decay >= 0 && decay < 1, "0 to below 1"));
  }

  /** That optimizer and nothing else, where it is fastest. */
  public static TrainingOptions with(Optimizer optimizer) {
    return new TrainingOptions(
        optimizer,
        0,
        1,
        List.of(),
        OptionalDouble.of(NORM_MOMENTUM),
        OptionalDouble.empty(),
        false,
        OptionalDouble.empty(),
        0,
        Compute.fastest());
  }

  private static void requireExpression(String pattern) {
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "frozen layers '%s': %s; expected a regular expression such as 'conv1_.*'"
              .formatted(pattern, e.getDescription()),
          e);
    }
  }

  private static void require(String what, double value, boolean fits, String expected) {
    if (!fits) {
      throw new IllegalArgumentException(what + " is " + value + ", expected " + expected);
    }
  }

  /** Returns this with another weight decay. */
  public TrainingOptions withWeightDecay(double weightDecay) {
    return with(draft -> draft.weightDecay = weightDecay);
  }

  /** Returns this with another rate of the trunk. */
  public TrainingOptions withTrunkRate(double trunkRate) {
    return with(draft -> draft.trunkRate = trunkRate);
  }

  /** Returns this with other frozen layers. */
  public TrainingOptions withFrozen(List<String> frozen) {
    return with(draft -> draft.frozen = frozen);
  }

  /** Returns this with norms that normalize by each batch, and another momentum. */
  public TrainingOptions withNormMomentum(double normMomentum) {
    return with(draft -> draft.normMomentum = OptionalDouble.of(normMomentum));
  }

  /** Returns this with norms that normalize by their stored statistics. */
  public TrainingOptions withStoredNorms() {
    return with(draft -> draft.normMomentum = OptionalDouble.empty());
  }

  /** Returns this with a greatest norm of the gradient. */
  public TrainingOptions withGradientLimit(double limit) {
    return with(draft -> draft.gradientLimit = OptionalDouble.of(limit));
  }

  /** Returns this with steps that are the shorter the smaller a channel's weights are, or not. */
  public TrainingOptions withRelativeSteps(boolean relative) {
    return with(draft -> draft.relativeSteps = relative);
  }

  /** Returns this with an average of the weights. */
  public TrainingOptions withAverageDecay(double decay) {
    return with(draft -> draft.averageDecay = OptionalDouble.of(decay));
  }

  /** Returns this with another part of the samples that count twice. */
  public TrainingOptions withHardShare(double share) {
    return with(draft -> draft.hardShare = share);
  }

  /** Returns this with another place to calculate. */
  public TrainingOptions withCompute(Compute compute) {
    return with(draft -> draft.compute = compute);
  }

  private TrainingOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /** Options of which one is about to change. */
  private static final class Draft {
    private Optimizer optimizer;
    private double weightDecay;
    private double trunkRate;
    private List<String> frozen;
    private OptionalDouble normMomentum;
    private OptionalDouble gradientLimit;
    private boolean relativeSteps;
    private OptionalDouble averageDecay;
    private double hardShare;
    private Compute compute;

    Draft(TrainingOptions options) {
      optimizer = options.optimizer;
      weightDecay = options.weightDecay;
      trunkRate = options.trunkRate;
      frozen = options.frozen;
      normMomentum = options.normMomentum;
      gradientLimit = options.gradientLimit;
      relativeSteps = options.relativeSteps;
      averageDecay = options.averageDecay;
      hardShare = options.hardShare;
      compute = options.compute;
    }

    TrainingOptions options() {
      return new TrainingOptions(
          optimizer,
          weightDecay,
          trunkRate,
          frozen,
          normMomentum,
          gradientLimit,
          relativeSteps,
          averageDecay,
          hardShare,
          compute);
    }
  }
}
