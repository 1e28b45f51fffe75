package org.jpose.data.augment;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.PixelPlanes;
import org.jpose.data.Sample;
import org.jpose.data.SampleLabels;

/**
 * Carries out an {@link Augmentation}: samples of any size in, samples of the network's size out.
 * Immutable and thread-safe; the outcome depends on the samples and the generator alone.
 */
public final class Augmenter {
  /** Samples of a mosaic. */
  private static final int TILES = 4;

  private final Augmentation augmentation;
  private final NetworkSize size;
  private final SampleWarp warp;
  private final Mosaic mosaic;

  /**
   * For samples of one skeleton and network.
   *
   * @param augmentation what to do
   * @param skeleton of the people
   * @param size of the network's input
   * @throws IllegalArgumentException if a side of the size is open
   */
  public Augmenter(Augmentation augmentation, Skeleton skeleton, NetworkSize size) {
    this.augmentation = Objects.requireNonNull(augmentation, "augmentation");
    if (size.width() < 1 || size.height() < 1) {
      throw new IllegalArgumentException(
          "network size " + size + ": a batch needs both sides, for example 368x368");
    }
    this.size = size;
    warp = new SampleWarp(skeleton);
    mosaic = new Mosaic(warp, size);
  }

  /** Draws how many samples go into one, 1 or 4: to be asked first, with the sample's generator. */
  public int drawCount(SplittableRandom random) {
    return random.nextDouble() < augmentation.mosaic() ? TILES : 1;
  }

  /**
   * Makes a sample of the network's size.
   *
   * @param samples as many as {@link #drawCount} said, of the augmenter's skeleton; the result has
   *     the first one's origin
   * @param random the sample's generator
   * @throws IllegalArgumentException if there are not 1 or 4, or of another skeleton
   */
  public Sample augment(List<Sample> samples, SplittableRandom random) {
    int fill = drawFill(samples, random);
    Sample framed = frame(samples, fill, random);
    // The pixels are fresh and nobody else has seen them yet.
    augmentation
        .pixels()
        .draw(random)
        .apply(framed.image().pixels(), size.width(), size.height(), framed.image().order());
    return framed;
  }

  /**
   * Makes the same sample, to the bit, but writes its pixels into a batch: most in one go from the
   * image to the batch's numbers, without a picture in between.
   *
   * @param samples as in {@link #augment(List, SplittableRandom)}
   * @param random the sample's generator
   * @param planes where the pixels go, of the augmenter's size
   * @throws IllegalArgumentException if there are not 1 or 4 samples, or of another skeleton, or
   *     the planes have another size
   */
  public SampleLabels augment(List<Sample> samples, SplittableRandom random, PixelPlanes planes) {
    if (planes.width() != size.width() || planes.height() != size.height()) {
      throw new IllegalArgumentException(
          "planes of %dx%d pixels for samples of %s"
              .formatted(planes.width(), planes.height(), size));
    }
    int fill = drawFill(samples, random);
    if (samples.size() == 1) {
      Sample sample = samples.get(0);
      Affine map = augmentation.framing().draw(sample, size, random);
      SampleLabels labels = warp.labels(sample, map, size);
      augmentation.pixels().draw(random).warp(sample.image(), map, fill, planes);
      return labels;
    }
    Sample framed = frame(samples, fill, random);
    augmentation
        .pixels()
        .draw(random)
        .write(framed.image().pixels(), framed.image().order(), planes);
    return framed.labels();
  }

  private int drawFill(List<Sample> samples, SplittableRandom random) {
    if (samples.size() != 1 && samples.size() != TILES) {
      throw new IllegalArgumentException(
          samples.size() + " samples for one, expected 1 or " + TILES);
    }
    return augmentation.fill().get(random.nextInt(augmentation.fill().size()));
  }

  private Sample frame(List<Sample> samples, int fill, SplittableRandom random) {
    if (samples.size() == 1) {
      Affine map = augmentation.framing().draw(samples.get(0), size, random);
      return warp.apply(samples.get(0), map, size, fill);
    }
    return mosaic.compose(samples, augmentation.framing(), fill, random);
  }
}
