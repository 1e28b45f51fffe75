package org.jpose.weights;

import java.io.IOException;
import java.nio.file.Path;

/** Reads the constants of an ONNX file. */
final class OnnxInitializers {
  private OnnxInitializers() {}

  /**
   * Reads all floating-point initializers under their names, in the order of the file.
   *
   * @throws IOException if the file cannot be read
   * @throws org.jpose.core.ModelFormatException if the file is damaged or keeps its numbers
   *     elsewhere
   */
  static Weights read(Path path) throws IOException {
    throw new UnsupportedOperationException("comes with the next commit");
  }
}
