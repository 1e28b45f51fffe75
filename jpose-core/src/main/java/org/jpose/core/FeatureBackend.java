package org.jpose.core;

import java.util.List;

/**
 * Runs the trunk of one network: all that its heads see of an image. Implementations are
 * thread-safe; an image's features do not depend on how many threads call. Closing waits for calls
 * under way and may be done twice.
 */
public interface FeatureBackend extends AutoCloseable {
  /**
   * Runs the trunk on one image.
   *
   * @param values holds the image's three planes of 0..255 in the network's colour order, {@code
   *     [plane][row][column]}
   * @param from where they begin
   * @param height rows, a multiple of the network's own
   * @param width columns, likewise
   * @return the planes of each feature, {@code [channel][row][column]}, in arrays of their own
   * @throws IllegalStateException if this is closed
   */
  List<float[]> run(float[] values, int from, int height, int width);

  @Override
  void close();
}
