package org.jpose.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jpose.core.ModelFormatException;
import org.jpose.testkit.Fuzz;

/** The inputs of the test resources, and readers that take files. */
public final class FuzzInputs {
  private FuzzInputs() {}

  /** Reads a file. */
  public interface FileReader {
    /** Reads. */
    Object read(Path file) throws IOException;
  }

  /** Files of a folder whose names end with one of the endings. */
  public static byte[][] of(Class<?> test, String folder, String... endings) {
    try {
      Path inputs = Path.of(test.getResource(test.getSimpleName() + "Inputs").toURI());
      try (Stream<Path> files = Files.list(inputs.resolve(folder))) {
        return files
            .filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
            .sorted()
            .map(FuzzInputs::bytes)
            .toArray(byte[][]::new);
      }
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("the inputs are not among the test resources", e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the bytes as a file of that name. */
  public static Fuzz.Reader asFile(Path folder, String name, FileReader reader) {
    Path file = folder.resolve(name);
    return input -> {
      Files.write(file, input);
      reader.read(file);
    };
  }

  /** For a reader of models or weights. */
  public static Fuzz fuzz(String name, byte[]... wholes) {
    return Fuzz.of(name, wholes).declaring(ModelFormatException.class);
  }
}
