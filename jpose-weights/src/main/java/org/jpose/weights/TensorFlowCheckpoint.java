package org.jpose.weights;

import java.io.IOException;
import java.nio.file.Path;

/** Reads the variables of a TensorFlow checkpoint. */
final class TensorFlowCheckpoint {
  private TensorFlowCheckpoint() {}

  /**
   * Reads all floating-point variables under TensorFlow's names, in their order and layout
   * (convolutions {@code [row, column, inputs, outputs]}); others and optimizer slots are left out.
   *
   * @param path the {@code .index} file, a {@code .data-} file, their common prefix, a folder or
   *     zip archive with one checkpoint, or with a file {@code checkpoint} that names one
   * @throws IOException if a file cannot be read or is missing
   * @throws org.jpose.core.ModelFormatException if the checkpoint is damaged or not supported
   */
  static Weights read(Path path) throws IOException {
    throw new UnsupportedOperationException("comes with the next commit");
  }
}
