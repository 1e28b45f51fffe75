package org.jpose.train.engine.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jpose.data.Batch;
import org.jpose.net.Graph;
import org.jpose.train.engine.DebianTorch;
import org.jpose.train.engine.Differences;
import org.jpose.train.engine.StepResult;
import org.jpose.train.engine.TrainingCase;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.TrainingOptions;
import org.jpose.train.engine.WeightSet;
import org.jpose.weights.Model;
import org.jpose.weights.Tensor;
import org.jpose.weights.safetensors.Safetensors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two ranks as processes that talk over loopback, against one that sees all images. */
class RankGroupTest {
  private static final double RELATIVE = 1e-5;

  @TempDir private static Path folder;
  private static final List<Properties> NOTES = new ArrayList<>();

  @BeforeAll
  static void train() throws IOException, InterruptedException {
    int port = RankProcess.freePort();
    try (RankProcess first = RankProcess.start("all", 0, port, folder, 60);
        RankProcess second = RankProcess.start("all", 1, port, folder, 60)) {
      NOTES.clear();
      NOTES.add(first.notes());
      NOTES.add(second.notes());
    }
  }

  private static String note(int rank, String name) {
    return NOTES.get(rank).getProperty(name, "nothing noted of '" + name + "'");
  }

  private static Map<String, Tensor> weights(String name, int rank) throws IOException {
    return Safetensors.read(folder.resolve(name + "-" + rank + ".safetensors")).tensors();
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam", "adamw", "sgd", "rmsprop"})
  void twoHalvesOfABatchAreTheBatch(String name) throws IOException {
    TrainingOptions options = RankShares.trainings().get(name);
    Model model = RankShares.model(RankShares.PLAIN, 1);
    List<Double> expected = new ArrayList<>();
    try (TrainingEngine engine = TrainingEngine.of(model, options)) {
      for (int step : RankShares.steps()) {
        StepResult result = engine.step(RankShares.batch(RankShares.PLAIN, step), RankShares.RATE);
        expected.add(result.loss());
        expected.add(result.gradientNorm());
      }
      for (int rank = 0; rank < RankShares.RANKS; rank++) {
        assertNear(expected, note(rank, "losses " + name));
        assertNear(engine.model(WeightSet.LATEST).weights().tensors(), weights(name, rank));
      }
    }
    assertMoved(model.weights().tensors(), weights(name, 0));
  }

  private static void assertNear(List<Double> expected, String found) {
    String[] numbers = found.split(" ");
    assertEquals(expected.size(), numbers.length, found);
    for (int i = 0; i < numbers.length; i++) {
      double one = expected.get(i);
      assertEquals(one, Double.parseDouble(numbers[i]), RELATIVE * Math.abs(one), found);
    }
  }

  private static void assertNear(Map<String, Tensor> expected, Map<String, Tensor> found) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach(
        (name, tensor) -> {
          double difference = difference(tensor, found.get(name));
          double allowed = RELATIVE * Differences.largest(tensor.data());
          assertTrue(difference <= allowed, name + " differs by " + difference);
        });
  }

  private static double difference(Tensor one, Tensor other) {
    double most = 0;
    for (int i = 0; i < one.data().length; i++) {
      most = Math.max(most, Math.abs((double) one.data()[i] - other.data()[i]));
    }
    return most;
  }

  /** By a hundred times of what may differ, so that equality means something. */
  private static void assertMoved(Map<String, Tensor> before, Map<String, Tensor> after) {
    before.forEach(
        (name, tensor) -> {
          double least = name.startsWith("unused") ? 0 : 100 * RELATIVE;
          double moved = difference(tensor, after.get(name));
          assertTrue(
              moved >= least * Differences.largest(tensor.data()), name + " moved by " + moved);
        });
  }

  /**
   * As PyTorch's DistributedDataParallel, by hand: gradients of each half by its own statistics,
   * their mean, a step; rank 0's half moves the stored statistics.
   */
  @Test
  void normsAreThoseOfPyTorch() throws IOException {
    Graph graph = RankShares.WITH_NORMS;
    Model model = RankShares.model(graph, 1);
    for (int step : RankShares.steps()) {
      model = stepByHand(model, RankShares.batch(graph, step));
    }
    assertNear(model.weights().tensors(), weights("norms", 0));
    Map<String, Tensor> second = weights("norms", 1);
    int different = 0;
    for (Map.Entry<String, Tensor> one : model.weights().tensors().entrySet()) {
      boolean statistic = one.getKey().matches(".*\\.bn\\.(mean|var)");
      double difference = difference(one.getValue(), second.get(one.getKey()));
      if (statistic) {
        different += difference > 0 ? 1 : 0;
      } else {
        double allowed = RELATIVE * Differences.largest(one.getValue().data());
        assertTrue(difference <= allowed, one.getKey() + " differs by " + difference);
      }
    }
    assertTrue(different > 0, "rank 1 sees other images, and so other statistics");
  }

