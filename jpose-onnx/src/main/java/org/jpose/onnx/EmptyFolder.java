package org.jpose.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.jpose.core.disk.CacheFolder;
import org.jpose.core.disk.TemporaryFolder;

/**
 * The folder {@code onnxruntime-java...} that ONNX Runtime makes among the temporary files when it
 * starts. It stays empty, since the libraries are elsewhere, and would be there until the process
 * ends, or for good if it is killed. So it is deleted at once; and who is killed in between has
 * left a note by which the next start finds it: an empty one, made after the note was.
 */
final class EmptyFolder {
  private static final String PREFIX = "onnxruntime-java";
  private static final String NOTE = "folder";

  /** A start takes less, even on a busy machine. */
  private static final Duration START = Duration.ofMinutes(1);

  private final TemporaryFolder note;

  private EmptyFolder(TemporaryFolder note) {
    this.note = note;
  }

  /** Leaves the note; without one where the cache cannot be written. */
  static EmptyFolder expect() {
    Path notes = CacheFolder.ofThisProcess().resolve("natives").resolve("starts");
    try {
      Files.createDirectories(notes);
      TemporaryFolder note = TemporaryFolder.in(notes, EmptyFolder::deleteBy);
      Files.writeString(note.path().resolve(NOTE), System.getProperty("java.io.tmpdir"));
      return new EmptyFolder(note);
    } catch (IOException e) {
      return new EmptyFolder(null);
    }
  }

  /** Deletes what the process left that wrote a note. */
  private static void deleteBy(Path folder) {
    try {
      Path note = folder.resolve(NOTE);
      Instant written = Files.getLastModifiedTime(note).toInstant();
      try (Stream<Path> found = Files.list(Path.of(Files.readString(note)))) {
        found
            .filter(path -> path.getFileName().toString().startsWith(PREFIX))
            .filter(path -> isOfStart(path, written))
            .forEach(EmptyFolder::deleteIfEmpty);
      }
    } catch (IOException | RuntimeException e) {
      // A note cut off: nothing was started yet.
    }
  }

  private static boolean isOfStart(Path path, Instant start) {
    try {
      Instant made = Files.getLastModifiedTime(path).toInstant();
      return !made.isBefore(start) && made.isBefore(start.plus(START));
    } catch (IOException e) {
      return false;
    }
  }

  /** One with something in it belongs to a process that unpacks libraries there. */
  private static void deleteIfEmpty(Path folder) {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // It is not empty, or another user's.
    }
  }

  /** It is made where nobody has set {@code ORT_DISABLE_TELEMETRY}, and stays empty. */
  private static void deleteTelemetryLog() {
    Path log =
        Path.of(System.getProperty("java.io.tmpdir"))
            .resolve("mat-debug-" + ProcessHandle.current().pid() + ".log");
    try {
      if (Files.isRegularFile(log) && Files.size(log) == 0) {
        Files.delete(log);
      }
    } catch (IOException e) {
      // It may be anything else then.
    }
  }

  /** Deletes the folder of this process, and the note. */
  void close() {
    try {
      // There is no other way to know its name.
      Field field = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("tempDirectory");
      field.setAccessible(true);
      if (field.get(null) instanceof Path folder) {
        deleteIfEmpty(folder);
      }
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      // Another version: then it goes when the process ends.
    }
    deleteTelemetryLog();
    try {
      if (note != null) {
        note.close();
      }
    } catch (IOException | UncheckedIOException e) {
      // The next start deletes it.
    }
  }
}
