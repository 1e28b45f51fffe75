package org.jpose.core.tracking;

/** The time of the frames seen so far: forwards only. */
final class Clock {
  private double now = Double.NEGATIVE_INFINITY;

  /**
   * Goes on.
   *
   * @throws IllegalArgumentException if the time is not finite or before that of the last frame
   */
  void advance(double seconds) {
    if (!Double.isFinite(seconds)) {
      throw new IllegalArgumentException("a frame's time is " + seconds + " seconds");
    }
    if (seconds < now) {
      throw new IllegalArgumentException(
          "a frame of "
              + seconds
              + " s comes after one of "
              + now
              + " s; give frames in the order of time, or restart() before going back");
    }
    now = seconds;
  }

  /** Any time may be next. */
  void restart() {
    now = Double.NEGATIVE_INFINITY;
  }
}
