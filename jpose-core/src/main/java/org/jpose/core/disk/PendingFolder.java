package org.jpose.core.disk;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A folder that appears under its name when it is whole, or not at all: the counterpart of {@link
 * PendingFile} for results of many files. It is filled in a hidden folder beside the target and
 * moved there by {@link #commit()}; closing without commit deletes it. Not thread-safe, but any
 * thread may write into it.
 */
public final class PendingFolder implements AutoCloseable {
  private final Path target;
  private final Path path;
  private final TemporaryFolder place;

  private PendingFolder(Path target, TemporaryFolder place) throws IOException {
    this.target = target;
    this.place = place;
    this.path = Files.createDirectory(place.path().resolve(target.getFileName()));
  }

  /**
   * Creates the folder to fill.
   *
   * @param target where it is to appear: nothing may be there but an empty folder
   * @throws FileException if something is there, or its parent is missing or cannot be written
   */
  public static PendingFolder beside(Path target) {
    Path absolute = target.toAbsolutePath().normalize();
    if (Files.exists(absolute) && !isEmptyFolder(absolute)) {
      throw new FileException(
          target + ": is there already and would be replaced; name a new folder or delete it");
    }
    Path parent = absolute.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new FileException(
          target + ": there is no folder " + parent + " to write it to; create the folder first");
    }
    try {
      TemporaryFolder place = TemporaryFolder.in(parent);
      try {
        return new PendingFolder(absolute, place);
      } catch (IOException e) {
        place.close();
        throw e;
      }
    } catch (IOException e) {
      throw new FileException(
          "%s: no folder can be made in %s: %s; choose another place or allow it"
              .formatted(target, parent, FileException.reason(e)),
          e);
    }
  }

  private static boolean isEmptyFolder(Path path) {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> content = Files.list(path)) {
      return content.findAny().isEmpty();
    } catch (IOException e) {
      throw new FileException(path + ": cannot be listed: " + FileException.reason(e), e);
    }
  }

  /** The folder to fill; it exists. */
  public Path path() {
    return path;
  }

  /**
   * Moves the folder to its name. Whatever wrote into it must be closed.
   *
   * @throws IOException if it cannot be moved, as when something has appeared there meanwhile
   */
  public void commit() throws IOException {
    try {
      Files.deleteIfExists(target);
    } catch (DirectoryNotEmptyException e) {
      throw new IOException("something has been written to " + target + " meanwhile", e);
    }
    Files.move(path, target);
  }

  /** What to throw when writing failed: names the target, the reason and the next step. */
  public FileException failure(Exception cause) {
    return FileException.notWritten(target, cause);
  }

  /** Deletes what was written, unless committed. May be called twice. */
  @Override
  public void close() {
    try {
      place.close();
    } catch (IOException e) {
      throw FileException.leftBehind(path, e);
    }
  }
}
