package org.jpose.data.augment;

/**
 * An affine map of the plane: {@code x' = xx * x + xy * y + x0}, {@code y' = yx * x + yy * y + y0}.
 * Coordinates are pixels whose centres are at whole numbers, so that an image of {@code w} columns
 * reaches from -0.5 to {@code w - 0.5}. Immutable and thread-safe.
 *
 * @param xx part of x in x'
 * @param xy part of y in x'
 * @param x0 x' of the origin
 * @param yx part of x in y'
 * @param yy part of y in y'
 * @param y0 y' of the origin
 */
public record Affine(double xx, double xy, double x0, double yx, double yy, double y0) {
  /** Leaves everything where it is. */
  public static final Affine IDENTITY = new Affine(1, 0, 0, 0, 1, 0);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is not finite
   */
  public Affine {
    if (!Double.isFinite(xx + xy + x0 + yx + yy + y0)) {
      throw new IllegalArgumentException(
          "affine map with numbers that are not finite: %s, %s, %s; %s, %s, %s"
              .formatted(xx, xy, x0, yx, yy, y0));
    }
  }

  /** Moves everything. */
  public static Affine translation(double x, double y) {
    return new Affine(1, 0, x, 0, 1, y);
  }

  /** Scales an image: {@code x' = (x + 0.5) * scaleX - 0.5}, its top-left corner stays. */
  public static Affine scale(double scaleX, double scaleY) {
    return new Affine(scaleX, 0, 0.5 * scaleX - 0.5, 0, scaleY, 0.5 * scaleY - 0.5);
  }

  /** Turns about a point, clockwise as seen on an image (whose y axis points down). */
  public static Affine rotation(double degrees, double centreX, double centreY) {
    double cos = Math.cos(Math.toRadians(degrees));
    double sin = Math.sin(Math.toRadians(degrees));
    return translation(-centreX, -centreY)
        .then(new Affine(cos, -sin, 0, sin, cos, 0))
        .then(translation(centreX, centreY));
  }

  /** Exchanges left and right of an image so many pixels wide. */
  public static Affine mirror(double width) {
    return new Affine(-1, 0, width - 1, 0, 1, 0);
  }

  /** This map and then another. */
  public Affine then(Affine next) {
    return new Affine(
        next.xx * xx + next.xy * yx,
        next.xx * xy + next.xy * yy,
        next.x(x0, y0),
        next.yx * xx + next.yy * yx,
        next.yx * xy + next.yy * yy,
        next.y(x0, y0));
  }

  /**
   * The way back.
   *
   * @throws IllegalStateException if this map flattens the plane
   */
  public Affine inverse() {
    double determinant = determinant();
    if (determinant == 0) {
      throw new IllegalStateException(this + " has no inverse");
    }
    double ixx = yy / determinant;
    double ixy = -xy / determinant;
    double iyx = -yx / determinant;
    double iyy = xx / determinant;
    return new Affine(ixx, ixy, -ixx * x0 - ixy * y0, iyx, iyy, -iyx * x0 - iyy * y0);
  }

  /** How areas grow; negative if left and right are exchanged. */
  public double determinant() {
    return xx * yy - xy * yx;
  }

  /** Whether left becomes right. */
  public boolean mirrors() {
    return determinant() < 0;
  }

  /** Column of a point's image. */
  public double x(double x, double y) {
    return xx * x + xy * y + x0;
  }

  /** Row of a point's image. */
  public double y(double x, double y) {
    return yx * x + yy * y + y0;
  }
}
