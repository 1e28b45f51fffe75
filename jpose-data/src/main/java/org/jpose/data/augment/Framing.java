package org.jpose.data.augment;

import java.util.SplittableRandom;
import org.jpose.core.image.NetworkSize;
import org.jpose.data.Sample;

/** Which part of an image the network sees, and how it is turned. */
public sealed interface Framing permits WholeImage, AroundPerson, Letterbox {
  /**
   * Draws the map from the image to the network's input: everything that happens to a sample's
   * geometry.
   *
   * @param sample the sample; its pixels are not looked at
   * @param size the network's input
   * @param random the sample's own generator
   */
  Affine draw(Sample sample, NetworkSize size, SplittableRandom random);
}