  /**
   * The same against PyTorch itself, in float64: weights and statistics, by what they moved. With
   * weights of seed 1 an input of a ReLU is on different sides of 0 in float32 and float64.
   */
  @Test
  void ranksMoveWeightsAsPyTorchDoes(@TempDir Path place) throws IOException {
    DebianTorch.require();
    Graph graph = RankShares.WITH_NORMS;
    Model model = RankShares.model(graph, 2);
    TrainingCase training =
        new TrainingCase(
            model, RankShares.descent(), RankShares.batch(graph, 0), RankShares.rates(), "float64");
    training.write(place);
    DebianTorch.trainInRanks(place);
    Map<String, Tensor> truth = TrainingCase.read(place);
    Map<String, Tensor> found = weights("repeated", 0);
    model
        .weights()
        .tensors()
        .forEach(
            (name, before) -> {
              Tensor expected = truth.get("weight/" + name);
              double moved = difference(before, expected);
              double differs = difference(expected, found.get(name));
              double rounding = 5 * Math.ulp(1f) * Differences.largest(expected.data());
              assertTrue(moved > 0, name + " does not move");
              assertTrue(
                  differs <= 1e-4 * moved + rounding,
                  "%s differs by %.2g after moving %.2g".formatted(name, differs, moved));
            });
  }

  private static Model stepByHand(Model model, Batch batch) {
    List<Map<String, Tensor>> gradients = new ArrayList<>();
    Map<String, Tensor> next = new LinkedHashMap<>();
    for (int rank = 0; rank < RankShares.RANKS; rank++) {
      try (TrainingEngine alone = TrainingEngine.of(model, RankShares.descent())) {
        alone.differentiate(RankShares.share(batch, rank));
        gradients.add(alone.gradients());
        if (rank == 0) {
          next.putAll(alone.model(WeightSet.LATEST).weights().tensors());
        }
      }
    }
    for (String name : gradients.get(0).keySet()) {
      float[] values = next.get(name).data().clone();
      for (int i = 0; i < values.length; i++) {
        double sum = gradients.get(0).get(name).data()[i] + gradients.get(1).get(name).data()[i];
        values[i] -= (float) (RankShares.RATE * sum / RankShares.RANKS);
      }
      next.put(name, new Tensor(next.get(name).shape(), values));
    }
    return new Model(model.graph(), model.weights().withTensors(next));
  }

  @Test
  void resumedRanksGoOnAsIfTheyHadNotStopped() throws IOException {
    for (int rank = 0; rank < RankShares.RANKS; rank++) {
      assertEquals("" + RankShares.STEPS, note(rank, "steps after resuming"));
      Map<String, Tensor> resumed = weights("resumed", rank);
      weights("adam", rank)
          .forEach((name, tensor) -> assertEquals(0, difference(tensor, resumed.get(name)), name));
    }
  }

  @Test
  void notANumberInOneRankStopsAllAndChangesNothing() {
    for (int rank = 0; rank < RankShares.RANKS; rank++) {
      assertEquals(
          "staged, step 2: rank 1: image 1 of the batch has NaN at plane 2, row 5, column 7,"
              + " expected finite numbers; look at the data of epoch 0, places 8 to 15",
          note(rank, "not finite"));
      assertEquals("OptionalInt[1]", note(rank, "not finite rank"));
      assertEquals("true", note(rank, "unchanged by it"));
      assertTrue(Double.parseDouble(note(rank, "after it")) > 0);
    }
  }

  /** Of twenty steps; a thread beside may just then hold one. */
  @Test
  void stepsLeaveNoNativeMemory() {
    for (int rank = 0; rank < RankShares.RANKS; rank++) {
      long leaked = Long.parseLong(note(rank, "leaked"));
      assertTrue(leaked < 10, "rank " + rank + ": " + leaked);
    }
  }

  @Test
  void ranksAgreeAndWait() {
    for (int rank = 0; rank < RankShares.RANKS; rank++) {
      assertEquals("false", note(rank, "any of none"));
      assertEquals("true", note(rank, "any of one"));
      assertEquals("true", note(rank, "waited"));
    }
    assertEquals("alone", note(0, "worked"));
    assertEquals("nothing noted of 'worked'", note(1, "worked"));
  }

