package org.jpose.train.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jpose.data.Batch;
import org.jpose.net.Graph;
import org.jpose.net.architecture.Networks;
import org.jpose.train.engine.compute.Compute;
import org.jpose.weights.Model;
import org.jpose.weights.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A step of many images is the mean of steps of few. Libraries choose other ways for large batches:
 * oneDNN's for 16 images and more gave other fields and gradients altogether.
 */
class LargeBatchTest {
  private static final int IMAGES = 16;

  static List<String> networks() {
    return Networks.names();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void stepOfManyImagesIsTheMeanOfStepsOfFew(String name) {
    Graph graph = Networks.named(name, RandomBatches.PLANES);
    Model model = RandomNetworks.model(graph, 7);
    int side = 3 * graph.multiple();
    Batch batch = RandomBatches.of(graph, 3, IMAGES, side, side);
    TrainingOptions options =
        TrainingOptions.with(Optimizer.Adam.standard())
            .withStoredNorms()
            .withCompute(Compute.reproducible());
    try (TrainingEngine engine = TrainingEngine.of(model, options)) {
      double loss = engine.differentiate(batch).loss();
      Map<String, Tensor> gradients = engine.gradients();
      double meanLoss = 0;
      Map<String, double[]> means = new LinkedHashMap<>();
      for (int from = 0; from < IMAGES; from += IMAGES / 2) {
        Batch half = RandomBatches.part(batch, from, from + IMAGES / 2);
        meanLoss += engine.differentiate(half).loss() / 2;
        engine.gradients().forEach((weight, numbers) -> add(means, weight, numbers));
      }
      assertEquals(meanLoss, loss, 1e-4 * meanLoss);
      gradients.forEach(
          (weight, numbers) -> {
            double difference = relativeDifference(means.get(weight), numbers);
            assertTrue(difference < 0.02, weight + " differs by " + difference);
          });
    }
  }

  private static void add(Map<String, double[]> means, String weight, Tensor numbers) {
    double[] mean = means.computeIfAbsent(weight, name -> new double[numbers.data().length]);
    for (int i = 0; i < mean.length; i++) {
      mean[i] += numbers.data()[i] / 2;
    }
  }

  private static double relativeDifference(double[] expected, Tensor found) {
    double squares = 0;
    double all = 0;
    for (int i = 0; i < expected.length; i++) {
      squares += Math.pow(expected[i] - found.data()[i], 2);
      all += expected[i] * expected[i];
    }
    return all == 0 ? Math.sqrt(squares) : Math.sqrt(squares / all);
  }
}
