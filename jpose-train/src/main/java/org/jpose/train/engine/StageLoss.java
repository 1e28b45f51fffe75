package org.jpose.train.engine;

/**
 * How far a stage's fields are from their targets.
 *
 * <p>Each part is {@code sum(mask * (field - target)^2) / (2 * images)}: the sum over planes, rows
 * and columns as in Cao et al. 2017 (arXiv 1611.08050, equation 5), the half of Caffe's Euclidean
 * loss and TensorFlow's {@code l2_loss}, and the mean over the images of the batch, so that a
 * learning rate holds for any batch size. It is not divided by the number of cells or of unmasked
 * ones, as in OpenPose: an image with much to learn counts more. tf-openpose's printed loss is half
 * of this, as it averages heat and affinity.
 *
 * @param heat of the heatmaps
 * @param affinity of the part affinity fields
 */
public record StageLoss(double heat, double affinity) {
  /** Both together. */
  public double total() {
    return heat + affinity;
  }
}
