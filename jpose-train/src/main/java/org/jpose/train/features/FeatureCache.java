package org.jpose.train.features;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.PendingFile;

/**
 * Samples with features in a folder, a file for each batch they were made as. What is there is
 * whole: files are checked when the cache is opened, and those that are damaged, or made of
 * something else, are deleted. Thread-safe.
 */
public final class FeatureCache {
  private static final String ENDING = ".features";

  private final Path folder;
  private final byte[] origin;
  private final Map<Long, FeatureFile> files = new HashMap<>();

  private FeatureCache(Path folder, byte[] origin) {
    this.folder = folder;
    this.origin = origin;
  }

  /**
   * Opens a folder, which is made if it is not there.
   *
   * @param origin digest (32 bytes) of all that samples are made of: data, recipe, trunk
   * @param bytes room that the files will take at most
   * @param wanted which batches are still of use; the files of others are deleted
   * @param say is told, in a line, what was found and what is of no use
   * @throws FileException if the folder cannot be made or read, or its disk has not so much room
   */
  public static FeatureCache open(
      Path folder, byte[] origin, long bytes, LongPredicate wanted, Consumer<String> say) {
    FeatureCache cache = new FeatureCache(folder, origin.clone());
    try {
      Files.createDirectories(folder);
      cache.scan(wanted, say);
      cache.requireRoom(bytes);
    } catch (IOException e) {
      throw new FileException(
          "%s: the folder of cached features cannot be used: %s; choose another folder for the run, or train without a feature cache"
              .formatted(folder, FileException.reason(e)),
          e);
    }
    return cache;
  }

  private void scan(LongPredicate wanted, Consumer<String> say) throws IOException {
    int foreign = 0;
    int damaged = 0;
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
      for (Path path : found) {
        String name = path.getFileName().toString();
        if (!name.endsWith(ENDING)) {
          continue;
        }
        Optional<FeatureFile> file = Optional.empty();
        try {
          if (!name.startsWith(".")) {
            file = FeatureFile.open(path, origin);
            foreign += file.isEmpty() ? 1 : 0;
          }
        } catch (IOException e) {
          damaged++;
        }
        if (file.isPresent()
            && path.equals(path(file.get().number()))
            && wanted.test(file.get().number())) {
          files.put(file.get().number(), file.get());
        } else {
          Files.deleteIfExists(path);
        }
      }
    }
    if (foreign > 0) {
      say.accept(
          "features in %s were of another trunk, other data or options; they are made anew"
              .formatted(files(foreign)));
    }
    if (damaged > 0) {
      say.accept(
          "features in %s were damaged; they are made anew, and the training is the same"
              .formatted(files(damaged)));
    }
  }

  private static String files(int count) {
    return count == 1 ? "a file" : count + " files";
  }

  private void requireRoom(long bytes) throws IOException {
    long taken = 0;
    for (FeatureFile file : files.values()) {
      taken += Files.size(file.file());
    }
    // Files.getFileStore fails in a changed root (chroot), where no mount is listed.
    long free = folder.toFile().getUsableSpace();
    if (bytes - taken > free) {
      throw new FileException(
          "%s: the features take up to %,d MB more, the disk has %,d MB left; make room, choose another folder for the run, or a smaller feature cache"
              .formatted(folder, bytes - taken >> 20, free >> 20));
    }
  }

  private Path path(long number) {
    return folder.resolve("batch-%08d%s".formatted(number, ENDING));
  }

  /** Numbers of the batches that are there. */
  public synchronized Set<Long> numbers() {
    return new TreeSet<>(files.keySet());
  }

  /** Whether a batch is there. */
  public synchronized boolean has(long number) {
    return files.containsKey(number);
  }

  /**
   * Adds a batch.
   *
   * @throws FileException if it cannot be written, as for want of room
   */
  void put(long number, List<byte[]> samples) {
    Path path = path(number);
    try (PendingFile pending = PendingFile.beside(path)) {
      FeatureFile file = FeatureFile.write(pending.path(), path, origin, number, samples);
      pending.commit();
      synchronized (this) {
        files.put(number, file);
      }
    } catch (IOException e) {
      throw new FileException(
          "%s: cached features cannot be written: %s; make room, or begin another run with a smaller feature cache or none"
              .formatted(path, FileException.reason(e)),
          e);
    }
  }

  /**
   * Reads a sample.
   *
   * @param index place in its batch
   * @throws FileException if it is damaged or gone
   */
  byte[] sample(long number, int index) {
    FeatureFile file;
    synchronized (this) {
      file = files.get(number);
    }
    try {
      return file.sample(index);
    } catch (IOException e) {
      throw new FileException(
          "%s: cached features cannot be read: %s; the resumed run makes them anew"
              .formatted(
                  file.file(),
                  e instanceof NoSuchFileException
                      ? "somebody deleted the file"
                      : FileException.reason(e)),
          e);
    }
  }

  /** Deletes a batch, if it is there. */
  void remove(long number) {
    FeatureFile file;
    synchronized (this) {
      file = files.remove(number);
    }
    if (file != null) {
      delete(file.file());
    }
  }

  /** Deletes everything and the folder, if nothing else is in it. */
  public void clear() {
    for (long number : numbers()) {
      remove(number);
    }
    try (DirectoryStream<Path> rest = Files.newDirectoryStream(folder)) {
      if (rest.iterator().hasNext()) {
        return;
      }
    } catch (IOException e) {
      return;
    }
    delete(folder);
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new FileException(
          path + ": cannot be deleted: " + FileException.reason(e) + "; delete it by hand", e);
    }
  }
}
