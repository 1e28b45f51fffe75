package org.jpose.train.engine;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * An {@link Optimizer} on rows of numbers in libtorch. What it remembers lies in rows of the same
 * order, so libtorch's own optimizers, whose memory Java cannot reach, are not used.
 */
interface UpdateRule {
  /** What it remembers: a name for each row. */
  List<String> moments();

  /** What a row holds before the first step. */
  default double initial(String moment) {
    return 0;
  }

  /**
   * Changes values; everything in {@code part} has the same length.
   *
   * @param step number of the step, from 1
   */
  void apply(Part part, double rate, long step);

  /**
   * Numbers that are trained alike.
   *
   * @param values the weights
   * @param gradient their gradient, which this may change
   * @param moments rows in the order of {@link #moments()}
   * @param decay weight decay
   */
  record Part(Tensor values, Tensor gradient, List<Tensor> moments, double decay) {
    /** The gradient with that of half the squared weights, times decay, added. */
    private Tensor decayed() {
      return decay == 0 ? gradient : gradient.add_(values, new Scalar(decay));
    }
  }

  /** Returns the rule of an optimizer. */
  static UpdateRule of(Optimizer optimizer) {
    if (optimizer instanceof Optimizer.Adam adam) {
      return new Adaptive(adam.firstDecay(), adam.secondDecay(), adam.epsilon(), false);
    }
    if (optimizer instanceof Optimizer.AdamW adam) {
      return new Adaptive(adam.firstDecay(), adam.secondDecay(), adam.epsilon(), true);
    }
    if (optimizer instanceof Optimizer.Sgd sgd) {
      return new Descent(sgd.momentum(), sgd.nesterov());
    }
    return new MeanSquare((Optimizer.RmsProp) optimizer);
  }

  /** Adam and AdamW, in the order of PyTorch's operations. */
  record Adaptive(double firstDecay, double secondDecay, double epsilon, boolean decoupled)
      implements UpdateRule {
    @Override
    public List<String> moments() {
      return List.of("first", "second");
    }

    @Override
    public void apply(Part part, double rate, long step) {
      Tensor values = part.values();
      Tensor gradient = decoupled ? part.gradient() : part.decayed();
      if (decoupled && part.decay() != 0) {
        values.mul_(new Scalar(1 - rate * part.decay()));
      }
      Tensor first = part.moments().get(0);
      Tensor second = part.moments().get(1);
      first.lerp_(gradient, new Scalar(1 - firstDecay));
      second
          .mul_(new Scalar(secondDecay))
          .addcmul_(gradient, gradient, new Scalar(1 - secondDecay));
      double firstPart = 1 - Math.pow(firstDecay, step);
      double secondPart = 1 - Math.pow(secondDecay, step);
      Tensor divisor =
          second.sqrt().div_(new Scalar(Math.sqrt(secondPart))).add_(new Scalar(epsilon));
      values.addcdiv_(first, divisor, new Scalar(-rate / firstPart));
    }
  }

  /** Gradient descent with momentum. */
  record Descent(double momentum, boolean nesterov) implements UpdateRule {
    @Override
    public List<String> moments() {
      return momentum == 0 ? List.of() : List.of("momentum");
    }

    @Override
    public void apply(Part part, double rate, long step) {
      Tensor direction = part.decayed();
      if (momentum != 0) {
        Tensor sum = part.moments().get(0);
        sum.mul_(new Scalar(momentum)).add_(direction);
        direction = nesterov ? direction.add_(sum, new Scalar(momentum)) : sum;
      }
      part.values().add_(direction, new Scalar(-rate));
    }
  }

  /** RMSProp. */
  record MeanSquare(Optimizer.RmsProp options) implements UpdateRule {
    private boolean tensorFlow() {
      return options.form() == Optimizer.RmsProp.Form.TENSORFLOW;
    }

    @Override
    public List<String> moments() {
      return options.momentum() == 0 ? List.of("square") : List.of("square", "momentum");
    }

    @Override
    public double initial(String moment) {
      return tensorFlow() && moment.equals("square") ? 1 : 0;
    }

    @Override
    public void apply(Part part, double rate, long step) {
      Tensor gradient = part.decayed();
      Tensor square = part.moments().get(0);
      Scalar rest = new Scalar(1 - options.decay());
      square.mul_(new Scalar(options.decay())).addcmul_(gradient, gradient, rest);
      Scalar epsilon = new Scalar(options.epsilon());
      Tensor divisor = tensorFlow() ? square.add(epsilon).sqrt_() : square.sqrt().add_(epsilon);
      if (options.momentum() == 0) {
        part.values().addcdiv_(gradient, divisor, new Scalar(-rate));
        return;
      }
      Tensor sum = part.moments().get(1);
      sum.mul_(new Scalar(options.momentum()));
      sum.addcdiv_(gradient, divisor, new Scalar(tensorFlow() ? rate : 1));
      part.values().add_(sum, new Scalar(tensorFlow() ? -1 : -rate));
    }
  }
}
