package org.jpose.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jpose.train.Optimization.Course;
import org.jpose.train.Optimization.Method;
import org.jpose.train.Optimization.Norms;
import org.jpose.train.engine.TrainingOptions;
import org.jpose.zoo.ModelZoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GradientStepsTest {
  private static final Optimization USUAL = Optimization.defaults();

  @TempDir private Path folder;

  @Test
  void aNetworkFindsPeopleThatBeginsWithMoreThanATrunk() throws IOException {
    TrainingStart lite = TrainingStart.of("lite");
    assertEquals(false, lite.findsPeople());
    assertEquals(true, lite.withPretrained("weights").findsPeople());
    assertEquals(true, lite.withPretrained("weights").withPartial(true).findsPeople());
    assertEquals(false, lite.withPretrained("weights").withBackboneOnly(true).findsPeople());
    Path file = folder.resolve("mine.onnx");
    Files.write(file, ModelZoo.load(ModelZoo.DEFAULT));
    TrainingStart mine = TrainingStart.of(file.toString());
    assertEquals(true, mine.findsPeople());
    assertEquals(true, mine.withPretrained("weights").withBackboneOnly(true).findsPeople());
  }

  private static String norms(Optimization optimization, boolean trained) {
    GradientSteps steps = new GradientSteps(optimization, trained);
    TrainingOptions options = steps.options();
    String told = steps.settings(options).get("norms");
    assertEquals(told.equals("batch"), options.normMomentum().isPresent());
    return told;
  }

  @Test
  void normsOfATrainedNetworkStay() {
    assertEquals("batch", norms(USUAL, false));
    assertEquals("stored", norms(USUAL, true));
    assertEquals("batch", norms(USUAL.withNorms(Norms.BATCH), true));
    assertEquals("stored", norms(USUAL.withNorms(Norms.STORED), false));
  }

  private static String channelSteps(Optimization optimization, boolean trained) {
    GradientSteps steps = new GradientSteps(optimization, trained);
    TrainingOptions options = steps.options();
    String told = steps.settings(options).getOrDefault("channel-steps", "equal");
    assertEquals(told.equals("relative"), options.relativeSteps());
    return told;
  }

  @Test
  void aTrainedNetworkStepsByItsWeights() {
    assertEquals("equal", channelSteps(USUAL, false));
    assertEquals("relative", channelSteps(USUAL, true));
    assertEquals("equal", channelSteps(USUAL.withSteps(Optimization.Steps.EQUAL), true));
    assertEquals("relative", channelSteps(USUAL.withSteps(Optimization.Steps.RELATIVE), false));
  }

  private static double rate(Optimization optimization, boolean trained) {
    GradientSteps steps = new GradientSteps(optimization, trained);
    double rate = steps.schedule(100, 10).rate(0);
    assertEquals(String.valueOf(rate), steps.settings(steps.options()).get("lr"));
    return rate;
  }

  @Test
  void theRateIsSmallForWhatKnowsSomething() {
    Optimization constant = USUAL.withCourse(Course.CONSTANT);
    assertEquals(0.001, rate(constant, false));
    assertEquals(0.0001, rate(constant, true));
    assertEquals(0.0001, rate(constant.withMethod(Method.RMSPROP), false));
    assertEquals(0.0001, rate(USUAL.withCourse(Course.TF_OPENPOSE), false));
    assertEquals(0.02, rate(constant.withRates(List.of(0.02)), true));
    assertEquals(0.02, rate(constant.withRates(List.of(0.02)), false));
  }

  @Test
  void optionsThatExcludeEachOtherAreRefused() {
    assertEquals(
        "a frozen trunk and a trunk rate of 0.5 exclude each other",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new GradientSteps(
                            USUAL.withFrozen(List.of(Optimization.TRUNK)).withTrunkRate(0.5), true)
                        .options())
            .getMessage());
    assertEquals(
        "several learning rates go with schedule tf-openpose; give one rate to cosine",
        assertThrows(
                IllegalArgumentException.class,
                () -> new GradientSteps(USUAL.withRates(List.of(0.1, 0.2)), true).schedule(9, 3))
            .getMessage());
    assertEquals(
        "a warm-up goes with schedule cosine",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new GradientSteps(USUAL.withCourse(Course.TF_POSE).withWarmUp(5), true)
                        .schedule(9, 3))
            .getMessage());
  }
}
