package org.jpose.weights.tensorflow;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jpose.core.ModelFormatException;

/** The files among which a checkpoint lies: those of a folder, or of a zip archive. */
sealed interface TensorFlowFiles extends Closeable {

  /** Returns all names, in alphabetical order; in an archive with the folders in it. */
  Set<String> names();

  /** Returns what to call a file in messages. */
  String described(String name);

  /**
   * Returns the size of a file in bytes; no more than that need be read of it.
   *
   * @throws NoSuchFileException if there is no such file
   */
  long size(String name) throws IOException;

  /** Opens a file; the caller closes it. */
  InputStream open(String name) throws IOException;

  @Override
  default void close() throws IOException {}

  /** The files of a folder, without those in folders below. */
  record Folder(Path path, Set<String> names) implements TensorFlowFiles {
    static Folder of(Path path) throws IOException {
      try (Stream<Path> files = Files.list(path)) {
        Set<String> names = new TreeSet<>();
        files
            .filter(Files::isRegularFile)
            .map(file -> file.getFileName().toString())
            .forEach(names::add);
        return new Folder(path, names);
      }
    }

    @Override
    public String described(String name) {
      return path.resolve(name).toString();
    }

    @Override
    public long size(String name) throws IOException {
      if (!names.contains(name)) {
        throw new NoSuchFileException(described(name) + ": no such file");
      }
      return Files.size(path.resolve(name));
    }

    @Override
    public InputStream open(String name) throws IOException {
      return Files.newInputStream(path.resolve(name));
    }
  }

  /** The files of a zip archive, unpacked as they are read. */
  final class Archive implements TensorFlowFiles {
    /** Numbers hardly shrink; what unpacks to far more than this was made to fill memory. */
    private static final int LARGEST_RATIO = 100;

    private static final long ALWAYS_ALLOWED = 1 << 20;

    private final Path path;
    private final ZipFile zip;
    private final Set<String> names = new TreeSet<>();
    private long allowed;

    Archive(Path path) throws IOException {
      this.path = path;
      try {
        zip = new ZipFile(path.toFile());
      } catch (ZipException e) {
        throw new ModelFormatException(
            path + ": not a zip archive, or damaged (" + e.getMessage() + ")", e);
      }
      allowed = LARGEST_RATIO * Files.size(path) + ALWAYS_ALLOWED;
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        if (!entry.isDirectory()) {
          names.add(entry.getName());
        }
      }
    }

    @Override
    public Set<String> names() {
      return names;
    }

    @Override
    public String described(String name) {
      return path + ", " + name;
    }

    @Override
    public long size(String name) throws IOException {
      ZipEntry entry = zip.getEntry(name);
      if (entry == null) {
        throw new NoSuchFileException(described(name) + ": no such file in the archive");
      }
      if (entry.getSize() < 0) {
        throw new ModelFormatException(
            described(name) + ": has no size in the archive's directory; is it damaged?");
      }
      return entry.getSize();
    }

    @Override
    public InputStream open(String name) throws IOException {
      allowed -= size(name);
      if (allowed < 0) {
        throw new ModelFormatException(
            "%s: would unpack to more than %d times the size of its archive; is it damaged?"
                .formatted(described(name), LARGEST_RATIO));
      }
      return zip.getInputStream(zip.getEntry(name));
    }

    @Override
    public void close() throws IOException {
      zip.close();
    }
  }
}
