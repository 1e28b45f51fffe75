package org.jpose.weights;

import java.io.IOException;
import java.nio.file.Path;

final class FrozenGraphReader {
  private FrozenGraphReader() {}

  static Model read(Path file, ConversionOptions options) throws IOException {
    throw new IOException(file + " " + options);
  }
}
