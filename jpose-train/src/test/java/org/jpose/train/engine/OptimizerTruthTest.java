package org.jpose.train.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jpose.data.Batch;
import org.jpose.net.Graph;
import org.jpose.train.engine.compute.Compute;
import org.jpose.weights.Model;
import org.jpose.weights.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five steps of every optimizer with rates that change, against {@code torch.optim} in float64
 * (and, for RMSProp as TensorFlow has it, against its formula): weights, and their average.
 */
class OptimizerTruthTest {
  /** Of a weight's largest movement: 1e-4 and what rounding in float32 leaves of a small step. */
  private static final double RELATIVE = 1e-4;

  private static final double ROUNDING = 5 * Math.ulp(1f);

  @TempDir private Path folder;

  private static TrainingOptions options(Optimizer optimizer) {
    return TrainingOptions.with(optimizer).withCompute(Compute.reproducible());
  }

  private static Map<String, TrainingOptions> trainings() {
    Optimizer.RmsProp.Form torch = Optimizer.RmsProp.Form.PYTORCH;
    Optimizer.RmsProp.Form tensorFlow = Optimizer.RmsProp.Form.TENSORFLOW;
    // Epsilons are large: with a small one a gradient's rounding decides the way of small steps.
    Map<String, TrainingOptions> all = new LinkedHashMap<>();
    all.put("adam", options(new Optimizer.Adam(0.9, 0.99, 0.1)));
    all.put("adam, decay", options(new Optimizer.Adam(0.9, 0.99, 0.1)).withWeightDecay(0.5));
    all.put("adamw, decay", options(new Optimizer.AdamW(0.8, 0.9, 0.1)).withWeightDecay(0.5));
    all.put("sgd", options(new Optimizer.Sgd(0, false)).withWeightDecay(0.5));
    all.put("momentum", options(new Optimizer.Sgd(0.9, false)).withWeightDecay(0.5));
    all.put("nesterov", options(new Optimizer.Sgd(0.9, true)).withWeightDecay(0.5));
    all.put("rmsprop", options(new Optimizer.RmsProp(0.9, 0, 0.1, torch)).withWeightDecay(0.5));
    all.put("rmsprop, momentum", options(new Optimizer.RmsProp(0.9, 0.9, 0.1, torch)));
    all.put(
        "tensorflow's rmsprop",
        options(new Optimizer.RmsProp(0.9, 0.9, 0.1, tensorFlow)).withWeightDecay(0.5));
    all.put(
        "tensorflow's rmsprop without momentum",
        options(new Optimizer.RmsProp(0.9, 0, 0.1, tensorFlow)));
    all.put(
        "limit, average, slow trunk",
        options(new Optimizer.Sgd(0.9, false))
            .withGradientLimit(0.5)
            .withAverageDecay(0.99)
            .withTrunkRate(0.25));
    return all;
  }

  @TestFactory
  Stream<DynamicTest> fiveStepsAreTheTruth() throws IOException {
    DebianTorch.require();
    Graph graph = SmallNetworks.staged(RandomBatches.PLANES);
    Model model = RandomNetworks.model(graph, 3);
    Batch batch = RandomBatches.of(graph, 7, 3, 48, 32);
    Map<String, TrainingCase> cases = new LinkedHashMap<>();
    List<Path> folders = new ArrayList<>();
    for (Map.Entry<String, TrainingOptions> one : trainings().entrySet()) {
      List<Double> rates =
          one.getValue().optimizer() instanceof Optimizer.Sgd
              ? List.of(1e-4, 1e-4, 2e-4, 2e-4, 5e-5)
              : List.of(1e-3, 1e-3, 2e-3, 2e-3, 5e-4);
      TrainingCase training = new TrainingCase(model, one.getValue(), batch, rates, "float64");
      Path place = folder.resolve(one.getKey());
      training.write(place);
      folders.add(place);
      cases.put(one.getKey(), training);
    }
    DebianTorch.train(folders);
    return cases.entrySet().stream()
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.getKey(), () -> compare(one.getValue(), folder.resolve(one.getKey()))));
  }

  private static void compare(TrainingCase one, Path place) throws IOException {
    Map<String, Tensor> truth = TrainingCase.read(place);
    try (TrainingEngine engine = TrainingEngine.of(one.model(), one.options())) {
      for (double rate : one.rates()) {
        engine.step(one.batch(), rate);
      }
      assertEquals(one.rates().size(), engine.steps());
      assertMoved(one, truth, "weight/", engine.model(WeightSet.LATEST));
      if (one.options().averageDecay().isPresent()) {
        assertMoved(one, truth, "average/", engine.model(WeightSet.AVERAGED));
      }
    }
  }

  private static void assertMoved(
      TrainingCase one, Map<String, Tensor> truth, String kind, Model found) {
    for (Map.Entry<String, Tensor> before : one.model().weights().tensors().entrySet()) {
      String name = before.getKey();
      float[] from = before.getValue().data();
      float[] expected = truth.get(kind + name).data();
      float[] numbers = found.weights().tensors().get(name).data();
      double movement = 0;
      double difference = 0;
      for (int i = 0; i < from.length; i++) {
        movement = Math.max(movement, Math.abs((double) expected[i] - from[i]));
        difference = Math.max(difference, Math.abs((double) expected[i] - numbers[i]));
      }
      assertTrue(movement > 0, name + " does not move");
      double allowed = RELATIVE * movement + ROUNDING * Differences.largest(expected);
      String message =
          "%s%s differs by %.2g after moving %.2g".formatted(kind, name, difference, movement);
      assertTrue(difference <= allowed, message);
    }
  }
}
