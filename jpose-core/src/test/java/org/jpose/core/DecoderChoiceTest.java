package org.jpose.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jpose.core.field.AccurateDecoder;
import org.jpose.core.field.DecoderOptions;
import org.jpose.core.field.TfPoseDecoder;
import org.junit.jupiter.api.Test;

class DecoderChoiceTest {
  private static DecoderChoice choice(String name, boolean recall, OptionalInt upsample) {
    return new DecoderChoice(
        name,
        recall,
        upsample,
        OptionalDouble.of(0.2),
        OptionalDouble.of(0.3),
        OptionalInt.of(5),
        OptionalDouble.of(0.4),
        OptionalInt.of(6));
  }

  @Test
  void whatIsNotGivenIsTheDecodersOwn() {
    assertEquals(DecoderOptions.accurate(), DecoderChoice.named("accurate").thresholds());
    assertEquals(DecoderOptions.tfPose(), DecoderChoice.named("TF-Pose").thresholds());
    assertInstanceOf(AccurateDecoder.class, DecoderChoice.named("accurate").decoder());
    assertInstanceOf(TfPoseDecoder.class, DecoderChoice.named("tf-pose").decoder());
    assertEquals(EstimatorOptions.tfPose().size(), DecoderChoice.named("tf-pose").options().size());
  }

  @Test
  void whatIsGivenCounts() {
    assertEquals(
        DecoderOptions.recall()
            .withPeakThreshold(0.2)
            .withLimbThreshold(0.3)
            .withMinKeypoints(5)
            .withMinScore(0.4)
            .withMaxPeople(6),
        choice("accurate", true, OptionalInt.empty()).thresholds());
  }

  @Test
  void anyScoreIsForTheAccurateDecoderThatWasToldNone() {
    assertEquals(
        DecoderOptions.accurate().withMinScore(0),
        DecoderChoice.named("accurate").withAnyScore().thresholds());
    assertEquals(
        DecoderOptions.tfPose(), DecoderChoice.named("tf-pose").withAnyScore().thresholds());
    DecoderChoice told = choice("accurate", false, OptionalInt.empty());
    assertEquals(told, told.withAnyScore());
  }

  private static void refused(String message, String name, boolean recall, OptionalInt upsample) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> choice(name, recall, upsample))
            .getMessage());
  }

  @Test
  void whatDoesNotGoWithADecoderIsRefused() {
    refused(
        "decoder 'best' is not known; known: accurate, tf-pose",
        "best",
        false,
        OptionalInt.empty());
    refused("recall goes with decoder accurate", "tf-pose", true, OptionalInt.empty());
    refused(
        "upsampling goes with decoder tf-pose; the accurate decoder does not upsample",
        "accurate",
        false,
        OptionalInt.of(2));
  }
}
