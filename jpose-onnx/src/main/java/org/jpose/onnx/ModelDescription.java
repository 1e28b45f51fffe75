package org.jpose.onnx;

import java.util.Objects;
import java.util.Optional;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.pose.Skeleton;

/**
 * What an ONNX file that jpose did not write does not say of itself. What is given goes before what
 * the file says; jpose's own files need nothing of it. Immutable.
 *
 * @param input name of the input; by default {@code image}, or the only one of an image
 * @param heat name of the heatmaps' output; by default {@code heat}, or the only one of as many
 *     channels
 * @param affinity name of the affinity fields' output; by default {@code affinity}, or the only one
 *     of as many channels; may be that of the heatmaps, which then come first
 * @param skeleton joints and limbs, in the order of the channels; by default COCO-18
 * @param colour colour order of the input
 * @param scale factor on pixels of 0 to 255
 * @param shift summand on scaled pixels
 */
public record ModelDescription(
    Optional<String> input,
    Optional<String> heat,
    Optional<String> affinity,
    Optional<Skeleton> skeleton,
    Optional<ColourOrder> colour,
    Optional<Double> scale,
    double shift) {
  /** Checks that the numbers are finite and the scale is not 0. */
  public ModelDescription {
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(heat, "heat");
    Objects.requireNonNull(affinity, "affinity");
    Objects.requireNonNull(skeleton, "skeleton");
    Objects.requireNonNull(colour, "colour");
    if (!Double.isFinite(shift) || scale.filter(s -> !Double.isFinite(s) || s == 0).isPresent()) {
      throw new IllegalArgumentException(
          "input scale " + scale.orElse(1.0) + ", shift " + shift + ": expected finite numbers");
    }
  }

  /** The file says all. */
  public static ModelDescription none() {
    return new ModelDescription(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0);
  }

  /** The same with the name of the input. */
  public ModelDescription withInput(String name) {
    return new ModelDescription(Optional.of(name), heat, affinity, skeleton, colour, scale, shift);
  }

  /** The same with the names of the outputs. */
  public ModelDescription withOutputs(String newHeat, String newAffinity) {
    return new ModelDescription(
        input, Optional.of(newHeat), Optional.of(newAffinity), skeleton, colour, scale, shift);
  }

  /** The same with a skeleton. */
  public ModelDescription withSkeleton(Skeleton newSkeleton) {
    return new ModelDescription(
        input, heat, affinity, Optional.of(newSkeleton), colour, scale, shift);
  }

  /** The same with a colour order. */
  public ModelDescription withColour(ColourOrder newColour) {
    return new ModelDescription(
        input, heat, affinity, skeleton, Optional.of(newColour), scale, shift);
  }

  /** The same with what is done to pixels before the network sees them. */
  public ModelDescription withPixels(double newScale, double newShift) {
    return new ModelDescription(
        input, heat, affinity, skeleton, colour, Optional.of(newScale), newShift);
  }
}
