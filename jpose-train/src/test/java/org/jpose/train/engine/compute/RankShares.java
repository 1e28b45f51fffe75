package org.jpose.train.engine.compute;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jpose.core.image.ColourOrder;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.net.Activation;
import org.jpose.net.Graph;
import org.jpose.net.GraphBuilder;
import org.jpose.net.Handle;
import org.jpose.net.Operation;
import org.jpose.train.engine.Optimizer;
import org.jpose.train.engine.RandomBatches;
import org.jpose.train.engine.SmallNetworks;
import org.jpose.train.engine.TrainingOptions;
import org.jpose.weights.InitialWeights;
import org.jpose.weights.Model;
import org.jpose.weights.Tensor;

/** What several ranks train, and what one trains to compare: networks, options, batches. */
final class RankShares {
  static final int RANKS = 2;
  static final int STEPS = 4;
  static final double RATE = 1e-3;

  /** Nothing in it normalizes, so that shares of a batch add up to the batch. */
  static final Graph PLAIN = plain();

  static final Graph WITH_NORMS = SmallNetworks.staged(RandomBatches.PLANES);

  /** Its last convolution is no stage's, so it never gets a gradient. */
  private static Graph plain() {
    Operation.Convolution eight = Operation.Convolution.of(8, 3).withBias(true);
    Operation.Convolution fields = Operation.Convolution.of(RandomBatches.PLANES.total(), 1);
    GraphBuilder net = new GraphBuilder();
    Handle image = net.image(1 / 128.0, -1);
    Operation half = eight.withStride(2).withActivation(Activation.RELU);
    Handle first = net.add("first", half, image);
    net.endTrunk();
    Handle second = net.add("second", eight.withActivation(Activation.RELU), first);
    Handle early = net.add("early", fields.withBias(true), second);
    net.stage("stage1", early, RandomBatches.PLANES);
    Handle third = net.add("third", eight, net.concat("both", second, early));
    net.stage("stage2", net.add("late", fields, third), RandomBatches.PLANES);
    net.add("unused", eight, third);
    return net.build("plain", ColourOrder.BGR, 2, 2, RandomBatches.PLANES);
  }

  private RankShares() {}

  /**
   * With fields of the size of the batches' noise, so that all layers have gradients to speak of.
   */
  static Model model(Graph graph, int seed) {
    Model initial = InitialWeights.of(graph, seed);
    Map<String, Tensor> tensors = new LinkedHashMap<>(initial.weights().tensors());
    for (String node : graph.fieldNodes()) {
      tensors.computeIfPresent(node + ".weight", (name, tensor) -> tenfold(tensor));
    }
    return new Model(graph, initial.weights().withTensors(tensors));
  }

  private static Tensor tenfold(Tensor tensor) {
    float[] values = tensor.data().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= 10;
    }
    return new Tensor(tensor.shape(), values);
  }

  static Batch batch(Graph graph, int step) {
    return RandomBatches.of(graph, 100 + step, 16, 48, 32);
  }

  /** A rank's share of a batch: images one after the other. */
  static Batch share(Batch batch, int rank) {
    int size = batch.request().size() / RANKS;
    BatchRequest whole = batch.request();
    int from = whole.from() + rank * size;
    return new Batch(
        new BatchRequest(whole.seed(), whole.epoch(), from, from + size),
        batch.shape(),
        share(batch.images(), rank),
        share(batch.heat(), rank),
        share(batch.affinity(), rank),
        share(batch.heatMask(), rank),
        share(batch.affinityMask(), rank));
  }

  private static float[] share(float[] values, int rank) {
    int length = values.length / RANKS;
    return Arrays.copyOfRange(values, rank * length, (rank + 1) * length);
  }

  /** Options by name. */
  static Map<String, TrainingOptions> trainings() {
    Optimizer.RmsProp.Form form = Optimizer.RmsProp.Form.TENSORFLOW;
    Map<String, Optimizer> optimizers = new LinkedHashMap<>();
    optimizers.put("adam", Optimizer.Adam.standard());
    optimizers.put("adamw", Optimizer.AdamW.standard());
    optimizers.put("sgd", new Optimizer.Sgd(0.9, true));
    optimizers.put("rmsprop", new Optimizer.RmsProp(0.9, 0.9, 1e-8, form));
    Map<String, TrainingOptions> trainings = new LinkedHashMap<>();
    optimizers.forEach((name, optimizer) -> trainings.put(name, options(optimizer)));
    return trainings;
  }

  private static TrainingOptions options(Optimizer optimizer) {
    return TrainingOptions.with(optimizer)
        .withCompute(Compute.reproducible())
        .withWeightDecay(1e-3)
        .withGradientLimit(50)
        .withAverageDecay(0.9)
        .withTrunkRate(0.5);
  }

  static TrainingOptions descent() {
    return TrainingOptions.with(new Optimizer.Sgd(0, false)).withCompute(Compute.reproducible());
  }

  static List<Double> rates() {
    return List.of(1e-4, 1e-4, 2e-4, 5e-5);
  }

  static List<Integer> steps() {
    return IntStream.range(0, STEPS).boxed().toList();
  }
}
