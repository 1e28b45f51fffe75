package org.jpose.weights.safetensors;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jpose.core.ModelFormatException;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.PendingFile;
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
   * @throws FileException if the file cannot be written; then no part of it is left
   * @throws ModelFormatException if a number is too large for the precision
   */
  public static void write(Path file, Weights weights, Precision precision) {
    PendingFile.write(
        file,
        path -> {
          try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path), 1 << 16)) {
            SafetensorsWriter.write(out, file, weights, precision);
          }
        });
  }
}
