package org.jpose.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.jpose.core.field.AccurateDecoder;
import org.jpose.core.field.TfPoseDecoder;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Fit;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeletons;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class EstimatorOptionsTest {
  private static final EstimatorOptions DEFAULTS = EstimatorOptions.defaults();

  private static void refused(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }

  @Test
  void defaultsPadAndDecodeAccurately() {
    assertEquals(new NetworkSize(432, 368), DEFAULTS.size());
    assertEquals(Fit.PAD, DEFAULTS.fit());
    assertInstanceOf(AccurateDecoder.class, DEFAULTS.decoder());
    assertEquals(List.of(1.0), DEFAULTS.scales());
  }

  @Test
  void tfPoseStretches() {
    assertEquals(Fit.STRETCH, EstimatorOptions.tfPose().fit());
    assertInstanceOf(TfPoseDecoder.class, EstimatorOptions.tfPose().decoder());
  }

  @Test
  void badOptionsAreRefused() {
    refused(
        "there is no scale; give at least one, for example 1",
        () -> DEFAULTS.withScales(List.of()));
    refused("scale 0.0 is not above 0 and up to 8.0", () -> DEFAULTS.withScales(List.of(1.0, 0.0)));
    refused("scale 8.5 is not above 0 and up to 8.0", () -> DEFAULTS.withScales(List.of(8.5)));
    refused(
        "scale NaN is not above 0 and up to 8.0", () -> DEFAULTS.withScales(List.of(Double.NaN)));
    refused("batch is 0, expected 1 or more", () -> DEFAULTS.withBatch(0));
  }

  @Test
  void requiredOptionsAreNamed() {
    assertEquals(
        "size",
        assertThrows(NullPointerException.class, () -> DEFAULTS.withSize(null)).getMessage());
    assertEquals(
        "decoder",
        assertThrows(NullPointerException.class, () -> DEFAULTS.withDecoder(null)).getMessage());
  }

  @Test
  void laterChangesOfTheScalesDoNotReachTheOptions() {
    List<Double> scales = new ArrayList<>(List.of(1.0));
    EstimatorOptions options = DEFAULTS.withScales(scales);
    scales.add(2.0);
    assertEquals(List.of(1.0), options.scales());
  }

  @Test
  void strideMustDivideMultiple() {
    refused(
        "net: stride 8 must divide multiple 12",
        () -> new ModelInfo("net", Skeletons.COCO18, ColourOrder.RGB, 8, 12));
    refused(
        "net: stride 0 must divide multiple 16",
        () -> new ModelInfo("net", Skeletons.COCO18, ColourOrder.RGB, 0, 16));
  }
}
