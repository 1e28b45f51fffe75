package org.jpose.data.target;

import java.util.Optional;
import org.jpose.data.LossMask;

/** A loss mask on the grid of the targets: the mean over the pixels of each cell. */
final class CellMask {
  private CellMask() {}

  /**
   * Averages.
   *
   * @param mask of the network's size, a multiple of the stride
   * @return {@code [row][column]}, 0 to 1; empty if the loss counts everywhere
   */
  static Optional<float[]> of(LossMask mask, int stride) {
    if (mask.pixels().isEmpty()) {
      return Optional.empty();
    }
    byte[] pixels = mask.pixels().orElseThrow();
    int columns = mask.width() / stride;
    int rows = mask.height() / stride;
    float[] cells = new float[columns * rows];
    float all = 255f * stride * stride;
    boolean everywhere = true;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int sum = 0;
        for (int y = row * stride; y < (row + 1) * stride; y++) {
          int start = y * mask.width() + column * stride;
          for (int i = start; i < start + stride; i++) {
            sum += pixels[i] & 0xff;
          }
        }
        cells[row * columns + column] = sum / all;
        everywhere &= sum == all;
      }
    }
    return everywhere ? Optional.empty() : Optional.of(cells);
  }
}
