package org.jpose.net;

import java.util.Optional;

/** One step of a network: what it computes, without its inputs, name or weights. */
public sealed interface Operation {

  /** Returns the visitor's answer for this kind of operation. */
  <R> R accept(Visitor<R> visitor);

  /**
   * One method per kind of operation.
   *
   * @param <R> the type of the answer
   */
  interface Visitor<R> {
    /** Visits the network's input. */
    R input(Input input);

    /** Visits a scaling by constants. */
    R affine(Affine affine);

    /** Visits a convolution. */
    R convolution(Convolution convolution);

    /** Visits a batch norm that stands alone. */
    R normalize(Normalize normalize);

    /** Visits an activation that stands alone. */
    R activate(Activate activate);

    /** Visits a maximum over windows. */
    R maxPool(MaxPool maxPool);

    /** Visits a concatenation of channels. */
    R concat(Concat concat);

    /** Visits an element-wise sum. */
    R add(Add add);

    /** Visits a resize by a whole factor. */
    R upsample(Upsample upsample);

    /** Visits a resize to another node's grid. */
    R resizeLike(ResizeLike resizeLike);

    /** Visits a choice of channels. */
    R slice(Slice slice);
  }

  /**
   * The image, {@code [channels][row][column]}, values 0..255, scaled to {@code x * scale + shift}.
   *
   * @param channels colour planes
   * @param scale factor
   * @param shift summand
   */
  record Input(int channels, double scale, double shift) implements Operation {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.input(this);
    }
  }

  /**
   * {@code x * scale + shift} everywhere.
   *
   * @param scale factor
   * @param shift summand
   */
  record Affine(double scale, double shift) implements Operation {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.affine(this);
    }
  }

  /**
   * A convolution, then bias, batch norm and activation where present, in this order.
   *
   * <p>Its weights are {@code NAME.weight} {@code [outputs, inputs / groups, height, width]},
   * {@code NAME.bias} and {@code NAME.bn.gamma|beta|mean|var}, each {@code [outputs]}.
   *
   * @param outputs output channels
   * @param window kernel, stride, dilation, padding
   * @param groups groups of channels that do not mix; the number of input channels for a depthwise
   *     convolution
   * @param bias whether there is a bias
   * @param norm batch norm
   * @param activation what comes last
   */
  record Convolution(
      int outputs,
      Window window,
      int groups,
      boolean bias,
      Optional<BatchNorm> norm,
      Activation activation)
      implements Operation {
    /**
     * Checks the counts.
     *
     * @throws IllegalArgumentException if outputs or groups are not positive or groups do not
     *     divide outputs
     */
    public Convolution {
      if (outputs < 1 || groups < 1 || outputs % groups != 0) {
        throw new IllegalArgumentException(
            "convolution with %d outputs in %d groups: outputs must be a positive multiple"
                .formatted(outputs, groups));
      }
    }

    /** Returns a dense convolution of stride 1, SAME, without bias, norm or activation. */
    public static Convolution of(int outputs, int kernel) {
      return new Convolution(
          outputs, Window.square(kernel), 1, false, Optional.empty(), Activation.NONE);
    }

    /** Returns a depthwise convolution of stride 1, SAME, without bias, norm or activation. */
    public static Convolution depthwise(int channels, int kernel) {
      return of(channels, kernel).withGroups(channels);
    }

    /** Returns this with another stride. */
    public Convolution withStride(int stride) {
      return withWindow(window.withStride(stride));
    }

    /** Returns this with another dilation. */
    public Convolution withDilation(int dilation) {
      return withWindow(window.withDilation(dilation));
    }

    /** Returns this with another padding. */
    public Convolution withPadding(Padding padding) {
      return withWindow(window.withPadding(padding));
    }

    /** Returns this with another window. */
    public Convolution withWindow(Window window) {
      return new Convolution(outputs, window, groups, bias, norm, activation);
    }

    /** Returns this with another number of groups. */
    public Convolution withGroups(int groups) {
      return new Convolution(outputs, window, groups, bias, norm, activation);
    }

    /** Returns this with or without a bias. */
    public Convolution withBias(boolean bias) {
      return new Convolution(outputs, window, groups, bias, norm, activation);
    }

    /** Returns this with a batch norm. */
    public Convolution withNorm(BatchNorm norm) {
      return new Convolution(outputs, window, groups, bias, Optional.of(norm), activation);
    }

    /** Returns this without batch norm and with a bias: what folding leaves. */
    public Convolution folded() {
      return new Convolution(outputs, window, groups, true, Optional.empty(), activation);
    }

    /** Returns this with another activation. */
    public Convolution withActivation(Activation activation) {
      return new Convolution(outputs, window, groups, bias, norm, activation);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.convolution(this);
    }
  }

  /**
   * A batch norm that follows something other than a convolution; weights as a convolution's.
   *
   * @param norm what it computes
   */
  record Normalize(BatchNorm norm) implements Operation {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.normalize(this);
    }
  }

  /**
   * An activation that follows something other than a convolution or sum.
   *
   * @param activation what it computes
   */
  record Activate(Activation activation) implements Operation {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.activate(this);
    }
  }

  /**
   * The maximum of every window, padding left out.
   *
   * @param window size, stride, padding; dilation 1
   */
  record MaxPool(Window window) implements Operation {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.maxPool(this);
    }
  }

  /** All inputs' channels one after the other. */
  record Concat() implements Operation {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.concat(this);
    }
  }

  /**
   * The element-wise sum of two or more inputs.
   *
   * @param activation what comes last
   */
  record Add(Activation activation) implements Operation {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.add(this);
    }
  }

  /**
   * A bilinear resize to {@code factor} times the rows and columns.
   *
   * @param factor whole factor, at least 2
   * @param interpolation where it reads
   */
  record Upsample(int factor, Interpolation interpolation) implements Operation {
    /**
     * Checks the factor.
     *
     * @throws IllegalArgumentException if the factor is below 2
     */
    public Upsample {
      if (factor < 2) {
        throw new IllegalArgumentException("upsampling factor is " + factor + ", must be >= 2");
      }
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.upsample(this);
    }
  }

  /**
   * A bilinear resize of the first input to the second input's rows and columns.
   *
   * @param interpolation where it reads
   */
  record ResizeLike(Interpolation interpolation) implements Operation {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.resizeLike(this);
    }
  }

  /**
   * Some consecutive channels of the input.
   *
   * @param from first channel
   * @param count number of channels
   */
  record Slice(int from, int count) implements Operation {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if it is empty or starts below 0
     */
    public Slice {
      if (from < 0 || count < 1) {
        throw new IllegalArgumentException(
            "slice of " + count + " channels from " + from + " is empty or starts below 0");
      }
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.slice(this);
    }
  }
}
