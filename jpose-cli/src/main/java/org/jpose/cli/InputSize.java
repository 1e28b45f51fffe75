package org.jpose.cli;

import org.jpose.core.image.NetworkSize;

/** Sizes of a network's input that do not depend on an image. */
final class InputSize {
  private InputSize() {}

  /**
   * The size of a text such as {@code 432x368}.
   *
   * @throws IllegalArgumentException if it is none, or one side follows an image's shape
   */
  static NetworkSize parse(String text) {
    NetworkSize size = NetworkSize.parse(text);
    if (size.width() < 0 || size.height() < 0) {
      throw new IllegalArgumentException(
          "size " + text + " depends on a photo's shape; give width and height, as in 432x368");
    }
    return size;
  }

  /** The least size not below this whose sides a network takes. */
  static NetworkSize up(NetworkSize size, int multiple) {
    return new NetworkSize(up(size.width(), multiple), up(size.height(), multiple));
  }

  private static int up(int side, int multiple) {
    return (side + multiple - 1) / multiple * multiple;
  }
}
