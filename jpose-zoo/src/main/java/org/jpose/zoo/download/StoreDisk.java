package org.jpose.zoo.download;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jpose.core.disk.PendingFile;
import org.jpose.core.disk.TemporaryFolder;

/** All writing of the store, so that every failure of a disk is told as one. */
public final class StoreDisk {
  private final Access access;

  /** Writes by these calls. */
  public StoreDisk(Access access) {
    this.access = access;
  }

  /** What may fail; tests put a full or a read-only disk here. */
  public interface Access {
    /** The file system as it is. */
    Access REAL =
        new Access() {
          @Override
          public void createFolders(Path folder) throws IOException {
            Files.createDirectories(folder);
          }

          @Override
          public OutputStream open(Path file, OpenOption... options) throws IOException {
            return Files.newOutputStream(file, options);
          }
        };

    /** Creates a folder and those it is in. */
    void createFolders(Path folder) throws IOException;

    /** Opens a file for writing. */
    OutputStream open(Path file, OpenOption... options) throws IOException;
  }

  /** Creates a folder, and those it is in, where they are not there. */
  public void createFolders(Path folder) throws DiskException {
    attempt(folder, () -> access.createFolders(folder));
  }

  /** Opens a file to write all of it anew, or to go on at its end; its writes are told as well. */
  OutputStream open(Path file, boolean append) throws DiskException {
    OutputStream[] out = new OutputStream[1];
    OpenOption mode = append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    attempt(
        file,
        () ->
            out[0] = access.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode));
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        attempt(file, () -> out[0].write(b));
      }

      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        attempt(file, () -> out[0].write(bytes, from, count));
      }

      @Override
      public void close() throws IOException {
        attempt(file, out[0]::close);
      }
    };
  }

  /** Writes a small file beside its place and moves it there. */
  public void write(Path file, byte[] content) throws DiskException {
    whole(file, out -> out.write(content));
  }

  /** Copies a file, beside its place first. */
  public void copy(Path from, Path to) throws DiskException {
    whole(to, out -> Files.copy(from, out));
  }

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private void whole(Path file, Content content) throws DiskException {
    attempt(
        file,
        () -> {
          try (TemporaryFolder place = TemporaryFolder.in(file.getParent())) {
            Path beside = place.path().resolve(file.getFileName());
            try (OutputStream out =
                access.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
              content.writeTo(out);
            }
            move(beside, file);
          }
        });
  }

  void move(Path from, Path to) throws DiskException {
    attempt(to, () -> PendingFile.move(from, to));
  }

  /** Deletes a file, if it is there. */
  public void delete(Path file) throws DiskException {
    attempt(file, () -> Files.deleteIfExists(file));
  }

  /** Deletes a folder and the files in it; folders in it, which the store never makes, stay. */
  public void deleteFolder(Path folder) throws DiskException {
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

  private static void attempt(Path place, Work work) throws DiskException {
    try {
      work.run();
    } catch (DiskException e) {
      throw e;
    } catch (IOException e) {
      throw new DiskException(place, e);
    }
  }
}
