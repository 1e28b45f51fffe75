package org.jpose.train.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jpose.train.engine.compute.RankGroup;
import org.jpose.train.engine.compute.TorchDevice;
import org.jpose.train.engine.compute.TorchValues;
import org.jpose.weights.Model;
import org.jpose.weights.Weights;

/**
 * All that a step changes: the weights, what the optimizer remembers of each, their moving average
 * if one is kept, and the number of steps. Close it to free them.
 */
final class WeightsInTraining implements AutoCloseable {
  private static final double GRADIENT_LIMIT_EPSILON = 1e-6;

  private final String network;
  private final Weights facts;
  private final TrainingOptions options;
  private final UpdateRule rule;
  private final ParameterStore store;
  private final Map<String, Tensor> moments = new LinkedHashMap<>();
  private final Map<String, Map<String, Tensor>> momentViews = new LinkedHashMap<>();
  private final Optional<RelativeSteps> relative;
  private final Optional<Tensor> average;
  private final Map<String, Tensor> averaged;
  private long steps;
  private long begun;

  /**
   * Copies a model's weights to a device.
   *
   * @throws IllegalArgumentException if the options do not fit the network, or the weights
   */
  WeightsInTraining(Model model, TrainingOptions options, TorchDevice device) {
    this.network = model.graph().name();
    this.facts = model.weights().withTensors(Map.of());
    this.options = options;
    this.rule = UpdateRule.of(options.optimizer());
    ParameterPlan plan = ParameterPlan.of(model.graph(), options);
    this.store = new ParameterStore(plan, device, model.weights());
    try {
      for (String moment : rule.moments()) {
        Tensor row = store.row(plan.trained());
        TorchValues.calculate(() -> row.add_(new Scalar(rule.initial(moment))));
        moments.put(moment, row);
        momentViews.put(moment, store.views(row));
      }
      relative =
          options.relativeSteps()
              ? Optional.of(new RelativeSteps(store, model.graph().fieldNodes()))
              : Optional.empty();
      average =
          options.averageDecay().isPresent()
              ? Optional.of(store.row(plan.total()))
              : Optional.empty();
      averaged = average.map(store::views).orElse(Map.of());
      store.write(averaged, model.weights());
    } catch (RuntimeException | Error e) {
      store.close();
      throw e;
    }
  }

  /** Where the weights and their gradients lie. */
  ParameterStore store() {
    return store;
  }

  /** Overwrites everything with rank 0's; for all ranks. */
  void copyFirst(RankGroup group) {
    group.copyFirst(store.values());
    moments.values().forEach(group::copyFirst);
    average.ifPresent(group::copyFirst);
    steps = Math.round(group.first(steps));
  }

  /**
   * Makes a step by the gradients in the store, which it may change. The caller's scope frees what
   * is made on the way.
   *
   * @param norm length of the gradient
   */
  void update(double norm, double learningRate) {
    if (options.gradientLimit().isPresent()) {
      double factor = options.gradientLimit().getAsDouble() / (norm + GRADIENT_LIMIT_EPSILON);
      if (factor < 1) {
        store.gradients().mul_(new Scalar(factor));
      }
    }
    steps++;
    relative.ifPresent(RelativeSteps::begin);
    for (ParameterPlan.Group group : store.plan().groups()) {
      rule.apply(part(group), learningRate * group.rate(), steps - begun);
    }
    relative.ifPresent(RelativeSteps::end);
    average.ifPresent(row -> row.lerp_(store.values(), new Scalar(1 - averageDecay())));
  }

  private UpdateRule.Part part(ParameterPlan.Group group) {
    long from = group.from();
    long length = group.to() - from;
    List<Tensor> rows = new ArrayList<>();
    moments.values().forEach(row -> rows.add(row.narrow(0, from, length)));
    return new UpdateRule.Part(
        store.values().narrow(0, from, length),
        store.gradients().narrow(0, from, length),
        rows,
        group.decays() ? options.weightDecay() : 0);
  }

  private double averageDecay() {
    return Math.min(options.averageDecay().orElseThrow(), (1.0 + steps) / (10.0 + steps));
  }

  /**
   * The weights by name, to compute with.
   *
   * @throws IllegalArgumentException if there is no average
   */
  Map<String, Tensor> tensors(WeightSet set) {
    if (set == WeightSet.AVERAGED && average.isEmpty()) {
      throw new IllegalArgumentException(
          network + ": no average of the weights is kept; train with a decay of the average");
    }
    return set == WeightSet.AVERAGED ? averaged : store.weights();
  }

  /**
   * Returns a copy of the weights.
   *
   * @throws IllegalArgumentException if there is no average
   */
  Weights copy(WeightSet set) {
    return facts.withTensors(ParameterStore.read(tensors(set), name -> name));
  }

  boolean averages() {
    return average.isPresent();
  }

  long steps() {
    return steps;
  }

  /** Returns a copy of everything. */
  TrainingState state() {
    Map<String, org.jpose.weights.Tensor> remembered = new LinkedHashMap<>();
    momentViews.forEach(
        (moment, views) -> remembered.putAll(ParameterStore.read(views, named(moment))));
    return new TrainingState(
        steps,
        copy(WeightSet.LATEST),
        average.map(row -> copy(WeightSet.AVERAGED)),
        new Weights("optimizer state", Map.of(), remembered));
  }

  private static UnaryOperator<String> named(String moment) {
    return name -> name + "/" + moment;
  }

  /**
   * Takes over a state.
   *
   * @throws IllegalArgumentException if it is of another network or optimizer; then part of it may
   *     have been taken
   */
  void restore(TrainingState state) {
    if (average.isPresent() && state.average().isEmpty()) {
      throw new IllegalArgumentException(
          network + ": the state has no average of the weights, the options ask for one");
    }
    store.write(store.weights(), state.latest());
    state.average().ifPresent(weights -> store.write(averaged, weights));
    if (!state.moments().tensors().isEmpty()) {
      momentViews.forEach((moment, views) -> store.write(views, state.moments(), named(moment)));
    }
    steps = state.steps();
  }

  /** Says after how many steps the optimizer began to remember. */
  void begun(long after) {
    begun = after;
  }

  @Override
  public void close() {
    store.close();
  }
}
