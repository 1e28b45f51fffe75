package org.jpose.core.disk;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * A file that appears under its name when it is whole, or not at all: it is written under the same
 * name in a hidden folder beside the target, and moved there by {@link #commit()}. Closing without
 * commit deletes what was written and leaves an earlier file of that name as it was; what a killed
 * process leaves, the next one deletes that writes there. A target that is there and is neither
 * file nor folder, such as a pipe or {@code /dev/stdout}, is written directly. Not thread-safe.
 */
public final class PendingFile implements AutoCloseable {
  /** Writes what a file shall hold. */
  public interface Content {
    /** Writes a new file of this name. */
    void write(Path path) throws IOException;
  }

  private final Path target;
  private final Path path;
  private final Optional<TemporaryFolder> place;

  private PendingFile(Path target, Path path, Optional<TemporaryFolder> place) {
    this.target = target;
    this.path = path;
    this.place = place;
  }

  /**
   * Makes the place to write to.
   *
   * @throws FileException if the target is a folder, its folder is missing or cannot be written
   */
  public static PendingFile beside(Path target) {
    if (Files.isDirectory(target)) {
      throw new FileException(target + ": is a folder; give the name of a file to write");
    }
    boolean file = Files.isRegularFile(target);
    if (Files.exists(target) && !file) {
      return direct(target);
    }
    Path resolved = file && Files.isSymbolicLink(target) ? followed(target) : target;
    Path folder = resolved.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new FileException(
          target + ": there is no folder " + folder + " to write it to; create the folder first");
    }
    if (!Files.isWritable(folder)) {
      throw new FileException(
          target + ": the folder " + folder + " is not writable; choose another or allow it");
    }
    try {
      TemporaryFolder place = TemporaryFolder.in(folder);
      Path path = place.path().resolve(resolved.getFileName());
      return new PendingFile(resolved, path, Optional.of(place));
    } catch (IOException e) {
      throw FileException.notWritten(target, e);
    }
  }

  /**
   * Writes a file that appears under its name when it is whole, in place of an earlier one.
   *
   * @throws FileException if it cannot be written; then nothing is left, and an earlier file stays
   */
  public static void write(Path target, Content content) {
    try (PendingFile pending = beside(target)) {
      try {
        content.write(pending.path);
        pending.commit();
      } catch (IOException e) {
        throw pending.failure(e);
      }
    }
  }

  /** Something that is written directly, such as a stream: nothing is moved or deleted. */
  public static PendingFile direct(Path name) {
    return new PendingFile(name, name, Optional.empty());
  }

  private static Path followed(Path link) {
    try {
      return link.toRealPath();
    } catch (IOException e) {
      throw new FileException(link + ": the link cannot be followed; name its file instead", e);
    }
  }

  /** Where to write until {@link #commit()}: a new file of the target's name. */
  public Path path() {
    return path;
  }

  /**
   * Moves what was written to its name, in place of an earlier file. Whatever wrote it must be
   * closed.
   *
   * @throws IOException if it cannot be moved
   */
  public void commit() throws IOException {
    if (place.isPresent()) {
      move(path, target);
    }
  }

  /**
   * Moves a file to another name on the same disk at once, in place of an earlier file.
   *
   * @throws IOException if it cannot be moved
   */
  public static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** What to throw when writing failed: names the target, the reason and the next step. */
  public FileException failure(Exception cause) {
    return FileException.notWritten(target, cause);
  }

  /** Deletes what was written, unless committed. May be called twice. */
  @Override
  public void close() {
    if (place.isPresent()) {
      try {
        place.get().close();
      } catch (IOException e) {
        throw FileException.leftBehind(place.get().path(), e);
      }
    }
  }
}
