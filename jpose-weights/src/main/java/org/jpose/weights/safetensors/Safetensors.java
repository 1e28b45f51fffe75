package org.jpose.weights.safetensors;

import java.io.IOException;
import java.nio.file.Path;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.AtomicFile;
import org.jpose.weights.Precision;
import org.jpose.weights.Weights;

/**
 * Reads and writes safetensors files: eight bytes header length, a JSON header, then the tensors'
 * bytes, little-endian.
 */
public final class Safetensors {
  private Safetensors() {}

  /**
   * Reads a file of F32, F16 or BF16 tensors; all become {@code float}.
   *
   * @throws IOException if the file cannot be read
   * @throws ModelFormatException if it is damaged or has tensors of another type; checked before
   *     memory for the tensors is taken
   */
  public static Weights read(Path file) throws IOException {
    return new SafetensorsReader(file).read();
  }

  /**
   * Writes a file beside its place and moves it there, replacing an older one. Tensors keep their
   * order; the same weights give the same bytes.
   *
   * @throws IOException if the file cannot be written; then no part of it is left
   * @throws ModelFormatException if a number is too large for the precision
   */
  public static void write(Path file, Weights weights, Precision precision) throws IOException {
    AtomicFile.write(file, out -> SafetensorsWriter.write(out, file, weights, precision));
  }
}
