package org.jpose.train.engine;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jpose.data.Batch;
import org.jpose.train.engine.compute.TorchValues;

/** Looks for the first number that is not finite, from a step's input to its gradient. */
final class NonFiniteNumbers {
  private NonFiniteNumbers() {}

  /** Says what is not finite and what to do; slow, for when it is known that something is not. */
  static String in(Batch batch, ParameterStore store, List<StageLoss> losses) {
    int images = batch.request().size();
    int rows = batch.shape().rows();
    int columns = batch.shape().columns();
    int height = batch.shape().size().height();
    int width = batch.shape().size().width();
    String[] found = {
      in("image", batch.images(), images, height, width),
      in("heat target", batch.heat(), images, rows, columns),
      in("affinity target", batch.affinity(), images, rows, columns),
      in("heat mask", batch.heatMask(), images, rows, columns),
      in("affinity mask", batch.affinityMask(), images, rows, columns),
    };
    for (String fault : found) {
      if (fault != null) {
        return fault
            + ", expected finite numbers; look at the data of epoch %d, places %d to %d"
                .formatted(
                    batch.request().epoch(), batch.request().from(), batch.request().to() - 1);
      }
    }
    return ofNetwork(store, losses);
  }

  private static String in(String what, float[] values, int images, int rows, int columns) {
    int each = values.length / images;
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        int place = i % each;
        return "%s %d of the batch has %s at plane %d, row %d, column %d"
            .formatted(
                what,
                i / each,
                values[i],
                place / (rows * columns),
                place / columns % rows,
                place % columns);
      }
    }
    return null;
  }

  private static String ofNetwork(ParameterStore store, List<StageLoss> losses) {
    for (ParameterPlan.Slot slot : store.plan().slots()) {
      boolean observed = slot.from() >= store.plan().statistics();
      if (!observed && !finite(store.weights().get(slot.name()))) {
        return "weight '" + slot.name() + "' is not finite; begin again from an older checkpoint";
      }
    }
    String advice =
        " though images, targets and weights are finite; is the learning rate too high?";
    for (int i = 0; i < losses.size(); i++) {
      if (!Double.isFinite(losses.get(i).total())) {
        return "loss of stage %d is %s (heat) and %s (affinity)"
                .formatted(i + 1, losses.get(i).heat(), losses.get(i).affinity())
            + advice;
      }
    }
    for (ParameterPlan.Slot slot : store.plan().slots()) {
      if (slot.trained() && !finite(store.weights().get(slot.name()).grad())) {
        return "gradient of '" + slot.name() + "' is not finite" + advice;
      }
    }
    for (ParameterPlan.Slot slot : store.plan().slots()) {
      if (!finite(store.weights().get(slot.name()))) {
        return "statistic '" + slot.name() + "' is not finite" + advice;
      }
    }
    return "gradient is too long" + advice;
  }

  private static boolean finite(Tensor tensor) {
    for (float value : TorchValues.read(tensor)) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
