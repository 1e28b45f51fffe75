package org.jpose.weights.numpy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.ArchiveReader;
import org.jpose.weights.Weights;

/** Reads NumPy archives, {@code .npz}: a zip archive with an array per entry. */
public final class NumpyArchiveReader {
  private static final String ENDING = ".npy";

  private NumpyArchiveReader() {}

  /**
   * Reads all arrays, each under its entry's name.
   *
   * @throws ModelFormatException if the archive or an array is damaged, or not of numbers
   */
  public static Weights read(Path path) throws IOException {
    try (ArchiveReader archive = ArchiveReader.open(path)) {
      TensorTree tree = new TensorTree(path.toString(), "/", archive.unpackedBytes());
      for (String entry : archive.names()) {
        if (entry.endsWith(ENDING)) {
          String name = entry.substring(0, entry.length() - ENDING.length());
          NumpyReader.add(path + "!" + entry, name, archive.bytes(entry), tree);
        }
      }
      return new Weights(path.getFileName().toString(), Map.of(), tree.tensors());
    }
  }
}
