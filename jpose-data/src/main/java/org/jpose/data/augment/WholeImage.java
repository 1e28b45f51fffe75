package org.jpose.data.augment;

import java.util.Objects;
import java.util.SplittableRandom;
import org.jpose.core.image.NetworkSize;
import org.jpose.data.Sample;

/**
 * The image as a whole is stretched, turned, mirrored, scaled, and a piece of the network's size is
 * cut out anywhere; where the image is smaller than the network's input it lies in the middle.
 * These are tf-openpose's steps ({@code pose_augment.py}) in its order, but composed into one map,
 * not rounded to whole pixels between them. tf-openpose looks fifty times for a piece with a nose
 * in it and then takes the last whether it has one or not; here one is drawn, which comes to the
 * same. Where the inner rectangle is smaller than the network's input, tf-openpose fills the rest;
 * here the image goes on there as far as it reaches, since nothing but the map is applied.
 *
 * @param stretch factors of width and height, drawn one by one
 * @param rotation degrees
 * @param innerRectangle whether only the largest upright rectangle without a corner of nothing is
 *     kept of the turned image
 * @param flip probability of exchanging left and right
 * @param zoom factor of the final scale
 * @param zoomBase what the final scale is measured by
 */
public record WholeImage(
    Range stretch,
    Range rotation,
    boolean innerRectangle,
    double flip,
    Range zoom,
    ZoomBase zoomBase)
    implements Framing {
  /** What a zoom of 1 means. */
  public enum ZoomBase {
    /** The image's shorter edge is as long as the network's: tf-openpose. */
    SHORTER_EDGE,
    /** The image just fits into the network's input: tf-pose. */
    FIT
  }

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a factor is not positive or the probability not one
   */
  public WholeImage {
    Objects.requireNonNull(rotation, "rotation");
    Objects.requireNonNull(zoomBase, "zoomBase");
    Checks.positive("stretch", stretch);
    Checks.positive("zoom", zoom);
    Checks.probability("flip", flip);
  }

  @Override
  public Affine draw(Sample sample, NetworkSize size, SplittableRandom random) {
    double stretchX = stretch.draw(random);
    double stretchY = stretch.draw(random);
    double degrees = rotation.draw(random);
    boolean flips = random.nextDouble() < flip;
    double zoomed = zoom.draw(random);
    double cropX = random.nextDouble();
    double cropY = random.nextDouble();

    double width = sample.image().width() * stretchX;
    double height = sample.image().height() * stretchY;
    Affine map =
        Affine.scale(stretchX, stretchY)
            .then(Affine.rotation(degrees, width / 2 - 0.5, height / 2 - 0.5));
    if (innerRectangle) {
      Inner inner = Inner.of(width, height, degrees);
      map = map.then(Affine.translation((inner.width - width) / 2, (inner.height - height) / 2));
      width = inner.width;
      height = inner.height;
    }
    if (flips) {
      map = map.then(Affine.mirror(width));
    }
    double scale = zoomed * base(width, height, size);
    return map.then(Affine.scale(scale, scale))
        .then(
            Affine.translation(
                -begin(size.width(), width * scale, cropX),
                -begin(size.height(), height * scale, cropY)));
  }

  private double base(double width, double height, NetworkSize size) {
    return zoomBase == ZoomBase.FIT
        ? Math.min(size.width() / width, size.height() / height)
        : Math.min(size.width(), size.height()) / Math.min(width, height);
  }

  /** Where the piece begins: anywhere in what is too much, or half of what is missing before 0. */
  private static double begin(double piece, double whole, double part) {
    double excess = whole - piece;
    return excess > 0 ? part * excess : excess / 2;
  }

  /** The largest upright rectangle, about the same centre, inside a rectangle that was turned. */
  private record Inner(double width, double height) {
    /**
     * A rectangle of {@code w x h} fits if all its corners do: {@code w cos + h sin <= width} and
     * {@code w sin + h cos <= height}. Its area is largest where both are equal, or, if the turned
     * rectangle is so slim that this asks for a negative side, where two corners lie in the middle
     * between its long sides.
     */
    static Inner of(double width, double height, double degrees) {
      double sin = Math.abs(Math.sin(Math.toRadians(degrees)));
      double cos = Math.abs(Math.cos(Math.toRadians(degrees)));
      double shorter = Math.min(width, height);
      double longer = Math.max(width, height);
      double w;
      double h;
      if (shorter <= 2 * sin * cos * longer || Math.abs(sin - cos) < 1e-9) {
        double half = shorter / 2;
        w = width >= height ? half / sin : half / cos;
        h = width >= height ? half / cos : half / sin;
      } else {
        double difference = cos * cos - sin * sin;
        w = (width * cos - height * sin) / difference;
        h = (height * cos - width * sin) / difference;
      }
      // tf-openpose turns inside the image's own frame, so that nothing beyond it is left.
      return new Inner(Math.min(w, width), Math.min(h, height));
    }
  }
}
