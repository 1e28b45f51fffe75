package org.jpose.core.image;

import java.util.Arrays;

/**
 * The way from an image to the network's input and back. Immutable and thread-safe.
 *
 * <p>The image is scaled to {@code contentWidth x contentHeight}, laid into the top-left corner of
 * {@code width x height}, and the rest is grey. Pixel centres correspond as {@code x' = (x + 0.5) *
 * scale - 0.5}.
 *
 * @param sourceWidth width of the image in pixels
 * @param sourceHeight height of the image in pixels
 * @param contentWidth width of the scaled image in pixels
 * @param contentHeight height of the scaled image in pixels
 * @param width width of the network's input in pixels
 * @param height height of the network's input in pixels
 * @param fit how the image is scaled
 */
public record InputTransform(
    int sourceWidth,
    int sourceHeight,
    int contentWidth,
    int contentHeight,
    int width,
    int height,
    Fit fit) {
  private static final byte GREY = (byte) 128;

  /** A padded image may be so many times larger than one that fits inside the network size. */
  private static final double MAX_EXCESS = 2;

  /** Checks that the content lies inside the input and nothing is empty. */
  public InputTransform {
    if (sourceWidth < 1
        || sourceHeight < 1
        || contentWidth < 1
        || contentHeight < 1
        || contentWidth > width
        || contentHeight > height) {
      throw new IllegalArgumentException(
          "cannot lay an image of %sx%s as %sx%s into %sx%s"
              .formatted(sourceWidth, sourceHeight, contentWidth, contentHeight, width, height));
    }
  }

  /**
   * Plans the way for an image.
   *
   * @param sourceWidth width of the image in pixels
   * @param sourceHeight height of the image in pixels
   * @param size the wanted network size; sides are rounded up to the multiple
   * @param multiple what the network's sides must be multiples of
   * @param fit whether the shape is kept
   * @param scale factor on the network size, for multi-scale estimation; 1 for none
   * @throws IllegalArgumentException if the result is larger than {@link NetworkSize#MAX_SIDE}
   */
  public static InputTransform plan(
      int sourceWidth, int sourceHeight, NetworkSize size, int multiple, Fit fit, double scale) {
    return plan(sourceWidth, sourceHeight, 1, size, multiple, fit, scale);
  }

  /**
   * The same for an image whose pixels are not square: the network sees it as it is shown.
   *
   * @param pixelAspect width of a pixel by its height
   */
  public static InputTransform plan(
      int sourceWidth,
      int sourceHeight,
      double pixelAspect,
      NetworkSize size,
      int multiple,
      Fit fit,
      double scale) {
    double shownWidth = sourceWidth * pixelAspect;
    double aspect = shownWidth / sourceHeight;
    double boxWidth =
        scale * (size.width() == NetworkSize.BY_ASPECT ? size.height() * aspect : size.width());
    double boxHeight =
        scale * (size.height() == NetworkSize.BY_ASPECT ? size.width() / aspect : size.height());
    if (fit == Fit.STRETCH) {
      int width = roundUp(boxWidth, multiple);
      int height = roundUp(boxHeight, multiple);
      return new InputTransform(sourceWidth, sourceHeight, width, height, width, height, fit);
    }
    double inside = Math.min(boxWidth / shownWidth, boxHeight / sourceHeight);
    double equalPixels = Math.sqrt(boxWidth * boxHeight / shownWidth / sourceHeight);
    double factor = Math.min(equalPixels, MAX_EXCESS * inside);
    // Rounded up first, which refuses sides too large for an int.
    int width = roundUp(shownWidth * factor, multiple);
    int height = roundUp(sourceHeight * factor, multiple);
    int contentWidth = Math.max(1, (int) Math.round(shownWidth * factor));
    int contentHeight = Math.max(1, (int) Math.round(sourceHeight * factor));
    return new InputTransform(
        sourceWidth, sourceHeight, contentWidth, contentHeight, width, height, fit);
  }

  /**
   * Plans the way into an input whose size cannot be chosen.
   *
   * @param sourceWidth width of the image in pixels
   * @param sourceHeight height of the image in pixels
   * @param pixelAspect width of a pixel by its height
   * @param size both sides of the input
   * @param fit whether the shape is kept; with {@link Fit#PAD} the image is as large as it fits
   */
  public static InputTransform within(
      int sourceWidth, int sourceHeight, double pixelAspect, NetworkSize size, Fit fit) {
    int width = size.width();
    int height = size.height();
    double shownWidth = sourceWidth * pixelAspect;
    double factor = Math.min(width / shownWidth, (double) height / sourceHeight);
    boolean stretched = fit == Fit.STRETCH;
    int contentWidth = stretched ? width : side(shownWidth * factor, width);
    int contentHeight = stretched ? height : side(sourceHeight * factor, height);
    return new InputTransform(
        sourceWidth, sourceHeight, contentWidth, contentHeight, width, height, fit);
  }

  private static int side(double length, int most) {
    return (int) Math.max(1, Math.min(most, Math.round(length)));
  }

  private static int roundUp(double side, int multiple) {
    long rounded = Math.max(1, (long) Math.ceil(Math.round(side) / (double) multiple)) * multiple;
    if (rounded > NetworkSize.MAX_SIDE) {
      throw new IllegalArgumentException(
          "the network's input would be "
              + rounded
              + " pixels on a side, "
              + NetworkSize.MAX_SIDE
              + " is the limit; give both sides of the network size, or a smaller scale");
    }
    return (int) rounded;
  }

  /**
   * Makes the network's input.
   *
   * @param image an image of the planned size
   * @return an image of {@code width x height} in the same colour order
   * @throws IllegalArgumentException if the image has another size than planned for
   */
  public Image apply(Image image) {
    if (image.width() != sourceWidth || image.height() != sourceHeight) {
      throw new IllegalArgumentException(
          image + " does not have the planned size " + sourceWidth + "x" + sourceHeight);
    }
    byte[] pixels = new byte[width * height * 3];
    if (contentWidth < width || contentHeight < height) {
      Arrays.fill(pixels, GREY);
    }
    Taps columns = Taps.of(fit, sourceWidth, contentWidth);
    Taps rows = Taps.of(fit, sourceHeight, contentHeight);
    if (fit == Fit.STRETCH) {
      ExactResampler.resize(image, columns, rows, pixels, width);
    } else {
      PackedResampler.resize(image, columns, rows, pixels, width);
    }
    return Image.wrap(width, height, image.order(), pixels);
  }

  /** Column in the image, in its pixels, of a column in the network's input. */
  public double sourceX(double x) {
    return (x + 0.5) * sourceWidth / contentWidth - 0.5;
  }

  /** Row in the image, in its pixels, of a row in the network's input. */
  public double sourceY(double y) {
    return (y + 0.5) * sourceHeight / contentHeight - 0.5;
  }

  /** Column in the network's input of a column in the image. */
  public double inputX(double x) {
    return (x + 0.5) * contentWidth / sourceWidth - 0.5;
  }

  /** Row in the network's input of a row in the image. */
  public double inputY(double y) {
    return (y + 0.5) * contentHeight / sourceHeight - 0.5;
  }
}
