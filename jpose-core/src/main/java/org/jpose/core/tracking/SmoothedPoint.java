package org.jpose.core.tracking;

/**
 * A one-euro filter of a point in the plane (Casiez, Roussel, Vogel 2012, algorithm 1): a low pass
 * of first order whose cutoff grows with the speed. Both axes share the cutoff of the speed's
 * length, unlike the paper's filter of one axis, so that a turned picture gives turned points.
 */
final class SmoothedPoint {
  private double time;
  private double x;
  private double y;
  private double speedX;
  private double speedY;

  SmoothedPoint(double seconds, double x, double y) {
    this.time = seconds;
    this.x = x;
    this.y = y;
  }

  double time() {
    return time;
  }

  double x() {
    return x;
  }

  double y() {
    return y;
  }

  /** Takes the next measurement of a point on a person of some size in pixels. */
  void add(double seconds, double newX, double newY, double size, SmoothingOptions options) {
    double gap = seconds - time;
    if (gap > 0) {
      double trust = weight(gap, options.speedCutoff());
      speedX += trust * ((newX - x) / gap - speedX);
      speedY += trust * ((newY - y) / gap - speedY);
    }
    double cutoff = options.cutoff() + options.responsiveness() * Math.hypot(speedX, speedY) / size;
    double weight = weight(gap, cutoff);
    x += weight * (newX - x);
    y += weight * (newY - y);
    time = seconds;
  }

  private static double weight(double gap, double cutoff) {
    double angle = 2 * Math.PI * cutoff * gap;
    return angle / (1 + angle);
  }
}
