package org.jpose.zoo.download;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The part of a file that is here, so that a later attempt, or a later process, can go on where
 * this one was stopped: where the file's hash is known, or a server has said which version it is.
 */
final class PartFile {
  private final StoreDisk disk;
  private final Path path;
  private final boolean hashed;
  private Optional<String> version = Optional.empty();

  PartFile(StoreDisk disk, Path target, boolean hashed) {
    this.disk = disk;
    this.path = target.resolveSibling(target.getFileName() + ".part");
    this.hashed = hashed;
  }

  Path path() {
    return path;
  }

  long length() throws IOException {
    return Files.exists(path) ? Files.size(path) : 0;
  }

  /** From where to go on; 0 to begin anew. */
  long resumable() throws IOException {
    return hashed || version.isPresent() ? length() : 0;
  }

  /** Strong entity tag or date of change of what is here, if this server has said it. */
  Optional<String> version() {
    return version;
  }

  /** Another server follows: it has versions of its own. */
  void forgetVersion() {
    version = Optional.empty();
  }

  OutputStream begin(Optional<String> newVersion) {
    version = newVersion;
    return disk.open(path, StandardOpenOption.TRUNCATE_EXISTING);
  }

  /** Goes on at the end. */
  OutputStream resume() {
    return disk.open(path, StandardOpenOption.APPEND);
  }

  void discard() {
    disk.delete(path);
  }

  /** The part is whole: it gets its name. */
  void complete(Path target) {
    disk.move(path, target);
  }
}
