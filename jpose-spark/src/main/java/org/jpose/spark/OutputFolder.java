package org.jpose.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jpose.core.disk.FileException;

/**
 * Files that appear under their names when they are whole, wherever Hadoop writes. Any number of
 * tasks may write the same file; one of them puts it there.
 *
 * @param folder the folder's name
 */
record OutputFolder(String folder, StoredFiles files) implements Serializable {
  /** What is unfinished begins with this; Spark takes it for no data. */
  private static final String PENDING = "_pending-";

  /** Writes to a stream. */
  interface Content {
    void write(OutputStream out) throws IOException;
  }

  /**
   * Writes a file.
   *
   * @param name its name in the folder, {@code /} between folders
   * @throws FileException if it cannot be written
   */
  void write(String name, Content content) {
    Path target = new Path(folder, name);
    Path pending = new Path(target.getParent(), PENDING + UUID.randomUUID());
    try {
      FileSystem system = system();
      try (OutputStream out = system.create(pending, false)) {
        content.write(out);
      }
      if (!system.rename(pending, target)) {
        // Some file systems do not replace.
        system.delete(target, false);
        if (!system.rename(pending, target) && !system.exists(target)) {
          throw new IOException("it could not be moved to its name");
        }
      }
    } catch (IOException e) {
      throw failure(name, e);
    } finally {
      delete(pending);
    }
  }

  private void delete(Path path) {
    try {
      system().delete(path, true);
    } catch (IOException e) {
      throw failure(path.getName(), e);
    }
  }

  /** Deletes a file or folder in it, if it is there. */
  void delete(String name) {
    delete(new Path(folder, name));
  }

  FileSystem system() throws IOException {
    return new Path(folder).getFileSystem(files.configuration().value().value());
  }

  FileException failure(String name, IOException cause) {
    return new FileException(
        "%s/%s: could not be written: %s".formatted(folder, name, FileException.reason(cause)),
        cause);
  }
}
