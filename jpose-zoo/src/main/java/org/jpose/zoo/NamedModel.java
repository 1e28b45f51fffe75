package org.jpose.zoo;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jpose.core.ModelFormatException;
import org.jpose.core.NearNames;
import org.jpose.core.disk.TemporaryFolder;

/**
 * A model or weights by name or file, as a file to read. Not safe for use by several threads.
 *
 * <pre>{@code
 * try (NamedModel base = NamedModel.of("base")) {
 *   ModelConverter.convert(base.path(), out, options);
 * }
 * }</pre>
 */
public final class NamedModel implements Closeable {
  /** What is done with the file. */
  public interface Reading<T> {
    /** Does it. */
    T of(Path file) throws IOException;
  }

  private final Path path;
  private final Optional<TemporaryFolder> copy;

  private NamedModel(Path path, Optional<TemporaryFolder> copy) {
    this.path = path;
    this.copy = copy;
  }

  /**
   * Finds it. A name comes first: a file of that name is meant by {@code ./NAME}. What is no name
   * is taken for a file, whether there is one or not.
   *
   * @throws ModelFormatException if the model of that name has to be fetched first, or was changed
   *     since it was put here
   * @throws IOException if the disk has no room for a copy of a model that comes with jpose
   */
  public static NamedModel of(String nameOrFile) throws IOException {
    if (ModelZoo.isEmbedded(nameOrFile)) {
      return copied(nameOrFile);
    }
    Optional<InstalledModel> installed = ModelStore.open().find(nameOrFile);
    if (installed.isPresent()) {
      return new NamedModel(sound(installed.get()), Optional.empty());
    }
    Path file = Path.of(nameOrFile);
    if (!Files.exists(file) && ModelZoo.card(nameOrFile).isPresent()) {
      throw absent(nameOrFile);
    }
    return new NamedModel(file, Optional.empty());
  }

  /**
   * Finds it and reads it. What is said to be wrong with it names what was given here, not a copy
   * that is gone by then.
   *
   * @throws IOException as {@link #of}, and what reading throws
   */
  public static <T> T read(String nameOrFile, Reading<T> reading) throws IOException {
    try (NamedModel model = of(nameOrFile)) {
      try {
        return reading.of(model.path);
      } catch (ModelFormatException | IllegalArgumentException e) {
        throw model.renamed(e, nameOrFile);
      }
    }
  }

  private RuntimeException renamed(RuntimeException failure, String name) {
    if (copy.isEmpty()) {
      return failure;
    }
    String message = String.valueOf(failure.getMessage()).replace(path.toString(), name);
    return failure instanceof ModelFormatException
        ? new ModelFormatException(message, failure)
        : new IllegalArgumentException(message, failure);
  }

  private static NamedModel copied(String name) throws IOException {
    TemporaryFolder folder = TemporaryFolder.ofSystem();
    try {
      Path file = folder.path().resolve(name + ".onnx");
      Files.write(file, ModelZoo.load(name));
      return new NamedModel(file, Optional.of(folder));
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private static Path sound(InstalledModel model) {
    model
        .damage()
        .ifPresent(
            found -> {
              throw new ModelFormatException(
                  "model " + model.card().name() + " was changed on the disk: " + found);
            });
    return model.path();
  }

  /** Says that something is neither a file nor a model that is here, and what may be meant. */
  public static ModelFormatException absent(String nameOrFile) {
    if (ModelZoo.card(nameOrFile).isPresent()) {
      return new ModelFormatException(
          "model " + nameOrFile + " is not here yet; run 'jpose models fetch " + nameOrFile + "'");
    }
    List<String> here =
        Stream.concat(ModelZoo.embedded().stream(), ModelStore.open().names().stream()).toList();
    Stream<String> known =
        Stream.concat(here.stream(), ModelZoo.cards().stream().map(ModelCard::name));
    return new ModelFormatException(
        "%s: neither a file nor a model that is here (%s); 'jpose models list' has more to fetch%s"
            .formatted(
                nameOrFile,
                String.join(", ", here),
                NearNames.question(nameOrFile, known.toList())));
  }

  /** The file, there until this is closed. */
  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    if (copy.isPresent()) {
      copy.get().close();
    }
  }
}
