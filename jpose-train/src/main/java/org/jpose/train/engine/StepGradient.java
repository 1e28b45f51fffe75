package org.jpose.train.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jpose.data.Batch;
import org.jpose.net.Graph;
import org.jpose.net.Node;
import org.jpose.train.engine.compute.RankGroup;
import org.jpose.train.engine.compute.TorchDevice;
import org.jpose.train.engine.compute.TorchValues;

/** The gradient of a step: of one rank, or the mean of several, which all find it finite or not. */
final class StepGradient implements AutoCloseable {
  private final Graph graph;
  private final TrainingOptions options;
  private final Set<String> fieldNodes;
  private final WeightsInTraining weights;
  private final ParameterStore store;
  private final NetworkPass pass;
  private final Optional<RankGroup> ranks;
  private final Optional<GradientExchange> exchange;

  StepGradient(
      Graph graph,
      TrainingOptions options,
      WeightsInTraining weights,
      NetworkPass pass,
      Optional<RankGroup> ranks) {
    this.graph = graph;
    this.options = options;
    this.fieldNodes = graph.fieldNodes();
    this.weights = weights;
    this.store = weights.store();
    this.pass = pass;
    this.ranks = ranks;
    exchange = ranks.map(group -> new GradientExchange(group, store, graph));
  }

  /**
   * Computes loss and gradient, which then is in the store; norms move their statistics.
   *
   * @throws IllegalArgumentException if the batch does not fit the network
   * @throws NotFiniteException if something is not finite, in all ranks if in one; then nothing has
   *     changed
   */
  StepResult differentiate(Batch batch) {
    pass.requireFit(batch);
    PointerScope scope = new PointerScope();
    try {
      ranks.ifPresent(group -> group.copyFirst(store.statistics()));
      Tensor statistics = store.statistics().clone();
      try {
        StepResult result = gradient(batch, exchange);
        Step step = agreed(result);
        if (step.finite()) {
          return step.result();
        }
        throw notFinite(batch, result, statistics);
      } catch (RuntimeException | Error e) {
        TorchValues.calculate(() -> store.statistics().copy_(statistics));
        throw e;
      }
    } finally {
      scope.close();
    }
  }

  /** A step's result in all ranks, and whether everything is finite in all of them. */
  private record Step(StepResult result, boolean finite) {}

  private Step agreed(StepResult own) {
    double statistics = sumOfStatistics();
    if (ranks.isEmpty()) {
      return new Step(own, Double.isFinite(own.loss() + own.gradientNorm() + statistics));
    }
    double[] numbers = new double[2 * own.stages().size() + 1];
    for (int i = 0; i < own.stages().size(); i++) {
      numbers[2 * i] = own.stages().get(i).heat();
      numbers[2 * i + 1] = own.stages().get(i).affinity();
    }
    numbers[numbers.length - 1] = statistics;
    double[] means = ranks.get().mean(numbers);
    List<StageLoss> stages = new ArrayList<>();
    double sum = own.gradientNorm() + means[means.length - 1];
    for (int i = 0; i < own.stages().size(); i++) {
      stages.add(new StageLoss(means[2 * i], means[2 * i + 1]));
      sum += stages.get(i).total();
    }
    return new Step(new StepResult(stages, own.gradientNorm()), Double.isFinite(sum));
  }

  /** Finds out what is not finite, and where; for all ranks. */
  private NotFiniteException notFinite(Batch batch, StepResult own, Tensor statistics) {
    String step = "%s, step %d: ".formatted(graph.name(), weights.steps() + 1);
    if (ranks.isEmpty()) {
      return new NotFiniteException(
          OptionalInt.empty(), step + NonFiniteNumbers.in(batch, store, own.stages()));
    }
    // The gradients are means by now: each rank looks for its own part in them once more.
    TorchValues.calculate(() -> store.statistics().copy_(statistics));
    StepResult alone = gradient(batch, Optional.empty());
    boolean finite = Double.isFinite(alone.loss() + alone.gradientNorm() + sumOfStatistics());
    List<String> faults =
        ranks.get().exchange(finite ? "" : NonFiniteNumbers.in(batch, store, alone.stages()));
    for (int rank = 0; rank < faults.size(); rank++) {
      if (!faults.get(rank).isEmpty()) {
        return new NotFiniteException(
            OptionalInt.of(rank), step + "rank " + rank + ": " + faults.get(rank));
      }
    }
    return new NotFiniteException(
        OptionalInt.empty(),
        step + "the mean of the ranks' gradients is not finite; is the learning rate too high?");
  }

  private StepResult gradient(Batch batch, Optional<GradientExchange> means) {
    store.gradients().zero_();
    means.ifPresent(GradientExchange::beforeForward);
    Tensor losses =
        pass.losses(
            batch,
            store.weights(),
            this::momentum,
            options.hardShare(),
            options.compute().arithmetic());
    Tensor loss = torch.sum(losses);
    if (means.isPresent()) {
      means.get().backward(loss, this::backward);
    } else {
      backward(loss);
    }
    double norm = norm(store.gradients());
    return new StepResult(FieldLoss.read(losses), norm);
  }

  private void backward(Tensor loss) {
    try {
      loss.backward();
    } catch (RuntimeException e) {
      if (TorchDevice.isOfExchange(e)) {
        throw e;
      }
      throw new IllegalStateException(
          "%s: libtorch cannot compute the gradient: %s"
              .formatted(graph.name(), TorchValues.firstLine(e)),
          e);
    }
  }

  /** In float64: the squares of millions of numbers, one by one, are too much for float32. */
  private static double norm(Tensor row) {
    return row.norm(new ScalarOptional(new Scalar(2.0)), ScalarType.Double).item_double();
  }

  private double sumOfStatistics() {
    return store.statistics().sum(new ScalarTypeOptional(ScalarType.Double)).item_double();
  }

  private OptionalDouble momentum(Node node) {
    return store.plan().frozen().contains(node.name()) || fieldNodes.contains(node.name())
        ? OptionalDouble.empty()
        : options.normMomentum();
  }

  @Override
  public void close() {
    exchange.ifPresent(GradientExchange::close);
  }
}
