package org.jpose.train.engine;

import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * How a network is trained, all but the learning rate, which comes with each step.
 *
 * @param optimizer how gradients become steps
 * @param weightDecay pull towards zero, 0 for none; on the weights of convolutions only, not on
 *     biases and norms
 * @param trunkRate factor of the learning rate in {@link org.jpose.net.Graph#trunk()}; 0 freezes it
 * @param frozen regular expressions of layers or nodes, the whole name, that stay as they are:
 *     weights and the statistics of norms, which also are what such norms normalize by
 * @param normMomentum part of the way that the stored statistics of norms go towards each batch's
 *     (PyTorch's convention: TensorFlow's decay is 1 minus this)
 * @param gradientLimit greatest norm of the gradient of all weights together; longer ones are
 *     scaled down to it (Pascanu et al. 2013, arXiv 1211.5063, algorithm 1); empty for no limit
 * @param averageDecay decay of the exponential moving average of the weights; empty for none. As
 *     TensorFlow's it is {@code (1 + n) / (10 + n)} in step n while that is less
 * @param compute where and how to calculate
 */
public record TrainingOptions(
    Optimizer optimizer,
    double weightDecay,
    double trunkRate,
    List<String> frozen,
    double normMomentum,
    OptionalDouble gradientLimit,
    OptionalDouble averageDecay,
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
    require("norms' momentum", normMomentum, normMomentum >= 0 && normMomentum <= 1, "0 to 1");
    gradientLimit.ifPresent(limit -> require("gradient limit", limit, limit > 0, "above 0"));
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
        NORM_MOMENTUM,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
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
    return new TrainingOptions(
        optimizer,
        weightDecay,
        trunkRate,
        frozen,
        normMomentum,
        gradientLimit,
        averageDecay,
        compute);
  }

  /** Returns this with another rate of the trunk. */
  public TrainingOptions withTrunkRate(double trunkRate) {
    return new TrainingOptions(
        optimizer,
        weightDecay,
        trunkRate,
        frozen,
        normMomentum,
        gradientLimit,
        averageDecay,
        compute);
  }

  /** Returns this with other frozen layers. */
  public TrainingOptions withFrozen(List<String> frozen) {
    return new TrainingOptions(
        optimizer,
        weightDecay,
        trunkRate,
        frozen,
        normMomentum,
        gradientLimit,
        averageDecay,
        compute);
  }

  /** Returns this with another momentum of norms. */
  public TrainingOptions withNormMomentum(double normMomentum) {
    return new TrainingOptions(
        optimizer,
        weightDecay,
        trunkRate,
        frozen,
        normMomentum,
        gradientLimit,
        averageDecay,
        compute);
  }

  /** Returns this with a greatest norm of the gradient. */
  public TrainingOptions withGradientLimit(double limit) {
    return new TrainingOptions(
        optimizer,
        weightDecay,
        trunkRate,
        frozen,
        normMomentum,
        OptionalDouble.of(limit),
        averageDecay,
        compute);
  }

  /** Returns this with an average of the weights. */
  public TrainingOptions withAverageDecay(double decay) {
    return new TrainingOptions(
        optimizer,
        weightDecay,
        trunkRate,
        frozen,
        normMomentum,
        gradientLimit,
        OptionalDouble.of(decay),
        compute);
  }

  /** Returns this with another place to calculate. */
  public TrainingOptions withCompute(Compute compute) {
    return new TrainingOptions(
        optimizer,
        weightDecay,
        trunkRate,
        frozen,
        normMomentum,
        gradientLimit,
        averageDecay,
        compute);
  }
}
