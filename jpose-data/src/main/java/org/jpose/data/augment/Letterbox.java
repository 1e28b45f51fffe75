package org.jpose.data.augment;

import java.util.SplittableRandom;
import org.jpose.core.image.NetworkSize;
import org.jpose.data.Sample;

/**
 * No chance: the image is scaled until it just fits and laid into the top-left corner, as {@link
 * org.jpose.core.image.Fit#PAD} does. For validation.
 */
public record Letterbox() implements Framing {
  @Override
  public Affine draw(Sample sample, NetworkSize size, SplittableRandom random) {
    double scale =
        Math.min(
            (double) size.width() / sample.image().width(),
            (double) size.height() / sample.image().height());
    return Affine.scale(scale, scale);
  }
}
