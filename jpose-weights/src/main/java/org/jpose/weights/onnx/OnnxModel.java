package org.jpose.weights.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jpose.core.ModelFormatException;
import org.jpose.net.Graph;
import org.jpose.weights.Model;
import org.jpose.weights.ModelFacts;
import org.jpose.weights.Precision;

/**
 * A model file of jpose, read back. Written again with these facts and this precision it is the
 * same file.
 *
 * @param model the network as it was written, folded and pruned, and its weights
 * @param facts what the file says about itself
 * @param precision how it stores the weights of convolutions
 */
public record OnnxModel(Model model, ModelFacts facts, Precision precision) {

  /**
   * Reads a file that {@link OnnxExporter} wrote.
   *
   * @throws IOException if the file cannot be read
   * @throws ModelFormatException if it is damaged, was not written by jpose or has an operation
   *     that jpose does not write; the message names file, node and operation
   */
  public static OnnxModel read(Path file) throws IOException {
    return new OnnxModelReader(file.toString(), OnnxFile.parse(file)).read();
  }

  /** The network of a file; empty if {@link #read} takes it not, as those in 8 bits. */
  public static Optional<Graph> network(Path file) {
    try {
      return Optional.of(read(file).model().graph());
    } catch (IOException | ModelFormatException e) {
      return Optional.empty();
    }
  }
}
