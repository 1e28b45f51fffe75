package org.jpose.net;

/**
 * Batch normalization per channel: {@code (x - mean) / sqrt(variance + epsilon) * gamma + beta}
 * (Ioffe and Szegedy 2015, arXiv 1502.03167). Beta is always there.
 *
 * @param epsilon added to the variance
 * @param gamma whether there is a factor; without it the factor is 1
 * @param statistics where mean and variance come from when the network runs
 */
public record BatchNorm(double epsilon, boolean gamma, Statistics statistics) {
  /** Where mean and variance come from. */
  public enum Statistics {
    /** Stored with the weights. */
    RUNNING,
    /** Measured on the input itself, one image at a time (so a batch equals its images). */
    BATCH
  }

  /**
   * Checks epsilon.
   *
   * @throws IllegalArgumentException if epsilon is negative or not a number
   */
  public BatchNorm {
    if (!(epsilon >= 0)) {
      throw new IllegalArgumentException("batch norm epsilon is " + epsilon + ", must be >= 0");
    }
  }
}
