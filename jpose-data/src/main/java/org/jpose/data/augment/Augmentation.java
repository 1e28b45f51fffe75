package org.jpose.data.augment;

import java.util.List;
import java.util.Objects;

/**
 * What may happen to a sample before a network sees it. Its {@code toString()} tells all of it:
 * augmentations of equal text do the same.
 *
 * @param name short name, as {@code --augment} takes it
 * @param framing part of the image the network sees
 * @param fill greys, 0 to 255, one of which is drawn for where an image does not reach
 * @param mosaic probability that four samples share a picture, each framed by itself
 * @param pixels changes of colour, after everything else
 */
public record Augmentation(
    String name, Framing framing, List<Integer> fill, double mosaic, PixelChanges pixels) {
  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there is no grey, one is none, or the probability is not
   *     one
   */
  public Augmentation {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(framing, "framing");
    Objects.requireNonNull(pixels, "pixels");
    fill = List.copyOf(fill);
    Checks.probability("mosaic", mosaic);
    if (fill.isEmpty() || fill.stream().anyMatch(grey -> grey < 0 || grey > 255)) {
      throw new IllegalArgumentException("fill " + fill + ": expected greys of 0 to 255");
    }
  }

  /** The same with another probability of a mosaic. */
  public Augmentation withMosaic(double newMosaic) {
    return new Augmentation(name, framing, fill, newMosaic, pixels);
  }

  /** The same with other changes of colour. */
  public Augmentation withPixels(PixelChanges newPixels) {
    return new Augmentation(name, framing, fill, mosaic, newPixels);
  }
}
