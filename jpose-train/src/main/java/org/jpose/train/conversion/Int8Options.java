package org.jpose.train.conversion;

import java.nio.file.Path;
import java.util.Objects;
import org.jpose.core.image.NetworkSize;

/**
 * How a network is brought to 8 bits.
 *
 * @param photos folder of images like those it is for
 * @param images how many of them are looked at, at most
 * @param floatOperations how many operations, those that 8 bits hurt most, compute in float all the
 *     same
 * @param size at which it looks at them
 */
public record Int8Options(Path photos, int images, int floatOperations, NetworkSize size) {
  private static final int IMAGES = 64;
  private static final NetworkSize SIZE = new NetworkSize(432, 368);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one makes no sense
   */
  public Int8Options {
    Objects.requireNonNull(photos, "photos");
    if (floatOperations < 0) {
      throw new IllegalArgumentException(
          "the number of operations in float is " + floatOperations + ", expected 0 or more");
    }
    if (images < 1) {
      throw new IllegalArgumentException(
          "the number of calibration images is " + images + ", expected 1 or more");
    }
    size.requireFixed();
  }

  /** 64 photos at 432x368, all that can be in 8 bits. */
  public static Int8Options of(Path photos) {
    return new Int8Options(photos, IMAGES, 0, SIZE);
  }

  /** The same with another number of photos. */
  public Int8Options withImages(int newImages) {
    return new Int8Options(photos, newImages, floatOperations, size);
  }

  /** The same at another size. */
  public Int8Options withSize(NetworkSize newSize) {
    return new Int8Options(photos, images, floatOperations, newSize);
  }
}