  @Test
  void ranksOfOtherSettingsAreRefusedByAll() {
    for (int rank = 0; rank < RankShares.RANKS; rank++) {
      assertEquals(
          "rank 1 has other settings than rank 0: weight decay is 0.25, not 0.0; start all ranks"
              + " with the same program, options and data",
          note(rank, "refused options"));
      assertEquals(
          "rank 1 has other settings than rank 0: batch size is 8, not 16; start all ranks with"
              + " the same program, options and data",
          note(rank, "refused facts"));
    }
  }

  @Test
  void killedRankIsNamed(@TempDir Path place) throws IOException, InterruptedException {
    int port = RankProcess.freePort();
    try (RankProcess first = RankProcess.start("endless", 0, port, place, 60);
        RankProcess second = RankProcess.start("endless", 1, port, place, 60)) {
      first.awaitSteps(3);
      second.process().destroyForcibly();
      Properties notes = first.notes();
      assertTrue(
          notes.getProperty("lost", "").startsWith("rank 1 of 2 is gone or stopped: "),
          notes::toString);
      assertEquals("OptionalInt[1]", notes.getProperty("lost rank"));
      assertEquals("true", notes.getProperty("unchanged"));
    }
  }

  @Test
  void killedFirstRankIsNamed(@TempDir Path place) throws IOException, InterruptedException {
    int port = RankProcess.freePort();
    try (RankProcess first = RankProcess.start("endless", 0, port, place, 60);
        RankProcess second = RankProcess.start("endless", 1, port, place, 60)) {
      second.awaitSteps(3);
      first.process().destroyForcibly();
      Properties notes = second.notes();
      assertTrue(
          notes.getProperty("lost", "").startsWith("rank 0 of 2 is gone or stopped: "),
          notes::toString);
    }
  }

  /** Waits for the whole timeout, which must be long enough for a busy machine. */
  @Test
  @EnabledIfSystemProperty(
      named = "jpose.soak",
      matches = "true",
      disabledReason = "takes 17 s; -Psoak runs it")
  void stoppedFirstRankIsNamedAfterTheTimeout(@TempDir Path place)
      throws IOException, InterruptedException {
    int port = RankProcess.freePort();
    try (RankProcess first = RankProcess.start("endless", 0, port, place, 10);
        RankProcess second = RankProcess.start("endless", 1, port, place, 10)) {
      second.awaitSteps(3);
      new ProcessBuilder("sh", "-c", "kill -STOP " + first.process().pid()).start().waitFor();
      Properties notes = second.notes();
      assertTrue(
          notes.getProperty("lost", "").startsWith("rank 0 of 2 is gone or stopped: "),
          notes::toString);
    }
  }

  @Test
  void missingRankIsNamed() throws IOException {
    RankSettings settings = settings(0, RankProcess.freePort());
    String message =
        assertThrows(IllegalStateException.class, () -> RankGroup.open(settings, Map.of()))
            .getMessage();
    assertEquals(
        "of 2 ranks these did not come to %s within 1 s: 1; were they started, with that address?"
            .formatted(settings.rendezvous()),
        message);
  }

  @Test
  void missingFirstRankIsNamed() throws IOException {
    RankSettings settings = settings(1, RankProcess.freePort());
    String message =
        assertThrows(IllegalStateException.class, () -> RankGroup.open(settings, Map.of()))
            .getMessage();
    assertTrue(
        message.startsWith(
            "rank 1 does not reach rank 0 at " + settings.rendezvous() + " within 1 s: "),
        message);
  }

  private static RankSettings settings(int rank, int port) {
    return RankSettings.of(rank, 2, "127.0.0.1", port, Compute.reproducible())
        .withTimeout(Duration.ofSeconds(1));
  }

  @Test
  void wrongSettingsAreRefused() {
    Compute cpu = Compute.reproducible();
    assertEquals(
        "rank 2 of 2, expected 0 to one less than the number of ranks",
        message(() -> RankSettings.of(2, 2, "here", 1, cpu)));
    assertEquals(
        "rendezvous at port 70000, expected 1 to 65535",
        message(() -> RankSettings.of(0, 2, "here", 70000, cpu)));
    assertEquals(
        "rendezvous without a host, expected the machine of rank 0",
        message(() -> RankSettings.of(0, 2, " ", 1, cpu)));
    assertEquals(
        "ranks wait PT0.001S for each other, expected a second or more",
        message(() -> RankSettings.of(0, 2, "here", 1, cpu).withTimeout(Duration.ofMillis(1))));
  }

  private static String message(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(IllegalArgumentException.class, call).getMessage();
  }
}
