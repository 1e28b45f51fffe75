package org.jpose.core;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jpose.core.field.AccurateDecoder;
import org.jpose.core.field.DecoderOptions;
import org.jpose.core.field.PoseDecoder;
import org.jpose.core.field.TfPoseDecoder;

/**
 * Which decoder finds people, by name, with which thresholds. What is empty is the decoder's own.
 *
 * @param name {@code accurate} or {@code tf-pose}, in small letters
 * @param recall whether hardly anybody is to be missed; of the accurate decoder
 * @param upsample times that tf-pose's enlarges maps
 * @param peakThreshold least height of a joint's peak
 * @param limbThreshold least field along a limb for a sample to count
 * @param minKeypoints people with fewer joints are dropped
 * @param minScore people with a lower score are dropped
 * @param maxPeople greatest number of people
 */
public record DecoderChoice(
    String name,
    boolean recall,
    OptionalInt upsample,
    OptionalDouble peakThreshold,
    OptionalDouble limbThreshold,
    OptionalInt minKeypoints,
    OptionalDouble minScore,
    OptionalInt maxPeople) {
  private static final String ACCURATE = "accurate";
  private static final String TF_POSE = "tf-pose";
  private static final int UPSAMPLE = 4;

  /**
   * Checks that the options go with the decoder.
   *
   * @throws IllegalArgumentException if there is no such decoder, or it has no such option
   */
  public DecoderChoice {
    name = name.toLowerCase(Locale.ROOT);
    if (!name.equals(ACCURATE) && !name.equals(TF_POSE)) {
      throw new IllegalArgumentException(
          "decoder '" + name + "' is not known; known: accurate, tf-pose");
    }
    if (recall && name.equals(TF_POSE)) {
      throw new IllegalArgumentException("recall goes with decoder accurate");
    }
    if (upsample.isPresent() && name.equals(ACCURATE)) {
      throw new IllegalArgumentException(
          "upsampling goes with decoder tf-pose; the accurate decoder does not upsample");
    }
  }

  /**
   * A decoder with its own thresholds.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static DecoderChoice named(String name) {
    return new DecoderChoice(
        name,
        false,
        OptionalInt.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty());
  }

  /** Whether it is tf-pose's. */
  public boolean isTfPose() {
    return name.equals(TF_POSE);
  }

  /** The same, but the accurate decoder keeps people of any score, unless told otherwise. */
  public DecoderChoice withAnyScore() {
    OptionalDouble least = minScore.isPresent() || isTfPose() ? minScore : OptionalDouble.of(0);
    return new DecoderChoice(
        name, recall, upsample, peakThreshold, limbThreshold, minKeypoints, least, maxPeople);
  }

  /**
   * The thresholds.
   *
   * @throws IllegalArgumentException if one makes no sense
   */
  public DecoderOptions thresholds() {
    DecoderOptions options = isTfPose() ? DecoderOptions.tfPose() : DecoderOptions.accurate();
    options = recall ? DecoderOptions.recall() : options;
    options =
        peakThreshold.isEmpty() ? options : options.withPeakThreshold(peakThreshold.getAsDouble());
    options =
        limbThreshold.isEmpty() ? options : options.withLimbThreshold(limbThreshold.getAsDouble());
    options = minKeypoints.isEmpty() ? options : options.withMinKeypoints(minKeypoints.getAsInt());
    options = minScore.isEmpty() ? options : options.withMinScore(minScore.getAsDouble());
    return maxPeople.isEmpty() ? options : options.withMaxPeople(maxPeople.getAsInt());
  }

  /**
   * The decoder.
   *
   * @throws IllegalArgumentException if a value makes no sense
   */
  public PoseDecoder decoder() {
    return isTfPose()
        ? new TfPoseDecoder(upsample.orElse(UPSAMPLE), thresholds())
        : new AccurateDecoder(thresholds());
  }

  /**
   * An estimator's options with this decoder, and sizes as it is used with.
   *
   * @throws IllegalArgumentException if a value makes no sense
   */
  public EstimatorOptions options() {
    EstimatorOptions usual = isTfPose() ? EstimatorOptions.tfPose() : EstimatorOptions.defaults();
    return usual.withDecoder(decoder());
  }
}
