package org.jpose.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.TemporaryFolder;

/**
 * Files wherever Hadoop reads them: local ones, HDFS, object stores.
 *
 * @param configuration Hadoop's, as the driver has it
 */
record StoredFiles(Broadcast<SerializableConfiguration> configuration) implements Serializable {
  private static final String LOCAL = "file";

  static StoredFiles of(SparkContext context) {
    return new StoredFiles(
        JavaSparkContext.fromSparkContext(context)
            .broadcast(new SerializableConfiguration(context.hadoopConfiguration())));
  }

  /**
   * Reads a whole file.
   *
   * @param most most bytes
   * @throws FileException if it is missing, a folder, larger, or cannot be read
   */
  byte[] read(String path, long most) {
    try {
      org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(path);
      FileSystem system = file.getFileSystem(configuration.value().value());
      FileStatus status = status(system, file, path, "an image file");
      if (status.getLen() > most) {
        throw new FileException(
            "%s: has %d bytes, more than the %d that an image within the limit of pixels can have"
                .formatted(path, status.getLen(), most));
      }
      try (InputStream in = system.open(file)) {
        byte[] bytes = new byte[(int) status.getLen()];
        int count = in.readNBytes(bytes, 0, bytes.length);
        if (count < bytes.length) {
          throw new FileException(
              "%s: ended after %d of %d bytes; is it being written?"
                  .formatted(path, count, bytes.length));
        }
        return bytes;
      }
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(path, e);
    }
  }

  /** A file as a local one: itself, or a copy that is deleted when this is closed. */
  record LocalFile(Path path, Optional<TemporaryFolder> place) implements AutoCloseable {
    @Override
    public void close() {
      try {
        if (place.isPresent()) {
          place.get().close();
        }
      } catch (IOException e) {
        // The next copy deletes it.
      }
    }
  }

  /**
   * Brings a file to this machine, unless it is there.
   *
   * @throws FileException if it is missing, a folder, or cannot be read
   */
  LocalFile local(String path) {
    LocalFile copy = null;
    try {
      org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(path);
      FileSystem system = file.getFileSystem(configuration.value().value());
      status(system, file, path, "a video");
      if (system.getUri().getScheme().equals(LOCAL)) {
        return new LocalFile(Path.of(file.toUri().getPath()), Optional.empty());
      }
      TemporaryFolder place = TemporaryFolder.ofSystem();
      copy = new LocalFile(place.path().resolve(file.getName()), Optional.of(place));
      try (InputStream in = system.open(file)) {
        Files.copy(in, copy.path());
      }
      LocalFile whole = copy;
      copy = null;
      return whole;
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(path, e);
    } finally {
      if (copy != null) {
        copy.close();
      }
    }
  }

  private static FileStatus status(
      FileSystem system, org.apache.hadoop.fs.Path file, String path, String expected)
      throws IOException {
    FileStatus status = system.getFileStatus(file);
    if (status.isDirectory()) {
      throw new FileException(
          path + ": is a folder, expected " + expected + "; name the files in it");
    }
    return status;
  }

  private static FileException unreadable(String path, Exception cause) {
    if (cause instanceof AccessControlException
        || String.valueOf(cause.getMessage()).contains("Permission denied")) {
      return new FileException(
          path + ": cannot be opened for reading; check its permissions", cause);
    }
    return cause instanceof FileNotFoundException
        ? new FileException(path + ": no such file; check the name", cause)
        : new FileException(path + ": cannot be read: " + FileException.reason(cause), cause);
  }
}
