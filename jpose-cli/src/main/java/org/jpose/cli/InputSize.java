package org.jpose.cli;

import java.util.List;
import org.jpose.core.image.NetworkSize;
import org.jpose.data.loader.InputSizes;
import org.jpose.data.loader.Recipe;

/** Sizes of a network's input that do not depend on an image. */
final class InputSize {
  private InputSize() {}

  /**
   * The size of a text such as {@code 432x368}.
   *
   * @throws IllegalArgumentException if it is none, or one side follows an image's shape
   */
  static NetworkSize parse(String text) {
    return requireBoth(NetworkSize.parse(text));
  }

  private static NetworkSize requireBoth(NetworkSize size) {
    if (size.width() < 0 || size.height() < 0) {
      throw new IllegalArgumentException(
          "size " + size + " depends on a photo's shape; give width and height, as in 432x368");
    }
    return size;
  }

  /**
   * Sizes with shares, such as {@code 256x256:2,384x384:1}; a size alone has a share of 1.
   *
   * @throws IllegalArgumentException if it is none of that, or a side follows an image's shape
   */
  static List<InputSizes.Share> shares(String text) {
    List<InputSizes.Share> shares = InputSizes.parse(text);
    shares.forEach(share -> requireBoth(share.size()));
    return shares;
  }

  /** The sizes of a recipe as they were asked for. */
  static String text(Recipe recipe) {
    return recipe.sizes().map(InputSizes::toString).orElse(recipe.shape().size().toString());
  }

  /** The least size not below this whose sides a network takes. */
  static NetworkSize up(NetworkSize size, int multiple) {
    return new NetworkSize(up(size.width(), multiple), up(size.height(), multiple));
  }

  private static int up(int side, int multiple) {
    return (side + multiple - 1) / multiple * multiple;
  }
}
