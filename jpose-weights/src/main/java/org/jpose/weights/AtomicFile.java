package org.jpose.weights;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jpose.core.disk.DiskFault;
import org.jpose.core.disk.TemporaryFolder;

/** Writes a file beside its place and moves it there when it is whole. */
public final class AtomicFile {
  private AtomicFile() {}

  /** What a file shall hold. */
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes the file, replacing an older one.
   *
   * @throws IOException if it cannot be written; then nothing is left and the older file stays
   */
  public static void write(Path file, Content content) throws IOException {
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || Files.isDirectory(target)) {
      throw new FileAlreadyExistsException(
          file + " is a directory, expected the name of a file to write");
    }
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(
          "%s: cannot write, there is no directory %s; create it first".formatted(file, folder));
    }
    try (TemporaryFolder place = TemporaryFolder.in(folder)) {
      Path beside = place.path().resolve(target.getFileName());
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(beside), 1 << 16)) {
        content.writeTo(out);
      }
      move(beside, target);
    } catch (IOException e) {
      throw told(file, folder, e);
    }
  }

  /** Names the file; the system's own has another, or none when a disk is full. */
  private static IOException told(Path file, Path folder, IOException failure) {
    if (DiskFault.of(failure).equals(Optional.of(DiskFault.FULL))) {
      return new IOException(
          "%s: cannot be written: No space left on device; free some space, or name another folder"
              .formatted(file),
          failure);
    }
    if (!(failure instanceof FileSystemException system)) {
      return failure;
    }
    String reason =
        system.getReason() == null ? system.getClass().getSimpleName() : system.getReason();
    return new IOException(
        "%s: cannot write in %s (%s); is the folder writable?".formatted(file, folder, reason),
        failure);
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
