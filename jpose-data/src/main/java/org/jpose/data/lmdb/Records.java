package org.jpose.data.lmdb;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.jpose.core.disk.FileException;

/**
 * Keys and values of an LMDB, read-only and without LMDB: no damage can end the process. The file
 * stays open until it is closed; threads read one after the other. (Not by a channel, which an
 * interrupt of one thread would close for all.) Thread-safe.
 */
final class Records implements AutoCloseable {
  /** The datum's header and the first rows of a plane are found in so many bytes. */
  private static final int HEADER = 64;

  private static final int METADATA = 3;

  private final Path folder;
  private final Path file;
  private final LmdbTree tree;
  private final RandomAccessFile opened;
  private boolean closed;

  private Records(Path folder, Path file, LmdbTree tree, RandomAccessFile opened) {
    this.folder = folder;
    this.file = file;
    this.tree = tree;
    this.opened = opened;
  }

  /**
   * Opens a database and walks through its tree.
   *
   * @throws FileException if it is none, was cut off, is damaged, empty or of another kind
   */
  static Records open(Path folder, Path file) {
    RandomAccessFile opened;
    try {
      opened = new RandomAccessFile(file.toFile(), "r");
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    try {
      return new Records(folder, file, tree(folder, file, opened), opened);
    } catch (RuntimeException | Error e) {
      closeQuietly(opened, e);
      throw e;
    }
  }

  private static void closeQuietly(RandomAccessFile opened, Throwable failure) {
    try {
      opened.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static LmdbTree tree(Path folder, Path file, RandomAccessFile opened) {
    try {
      LmdbTree tree = LmdbTree.read(opened);
      if (tree.keys().isEmpty()) {
        throw new FileException(folder + ": an LMDB without records");
      }
      return tree;
    } catch (UnsupportedLmdb e) {
      throw new FileException(
          file
              + ": an LMDB, but "
              + e.getMessage()
              + "; expected one database without a name, with one value for each key; write it so",
          e);
    } catch (LmdbDamage e) {
      throw new FileException(
          file + ": no LMDB, or a damaged one: " + e.getMessage() + "; copy it again", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static FileException unreadable(Path file, IOException cause) {
    return new FileException(
        "%s: the LMDB cannot be read: %s; check its permissions and its disk"
            .formatted(file, FileException.reason(cause)),
        cause);
  }

  int size() {
    return tree.keys().size();
  }

  byte[] key(int index) {
    return tree.keys().get(index);
  }

  /** What is done with a value where it lies. */
  private interface Reading<T> {
    T of(Value value) throws IOException;
  }

  /** A value in the open file. */
  private record Value(RandomAccessFile file, long start, long size) {
    byte[] copy(long from, int length) throws IOException {
      if (from < 0 || length < 0 || from + length > size) {
        throw new IndexOutOfBoundsException(
            length + " bytes from " + from + " of a value of " + size + " bytes");
      }
      byte[] bytes = new byte[length];
      file.seek(start + from);
      try {
        file.readFully(bytes);
      } catch (EOFException e) {
        throw new LmdbDamage("it was cut off meanwhile");
      }
      return bytes;
    }
  }

  private synchronized <T> T read(int index, Reading<T> reading) {
    LmdbValue value = tree.values().get(index);
    if (closed) {
      throw new IllegalStateException("the LMDB " + folder + " is closed");
    }
    try {
      if (value.isRun()) {
        checkRun(value);
      }
      long start = value.page() * tree.pageSize() + value.offset();
      return reading.of(new Value(opened, start, value.size()));
    } catch (LmdbDamage e) {
      throw new FileException(file + ": damaged: " + e.getMessage(), e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Of a value's own pages, the first says what they are. */
  private void checkRun(LmdbValue value) throws IOException {
    LmdbPage page = LmdbPage.read(opened, value.page(), tree.pageSize(), LmdbPage.HEADER);
    if (page.kind() != LmdbPage.OVERFLOW || page.run() < value.pages(tree.pageSize())) {
      throw page.damage("expected the first of a value's pages");
    }
  }

  /** A copy of a record. */
  byte[] read(int index) {
    return read(
        index,
        value -> {
          if (value.size() > Integer.MAX_VALUE - 16) {
            throw new FileException(
                folder + ": a record of " + value.size() + " bytes, expected less than 2 GB");
          }
          return value.copy(0, (int) value.size());
        });
  }

  /**
   * A record's first rows of metadata.
   *
   * @throws IllegalArgumentException if it is no datum
   */
  RecordMetadata.Plane beginning(int index) {
    return read(
        index,
        value -> {
          byte[] header = value.copy(0, (int) Math.min(HEADER, value.size()));
          Datum datum = datum(header, value);
          int rows = Math.min(METADATA, datum.height());
          long start = datum.offset() + (long) METADATA * datum.planeLength();
          byte[] bytes = value.copy(start, rows * datum.width());
          return new RecordMetadata.Plane(bytes, 0, datum.width(), rows);
        });
  }

  private static Datum datum(byte[] header, Value value) throws IOException {
    try {
      return Datum.parseBeginning(header, value.size());
    } catch (IllegalArgumentException e) {
      // Another order of fields, as protobuf allows it.
      return Datum.parse(value.copy(0, Math.toIntExact(value.size())));
    }
  }

  /**
   * The layout of a record.
   *
   * @throws FileException if it is not one of CMU's
   */
  LmdbLayout layout(int index) {
    try {
      return LmdbLayout.of(beginning(index).name());
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
      throw new FileException(folder + ": an LMDB, but not of CMU's records: " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    try {
      opened.close();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }
}
