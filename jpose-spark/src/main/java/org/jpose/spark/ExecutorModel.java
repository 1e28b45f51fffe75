package org.jpose.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.SparkFiles;
import org.apache.spark.sql.SparkSession;
import org.jpose.core.Backend;
import org.jpose.core.ModelFormatException;
import org.jpose.core.disk.Sha256;
import org.jpose.onnx.OnnxBackend;
import org.jpose.zoo.InstalledModel;
import org.jpose.zoo.ModelStore;
import org.jpose.zoo.ModelZoo;

/**
 * A model as executors open it: one that comes with jpose, or a file that Spark ships to them.
 *
 * @param name what rows call it
 * @param file name of the shipped file ({@link SparkFiles}); empty for a model that comes with
 *     jpose
 * @param sha256 hash of the file in hexadecimal, which each executor checks; empty without a file
 */
public record ExecutorModel(String name, String file, String sha256) implements Serializable {
  public ExecutorModel {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(file, "file");
    if (file.isEmpty() && !ModelZoo.isEmbedded(name)) {
      throw new IllegalArgumentException(
          "model '%s' does not come with jpose; those that do: %s"
              .formatted(name, ModelZoo.embedded()));
    }
    if (!file.isEmpty() && !sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "SHA-256 '" + sha256 + "' of model " + file + ", expected 64 hexadecimal digits");
    }
  }

  /**
   * A model that comes with jpose.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static ExecutorModel embedded(String name) {
    return new ExecutorModel(name, "", "");
  }

  /**
   * A model by name or file; a file, and what was fetched with {@code jpose models fetch}, is
   * shipped to the executors.
   *
   * @param nameOrFile a name of {@code jpose models list}, an ONNX file on the driver's machine, or
   *     the name of a file given to spark-submit with {@code --files}
   * @throws ModelFormatException if there is none, or it cannot be read
   */
  public static ExecutorModel find(SparkSession spark, String nameOrFile) {
    if (ModelZoo.isEmbedded(nameOrFile)) {
      return embedded(nameOrFile);
    }
    Optional<Path> stored = ModelStore.open().find(nameOrFile).map(InstalledModel::path);
    Path file = stored.orElse(Path.of(nameOrFile));
    if (Files.isRegularFile(file)) {
      spark.sparkContext().addFile(file.toAbsolutePath().toString());
      return new ExecutorModel(nameOrFile, file.getFileName().toString(), Sha256.hex(read(file)));
    }
    Path shipped = shipped(nameOrFile);
    if (Files.isRegularFile(shipped)) {
      return new ExecutorModel(nameOrFile, nameOrFile, Sha256.hex(read(shipped)));
    }
    throw new ModelFormatException(
        "%s: neither a file, nor a model that comes with jpose (%s) or was fetched (%s)"
            .formatted(nameOrFile, ModelZoo.embedded(), ModelStore.open().names()));
  }

  /**
   * Opens it on an executor; a run uses the thread that calls it and no other.
   *
   * @throws ModelFormatException if the file is not there, or another one than on the driver
   */
  Backend open() {
    if (file.isEmpty()) {
      return OnnxBackend.open(ModelZoo.load(name), "embedded model " + name, 1);
    }
    Path shipped = shipped(file);
    byte[] bytes = read(shipped);
    if (!Sha256.hex(bytes).equals(sha256)) {
      throw new ModelFormatException(
          "%s: SHA-256 is %s, but the driver's model has %s; ship the same file to all executors"
              .formatted(shipped, Sha256.hex(bytes), sha256));
    }
    return OnnxBackend.open(bytes, "model " + name, 1);
  }

  /** On YARN what was given with --files lies in the working folder. */
  private static Path shipped(String file) {
    Path added = Path.of(SparkFiles.get(file));
    return Files.exists(added) ? added : Path.of(file);
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new ModelFormatException(
          file
              + ": this model cannot be read: "
              + e
              + "; ship it with addFile, or as one of spark-submit's files",
          e);
    }
  }
}
