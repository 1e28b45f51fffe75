package org.jpose.weights;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/**
 * {@code x * scale + shift} for each channel, in double precision: what is left of a batch norm
 * written as separate operations. Immutable: nobody else keeps the arrays.
 */
public final class ChannelAffine {
  private final double[] scale;
  private final double[] shift;

  private ChannelAffine(double[] scale, double[] shift) {
    this.scale = scale;
    this.shift = shift;
  }

  /** One that changes nothing. */
  public static ChannelAffine identity(int channels) {
    double[] ones = new double[channels];
    Arrays.fill(ones, 1);
    return new ChannelAffine(ones, new double[channels]);
  }

  /**
   * Returns this, then times a number for each channel, or one for all.
   *
   * @param by one number or as many as channels
   */
  public ChannelAffine times(double... by) {
    DoubleBinaryOperator product = (a, b) -> a * b;
    return new ChannelAffine(combined(scale, by, product), combined(shift, by, product));
  }

  /**
   * Returns this, then plus a number for each channel, or one for all.
   *
   * @param summand one number or as many as channels
   */
  public ChannelAffine plus(double... summand) {
    return new ChannelAffine(scale, combined(shift, summand, Double::sum));
  }

  private static double[] combined(double[] a, double[] b, DoubleBinaryOperator operator) {
    double[] result = new double[a.length];
    for (int c = 0; c < a.length; c++) {
      result[c] = operator.applyAsDouble(a[c], b[b.length == 1 ? 0 : c]);
    }
    return result;
  }

  /** Returns whether all channels have the same factor and the same summand. */
  public boolean uniform() {
    return Arrays.stream(scale).allMatch(s -> s == scale[0])
        && Arrays.stream(shift).allMatch(s -> s == shift[0]);
  }

  /** Returns whether no channel has a factor other than 1. */
  public boolean unscaled() {
    return Arrays.stream(scale).allMatch(s -> s == 1);
  }

  /** Returns the factors. */
  public Tensor scale() {
    return floats(scale);
  }

  /** Returns the summands. */
  public Tensor shift() {
    return floats(shift);
  }

  /** Returns the first channel's factor. */
  public double firstScale() {
    return scale[0];
  }

  /** Returns the first channel's summand. */
  public double firstShift() {
    return shift[0];
  }

  private static Tensor floats(double[] numbers) {
    float[] data = new float[numbers.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) numbers[i];
    }
    return Tensor.vector(data);
  }
}
