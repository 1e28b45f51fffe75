package org.jpose.zoo.download;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jpose.core.disk.DiskFault;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.PendingFile;
import org.jpose.core.disk.TemporaryFolder;

/**
 * All writing of the store, so that every failure of a disk is told as one: a {@link
 * FileException}.
 */
public final class StoreDisk {
  private final Access access;

  /** Writes by these calls. */
  public StoreDisk(Access access) {
    this.access = access;
  }

  /** What may fail; tests put a full or a read-only disk here. */
  public interface Access {
    /** The file system as it is. */
    Access REAL = new Access() {};

    /** Creates a folder and those it is in. */
    default void createFolders(Path folder) throws IOException {
      Files.createDirectories(folder);
    }

    /** Opens a file for writing. */
    default OutputStream open(Path file, OpenOption... options) throws IOException {
      return Files.newOutputStream(file, options);
    }
  }

  /** Creates a folder, and those it is in, where they are not there. */
  public void createFolders(Path folder) {
    attempt(folder, () -> access.createFolders(folder));
  }

  /** Opens a file, to go on at its end or to write it anew; creates one that is not there. */
  OutputStream open(Path file, StandardOpenOption mode) {
    try {
      return access.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /** Writes a small file beside its place and moves it there. */
  public void write(Path file, byte[] content) {
    whole(file, out -> out.write(content));
  }

  /** Copies a file, beside its place first. */
  public void copy(Path from, Path to) {
    whole(to, out -> Files.copy(from, out));
  }

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Written beside its folder, which is the model's and may never be written to again: what a
   * killed process leaves there, the next one deletes that writes any model.
   */
  private void whole(Path file, Content content) {
    attempt(
        file,
        () -> {
          Path folders = file.toAbsolutePath().getParent().getParent();
          try (TemporaryFolder place = TemporaryFolder.in(folders)) {
            Path beside = place.path().resolve(file.getFileName());
            try (OutputStream out =
                access.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
              content.writeTo(out);
            }
            PendingFile.move(beside, file);
          }
        });
  }

  void move(Path from, Path to) {
    attempt(to, () -> PendingFile.move(from, to));
  }

  /** Deletes a file, if it is there. */
  public void delete(Path file) {
    attempt(file, () -> Files.deleteIfExists(file));
  }

  /** Deletes a folder and the files in it; folders in it, which the store never makes, stay. */
  public void deleteFolder(Path folder) {
    attempt(
        folder,
        () -> {
          if (Files.isDirectory(folder)) {
            // What a killed process left there.
            TemporaryFolder.in(folder).close();
          }
          List<Path> files;
          try (Stream<Path> found = Files.list(folder)) {
            files = found.toList();
          } catch (NoSuchFileException e) {
            return;
          }
          for (Path file : files) {
            try {
              Files.delete(file);
            } catch (DirectoryNotEmptyException e) {
              throw new IOException("there is a folder in it that jpose did not make", e);
            }
          }
          Files.delete(folder);
        });
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void attempt(Path place, Work work) {
    try {
      work.run();
    } catch (IOException e) {
      throw failure(place, e);
    }
  }

  /** What to throw when the cache cannot be written: says what the disk says. */
  public static FileException failure(Path place, IOException cause) {
    String reason =
        cause instanceof FileSystemException disk ? disk.getReason() : cause.getMessage();
    String said = reason == null ? cause.getClass().getSimpleName() : reason;
    DiskFault fault = DiskFault.of(cause).orElse(null);
    String problem =
        fault == DiskFault.FULL
            ? "the disk is full (%s); free some space and run the same again".formatted(said)
            : fault == DiskFault.READ_ONLY || fault == DiskFault.NOT_WRITABLE
                ? "cannot be written (%s); make the folder writable, or set JPOSE_HOME to one that is"
                    .formatted(reason == null ? "access denied" : said)
                : "cannot be written (%s)".formatted(said);
    return new FileException(place + ": " + problem, cause);
  }
}
