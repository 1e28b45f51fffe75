package org.jpose.train.engine;

/**
 * How gradients become steps. With gradient {@code g}, learning rate {@code r} and weight decay
 * {@code d} each is PyTorch's own of that name, number for number (up to rounding). Weight decay is
 * an option of {@link TrainingOptions}, and so is the part of the weights that it takes.
 */
public sealed interface Optimizer {
  /**
   * Adam (Kingma and Ba 2015, arXiv 1412.6980, algorithm 1). Weight decay adds {@code d * weight}
   * to the gradient.
   *
   * @param firstDecay beta 1
   * @param secondDecay beta 2
   * @param epsilon added to the root of the corrected second moment
   */
  record Adam(double firstDecay, double secondDecay, double epsilon) implements Optimizer {
    public Adam {
      requirePart("beta 1", firstDecay);
      requirePart("beta 2", secondDecay);
      requirePositive("epsilon", epsilon);
    }

    /** With the paper's numbers: 0.9, 0.999, 1e-8. */
    public static Adam standard() {
      return new Adam(0.9, 0.999, 1e-8);
    }
  }

  /**
   * Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv 1711.05101, algorithm 2):
   * weights shrink by {@code r * d} of themselves before the step.
   *
   * @param firstDecay beta 1
   * @param secondDecay beta 2
   * @param epsilon added to the root of the corrected second moment
   */
  record AdamW(double firstDecay, double secondDecay, double epsilon) implements Optimizer {
    public AdamW {
      requirePart("beta 1", firstDecay);
      requirePart("beta 2", secondDecay);
      requirePositive("epsilon", epsilon);
    }

    /** With the numbers 0.9, 0.999, 1e-8. */
    public static AdamW standard() {
      return new AdamW(0.9, 0.999, 1e-8);
    }
  }

  /**
   * Gradient descent; the momentum sums gradients, {@code v = momentum * v + g}, and the step is
   * {@code r * v}, or {@code r * (g + momentum * v)} after Nesterov. OpenPose's Caffe puts the rate
   * inside the sum, which differs only when the rate changes. Weight decay adds to the gradient.
   *
   * @param momentum 0 for none
   * @param nesterov whether to look ahead
   */
  record Sgd(double momentum, boolean nesterov) implements Optimizer {
    public Sgd {
      requirePart("momentum", momentum);
      if (nesterov && momentum == 0) {
        throw new IllegalArgumentException("Nesterov's step needs a momentum above 0");
      }
    }
  }

  /**
   * RMSProp (Tieleman and Hinton 2012) with momentum. Weight decay adds to the gradient.
   *
   * @param decay how much of the mean square stays each step (PyTorch: alpha, TensorFlow: decay)
   * @param momentum 0 for none
   * @param epsilon see the form
   * @param form whose
   */
  record RmsProp(double decay, double momentum, double epsilon, Form form) implements Optimizer {
    /** Where epsilon goes, where the rate goes, and what the mean square is before the first. */
    public enum Form {
      /** {@code v = momentum * v + g / (sqrt(s) + epsilon)}, step {@code r * v}; s from 0. */
      PYTORCH,
      /** {@code v = momentum * v + r * g / sqrt(s + epsilon)}, step {@code v}; s from 1. */
      TENSORFLOW
    }

    public RmsProp {
      requirePart("decay", decay);
      requirePart("momentum", momentum);
      requirePositive("epsilon", epsilon);
    }
  }

  private static void requirePart(String what, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(what + " is " + value + ", expected 0 to below 1");
    }
  }

  private static void requirePositive(String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(what + " is " + value + ", expected above 0");
    }
  }
}
