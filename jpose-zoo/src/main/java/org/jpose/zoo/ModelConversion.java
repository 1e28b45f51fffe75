package org.jpose.zoo;

import java.io.IOException;
import java.nio.file.Path;

/** Makes model files of published files; what reads their formats is another module's. */
public interface ModelConversion {
  /**
   * Writes a model file, whole or not at all.
   *
   * @param card what is known of the model; its network's name tells which weights these are
   * @param original the file as it was published
   * @param model the ONNX file to write
   * @throws org.jpose.core.ModelFormatException if the original is damaged or of another kind
   */
  void convert(ModelCard card, Path original, Path model) throws IOException;

  /**
   * Opens a model file to see that it runs.
   *
   * @return the network it says it has
   * @throws org.jpose.core.ModelFormatException if it cannot be opened
   */
  PoseNetwork inspect(Path model) throws IOException;
}
