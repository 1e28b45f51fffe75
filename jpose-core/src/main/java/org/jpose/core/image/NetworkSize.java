package org.jpose.core.image;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The size at which a network sees images, in pixels. One of the two may be {@link #BY_ASPECT}: it
 * then follows from the other and the image's shape.
 *
 * @param width pixels in a row, or {@link #BY_ASPECT}
 * @param height rows, or {@link #BY_ASPECT}
 */
public record NetworkSize(int width, int height) implements Serializable {
  /** Stands for a side that follows from the other and the image's shape. */
  public static final int BY_ASPECT = -1;

  /** The largest side accepted: a guard against typing errors. */
  public static final int MAX_SIDE = 8192;

  private static final Pattern TEXT = Pattern.compile("(-1|\\d{1,9})x(-1|\\d{1,9})");

  /**
   * Checks the sides.
   *
   * @throws IllegalArgumentException if a side is out of range or both are {@link #BY_ASPECT}
   */
  public NetworkSize {
    boolean bothFree = width == BY_ASPECT && height == BY_ASPECT;
    if (bothFree || !isSide(width) || !isSide(height)) {
      throw new IllegalArgumentException(
          ("network size %sx%s: each side must be 1 to %s, and one of them may be -1 (by"
                  + " the image's shape)")
              .formatted(width, height, MAX_SIDE));
    }
  }

  private static boolean isSide(int side) {
    return side == BY_ASPECT || (side >= 1 && side <= MAX_SIDE);
  }

  /**
   * Reads {@code 432x368}, {@code -1x368} or {@code 432x-1}.
   *
   * @throws IllegalArgumentException if the text is something else
   */
  public static NetworkSize parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "network size '" + text + "' is not WIDTHxHEIGHT, for example 432x368 or -1x368");
    }
    return new NetworkSize(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  /**
   * Returns this.
   *
   * @throws IllegalArgumentException if a side follows an image's shape
   */
  public NetworkSize requireFixed() {
    if (width == BY_ASPECT || height == BY_ASPECT) {
      throw new IllegalArgumentException(
          "size " + this + " depends on a photo's shape; give width and height, as in 432x368");
    }
    return this;
  }

  /** The least size not below this whose sides are multiples of a number. */
  public NetworkSize up(int multiple) {
    return new NetworkSize(up(width, multiple), up(height, multiple));
  }

  private static int up(int side, int multiple) {
    return side == BY_ASPECT ? side : (side + multiple - 1) / multiple * multiple;
  }

  @Override
  public String toString() {
    return width + "x" + height;
  }
}
