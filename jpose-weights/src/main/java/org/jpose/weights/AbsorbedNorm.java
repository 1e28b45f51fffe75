package org.jpose.weights;

import java.util.Map;
import org.jpose.core.ModelFormatException;
import org.jpose.net.BatchNorm;

/**
 * A convolution that does what it and the norm after it did: {@code weight * f} and {@code beta +
 * (bias - mean) * f} with {@code f = gamma / sqrt(variance + epsilon)}, computed in double
 * precision.
 *
 * @param weight in the shape it had
 * @param shift one number a channel
 */
record AbsorbedNorm(Tensor weight, Tensor shift) {
  /**
   * Joins a convolution and a norm with stored statistics.
   *
   * @param tensors the weights of the network
   * @param convolution name of the convolution's node
   * @param normName name of the norm's node; the convolution's if it has one itself
   * @param origin what messages call the weights
   * @throws ModelFormatException if a variance is so negative that it has no root
   */
  static AbsorbedNorm of(
      Map<String, Tensor> tensors,
      String convolution,
      String normName,
      BatchNorm norm,
      String origin) {
    Tensor weight = tensors.get(convolution + ".weight");
    Tensor bias = tensors.get(convolution + ".bias");
    Tensor gamma = tensors.get(normName + ".bn.gamma");
    float[] beta = tensors.get(normName + ".bn.beta").data();
    float[] mean = tensors.get(normName + ".bn.mean").data();
    float[] variance = tensors.get(normName + ".bn.var").data();
    float[] scaled = weight.data().clone();
    float[] shift = new float[beta.length];
    int kernel = scaled.length / beta.length;
    for (int c = 0; c < beta.length; c++) {
      double spread = variance[c] + norm.epsilon();
      if (!(spread > 0)) {
        throw new ModelFormatException(
            "%s: variance %s of '%s', channel %d, with epsilon %s has no root; is it damaged?"
                .formatted(origin, variance[c], normName, c, norm.epsilon()));
      }
      double factor = (gamma == null ? 1 : gamma.data()[c]) / Math.sqrt(spread);
      for (int i = c * kernel; i < (c + 1) * kernel; i++) {
        scaled[i] = (float) (scaled[i] * factor);
      }
      double before = bias == null ? 0 : bias.data()[c];
      shift[c] = (float) (beta[c] + (before - mean[c]) * factor);
    }
    return new AbsorbedNorm(new Tensor(weight.shape(), scaled), Tensor.vector(shift));
  }
}
