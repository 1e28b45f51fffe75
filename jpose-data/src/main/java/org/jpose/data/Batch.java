package org.jpose.data;

import java.util.List;
import java.util.Objects;

/**
 * Images with targets and loss masks, ready for training: arrays of {@code [sample][channel][row]
 * [column]}. Wraps its arrays; the receiver owns them.
 *
 * <p>The loss of a stage is the sum of {@code mask * (output - target)^2} (Cao et al. 2017,
 * equation 5, with a mask per channel).
 *
 * @param request which samples these are
 * @param shape what a sample looks like
 * @param images {@code [n][3][height][width]}, 0 to 255 in the shape's colour order; empty if there
 *     are features
 * @param heat {@code [n][joints + 1][rows][columns]}, the background last
 * @param affinity {@code [n][2 * limbs][rows][columns]}
 * @param heatMask 0 to 1 for every number of {@code heat}
 * @param affinityMask 0 to 1 for every number of {@code affinity}
 * @param features what a network's trunk made of the images; empty if that is still to be done
 */
public record Batch(
    BatchRequest request,
    BatchShape shape,
    float[] images,
    float[] heat,
    float[] affinity,
    float[] heatMask,
    float[] affinityMask,
    List<FeaturePlanes> features) {
  /** A batch of images. */
  public Batch(
      BatchRequest request,
      BatchShape shape,
      float[] images,
      float[] heat,
      float[] affinity,
      float[] heatMask,
      float[] affinityMask) {
    this(request, shape, images, heat, affinity, heatMask, affinityMask, List.of());
  }

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if an array has another length than shape and request say
   */
  public Batch {
    Objects.requireNonNull(request, "request");
    features = List.copyOf(features);
    require("images", images, request.size(), features.isEmpty() ? shape.imageLength() : 0);
    for (FeaturePlanes planes : features) {
      planes.requireSamples(request.size());
    }
    require("heat", heat, request.size(), shape.heatLength());
    require("affinity", affinity, request.size(), shape.affinityLength());
    require("heat mask", heatMask, request.size(), shape.heatLength());
    require("affinity mask", affinityMask, request.size(), shape.affinityLength());
  }

  /** A batch of images whose numbers are all 0, with arrays of its own. */
  public static Batch zeros(BatchRequest request, BatchShape shape) {
    int samples = request.size();
    return new Batch(
        request,
        shape,
        new float[Math.multiplyExact(samples, shape.imageLength())],
        new float[Math.multiplyExact(samples, shape.heatLength())],
        new float[Math.multiplyExact(samples, shape.affinityLength())],
        new float[Math.multiplyExact(samples, shape.heatLength())],
        new float[Math.multiplyExact(samples, shape.affinityLength())]);
  }

  /**
   * The place of a sample's pixels.
   *
   * @throws IndexOutOfBoundsException if the batch has no such sample
   */
  public PixelPlanes pixels(int index) {
    Objects.checkIndex(index, request.size());
    return new PixelPlanes(
        shape.size().width(),
        shape.size().height(),
        shape.colour(),
        images,
        index * shape.imageLength());
  }

  /** Whether there are features in place of images. */
  public boolean hasFeatures() {
    return !features.isEmpty();
  }

  private static void require(String what, float[] numbers, int samples, int each) {
    if (numbers.length != (long) samples * each) {
      throw new IllegalArgumentException(
          "%s of %d samples has %d numbers, expected %d"
              .formatted(what, samples, numbers.length, (long) samples * each));
    }
  }
}
