package org.jpose.data.remote;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jpose.core.disk.TemporaryFolder;

/** Writes a pair of key files: {@code NAME-trainer.key} and {@code NAME-worker.key}. */
public final class KeyFiles {
  private KeyFiles() {}

  /**
   * Makes keys and writes both files, readable by their owner only. Each appears under its name
   * whole; a file that is there is never replaced.
   *
   * @param name what both names begin with, with its folder
   * @return the trainer's file and the worker's
   * @throws RemoteDataException if one is there already, or cannot be written; then neither is new
   */
  public static List<Path> write(Path name) {
    Path trainer = name.resolveSibling(name.getFileName() + "-trainer.key");
    Path worker = name.resolveSibling(name.getFileName() + "-worker.key");
    Map<CurveKeys.Side, CurveKeys> keys = CurveKeys.generate();
    write(trainer, keys.get(CurveKeys.Side.TRAINER));
    try {
      write(worker, keys.get(CurveKeys.Side.WORKER));
    } catch (RemoteDataException e) {
      deleteNew(trainer, e);
      throw e;
    }
    return List.of(trainer, worker);
  }

  private static void write(Path file, CurveKeys keys) {
    try (TemporaryFolder place = TemporaryFolder.in(file.toAbsolutePath().getParent())) {
      Path beside = place.path().resolve(file.getFileName());
      Files.newByteChannel(
              beside,
              EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              ownerOnly())
          .close();
      Files.writeString(beside, keys.text());
      // Unlike a move, a link never takes the place of a file that came in between.
      Files.createLink(file, beside);
    } catch (FileAlreadyExistsException e) {
      throw new RemoteDataException(
          file + ": is there already and is not replaced; choose another name", e);
    } catch (UnsupportedOperationException | IOException e) {
      throw new RemoteDataException(
          "%s: cannot be written (%s); is there such a folder, and may you write to it?"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static void deleteNew(Path file, RemoteDataException because) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }
}
