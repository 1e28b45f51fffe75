package org.jpose.media.results;

/** In what coordinates are written; those of OpenPose's {@code --keypoint_scale}. */
public enum KeypointScale {
  /** Pixels of the image. */
  PIXELS,
  /** 0 in the middle of the first pixel to 1 in the middle of the last. */
  UNIT,
  /** -1 to 1, otherwise as {@link #UNIT}. */
  SIGNED,
  /** Pixels of the network's input. */
  NETWORK;

  private static final int DECIMALS = 6;

  /** How coordinates of an image are written. */
  Placing placing(ImageResult image) {
    return switch (this) {
      case PIXELS -> Placing.PIXELS;
      case UNIT -> new Placing(1 / last(image.width()), 0, 1 / last(image.height()), 0, DECIMALS);
      case SIGNED ->
          new Placing(2 / last(image.width()), -1, 2 / last(image.height()), -1, DECIMALS);
      case NETWORK ->
          image
              .input()
              .map(
                  input ->
                      new Placing(
                          input.inputX(1) - input.inputX(0),
                          input.inputX(0),
                          input.inputY(1) - input.inputY(0),
                          input.inputY(0),
                          Placing.PIXELS.decimals()))
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          image.file() + ": where the network saw it is not known"));
    };
  }

  private static double last(int side) {
    return Math.max(1, side - 1);
  }

  /**
   * How coordinates are written.
   *
   * @param scaleX factor on columns
   * @param shiftX summand on scaled columns
   * @param scaleY factor on rows
   * @param shiftY summand on scaled rows
   * @param decimals places behind the point
   */
  record Placing(double scaleX, double shiftX, double scaleY, double shiftY, int decimals) {
    static final Placing PIXELS = new Placing(1, 0, 1, 0, 2);

    String x(double column) {
      return Numbers.decimal(scaleX * column + shiftX, decimals);
    }

    String y(double row) {
      return Numbers.decimal(scaleY * row + shiftY, decimals);
    }

    String width(double columns) {
      return Numbers.decimal(scaleX * columns, decimals);
    }

    String height(double rows) {
      return Numbers.decimal(scaleY * rows, decimals);
    }
  }
}
