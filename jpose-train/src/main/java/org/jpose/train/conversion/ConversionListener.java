package org.jpose.train.conversion;

/** Is told how far the choice of 8 bits is; called by the thread that converts. */
public interface ConversionListener {
  /** Hears nothing. */
  ConversionListener NONE = new ConversionListener() {};

  /** So many of the images to calibrate on have been run. */
  default void calibrated(int images, int all) {}

  /** Of so many operations is known what 8 bits cost. */
  default void measured(int operations, int all) {}
}
