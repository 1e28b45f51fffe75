package org.jpose.train.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jpose.train.engine.compute.TorchDevice;
import org.jpose.train.engine.compute.TorchValues;
import org.jpose.weights.Weights;

/**
 * Rows of numbers in libtorch as a {@link ParameterPlan} lays them out, and views of them, one for
 * each weight, that networks compute with. Gradients arrive in a row of the same order. Close it to
 * free them.
 */
final class ParameterStore implements AutoCloseable {
  private final ParameterPlan plan;
  private final TorchDevice device;
  private final List<Tensor> owned = new ArrayList<>();
  private final Tensor values;
  private final Tensor gradients;
  private final Map<String, Tensor> weights;

  ParameterStore(ParameterPlan plan, TorchDevice device, Weights initial) {
    this.plan = plan;
    this.device = device;
    try {
      values = row(plan.total());
      gradients = row(plan.trained());
      weights = views(values);
      write(weights, initial);
      connect();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Returns a row of zeros that is freed with this. */
  Tensor row(long length) {
    Tensor row = TorchValues.keep(() -> device.zeros(length));
    owned.add(row);
    return row;
  }

  /**
   * Returns each weight's part of a row, in the weight's shape; freed with this. A view counts its
   * own changes: libtorch else would take a norm's new statistics for a change of all weights and
   * refuse to compute the gradient.
   */
  Map<String, Tensor> views(Tensor row) {
    Map<String, Tensor> views = new LinkedHashMap<>();
    for (ParameterPlan.Slot slot : plan.slots()) {
      if (slot.from() + slot.count() <= row.numel()) {
        Tensor view = TorchValues.keep(() -> view(row, slot).variable_data());
        owned.add(view);
        views.put(slot.name(), view);
      }
    }
    return views;
  }

  private Tensor view(Tensor row, ParameterPlan.Slot slot) {
    long[] shape = slot.shape().stream().mapToLong(Integer::longValue).toArray();
    long[] strides = new long[shape.length];
    long step = 1;
    for (int axis :
        device.channelsLast() && shape.length == 4 ? new int[] {1, 3, 2, 0} : inner(shape)) {
      strides[axis] = step;
      step *= shape[axis];
    }
    return row.as_strided(shape, strides, new LongOptional(slot.from()));
  }

  private static int[] inner(long[] shape) {
    int[] axes = new int[shape.length];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = axes.length - 1 - i;
    }
    return axes;
  }

  /** Makes libtorch add each gradient to its part of the row of gradients. */
  private void connect() {
    PointerScope scope = new PointerScope();
    try {
      for (ParameterPlan.Slot slot : plan.slots()) {
        if (slot.trained()) {
          Tensor weight = weights.get(slot.name());
          weight.set_requires_grad(true);
          weight.mutable_grad().put(view(gradients, slot).variable_data());
        }
      }
    } finally {
      scope.close();
    }
  }

  ParameterPlan plan() {
    return plan;
  }

  /** The row of all weights. */
  Tensor values() {
    return values;
  }

  /** The row of gradients, as long as what is trained. */
  Tensor gradients() {
    return gradients;
  }

  /** The statistics of norms that move; the caller's scope frees the view. */
  Tensor statistics() {
    return values.narrow(0, plan.statistics(), plan.total() - plan.statistics());
  }

  /** The weights by name. */
  Map<String, Tensor> weights() {
    return weights;
  }

  /**
   * Returns a copy of views' numbers.
   *
   * @param named what to call each
   */
  static Map<String, org.jpose.weights.Tensor> read(
      Map<String, Tensor> views, UnaryOperator<String> named) {
    Map<String, org.jpose.weights.Tensor> tensors = new LinkedHashMap<>();
    views.forEach(
        (name, view) -> {
          List<Integer> shape = new ArrayList<>();
          for (int axis = 0; axis < view.dim(); axis++) {
            shape.add(Math.toIntExact(view.size(axis)));
          }
          tensors.put(
              named.apply(name), new org.jpose.weights.Tensor(shape, TorchValues.read(view)));
        });
    return tensors;
  }

  /**
   * Copies numbers into views.
   *
   * @throws IllegalArgumentException if one is missing, or of another shape
   */
  void write(Map<String, Tensor> views, Weights source) {
    write(views, source, name -> name);
  }

  /** Copies as {@link #write(Map, Weights)}, from tensors of other names. */
  void write(Map<String, Tensor> views, Weights source, UnaryOperator<String> named) {
    for (ParameterPlan.Slot slot : plan.slots()) {
      if (views.containsKey(slot.name())) {
        String name = named.apply(slot.name());
        org.jpose.weights.Tensor found = source.tensors().get(name);
        if (found == null || !found.shape().equals(slot.shape())) {
          throw new IllegalArgumentException(
              "%s: tensor '%s' is %s, expected shape %s; are network and options those it was saved with?"
                  .formatted(
                      source.origin(), name, found == null ? "missing" : found, slot.shape()));
        }
        copy(views.get(slot.name()), found);
      }
    }
  }

  private void copy(Tensor view, org.jpose.weights.Tensor source) {
    PointerScope scope = new PointerScope();
    NoGradGuard withoutGradients = new NoGradGuard();
    try {
      long[] shape = source.shape().stream().mapToLong(Integer::longValue).toArray();
      view.copy_(device.vector(source.data()).view(shape));
    } finally {
      withoutGradients.close();
      scope.close();
    }
  }

  @Override
  public void close() {
    owned.forEach(Tensor::close);
    owned.clear();
  }
}
