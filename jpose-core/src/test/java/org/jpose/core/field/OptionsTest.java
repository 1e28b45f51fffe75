package org.jpose.core.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class OptionsTest {
  private static final DecoderOptions ACCURATE = DecoderOptions.accurate();

  private static void refused(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }

  @Test
  void decoderThresholdsOutOfRangeAreRefused() {
    refused("peak threshold is -0.1, expected 0 to 1", () -> ACCURATE.withPeakThreshold(-0.1));
    refused("peak threshold is 1.1, expected 0 to 1", () -> ACCURATE.withPeakThreshold(1.1));
    refused("peak threshold is NaN, expected 0 to 1", () -> ACCURATE.withPeakThreshold(Double.NaN));
    refused("limb threshold is -1.5, expected -1 to 1", () -> ACCURATE.withLimbThreshold(-1.5));
    refused(
        "limb threshold is NaN, expected -1 to 1", () -> ACCURATE.withLimbThreshold(Double.NaN));
    refused("limb samples is 0, expected 1 to 10", () -> ACCURATE.withLimbSamples(0));
    refused("limb samples is 11, expected 1 to 10", () -> ACCURATE.withLimbSamples(11));
    refused("minimum of keypoints is 0, expected 1 or more", () -> ACCURATE.withMinKeypoints(0));
    refused(
        "minimum score is -Infinity, expected a number",
        () -> ACCURATE.withMinScore(Double.NEGATIVE_INFINITY));
    refused("maximum of people is 0, expected 1 or more", () -> ACCURATE.withMaxPeople(0));
  }

  @Test
  void eachDecoderOptionChangesAlone() {
    DecoderOptions changed =
        ACCURATE
            .withPeakThreshold(1)
            .withLimbThreshold(-1)
            .withLimbSamples(10)
            .withMinKeypoints(1)
            .withMinScore(-3)
            .withMaxPeople(1);
    assertEquals(new DecoderOptions(1, -1, 10, 1, -3, 1), changed);
  }

  @Test
  void tfPoseThresholdsAreTheOriginals() {
    assertEquals(
        new DecoderOptions(0.05, 0.05, 7, 4, 0.3, Integer.MAX_VALUE), DecoderOptions.tfPose());
  }

  @Test
  void upsamplingByOtherFactorsIsRefused() {
    for (int factor : new int[] {-1, 0, 1, 3, 16}) {
      refused(
          "upsample is " + factor + ", expected 2, 4 or 8",
          () -> new TfPoseDecoder(factor, DecoderOptions.tfPose()));
    }
  }

  @Test
  void encoderWidthsMustBePositive() {
    refused(
        "sigma 0.0 and limb width 8.0 must be positive, extension 0.0 not negative",
        () -> new EncoderOptions(0, 8, 0));
    refused(
        "sigma 8.0 and limb width NaN must be positive, extension 0.0 not negative",
        () -> new EncoderOptions(8, Double.NaN, 0));
    refused(
        "sigma 8.0 and limb width 8.0 must be positive, extension -1.0 not negative",
        () -> new EncoderOptions(8, 8, -1));
  }
}
