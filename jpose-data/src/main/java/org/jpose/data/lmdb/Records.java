package org.jpose.data.lmdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jpose.media.MediaException;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.LmdbException;
import org.lmdbjava.Txn;

/**
 * Keys and values of an LMDB, read-only. Thread-safe: closing waits for reading threads, since
 * reading an unmapped database ends the process.
 */
final class Records implements AutoCloseable {
  /** The datum's header and the first rows of a plane are found in so many bytes. */
  private static final int HEADER = 64;

  private static final int METADATA = 3;

  private final Path folder;
  private final Env<Slice> env;
  private final Dbi<Slice> values;
  private final List<byte[]> keys;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  private Records(Path folder, Env<Slice> env, Dbi<Slice> values, List<byte[]> keys) {
    this.folder = folder;
    this.env = env;
    this.values = values;
    this.keys = keys;
  }

  /**
   * Opens a database.
   *
   * @throws MediaException if it is none, was cut off or is empty
   */
  static Records open(Path folder, Path file) {
    Env<Slice> env = openEnvironment(folder, file);
    try {
      checkLength(file, env);
      Dbi<Slice> values = env.openDbi((byte[]) null);
      List<byte[]> keys = keys(env, values);
      if (keys.isEmpty()) {
        throw new MediaException(folder + ": an LMDB without records");
      }
      return new Records(folder, env, values, keys);
    } catch (IOException | LmdbException e) {
      env.close();
      throw unreadable(folder, e);
    } catch (RuntimeException e) {
      env.close();
      throw e;
    }
  }

  private static Env<Slice> openEnvironment(Path folder, Path file) {
    try {
      // LMDB would map a file shorter than its own header.
      if (Files.size(file) < 2 * 4096) {
        throw new MediaException(
            file + ": " + Files.size(file) + " bytes: empty or cut off, no LMDB; copy it again");
      }
      return LmdbLibrary.environment()
          .open(folder.toFile(), EnvFlags.MDB_RDONLY_ENV, EnvFlags.MDB_NOLOCK);
    } catch (IOException | LmdbException e) {
      throw unreadable(folder, e);
    }
  }

  private static MediaException unreadable(Path folder, Exception cause) {
    return new MediaException(
        folder
            + ": the LMDB cannot be opened: "
            + MediaException.reason(cause)
            + "; check that it is one, and its permissions",
        cause);
  }

  /** Reading beyond the file's end would end the process. */
  private static void checkLength(Path file, Env<Slice> env) throws IOException {
    long needed = (env.info().lastPageNumber + 1) * env.stat().pageSize;
    if (Files.size(file) < needed) {
      throw new MediaException(
          file
              + ": "
              + Files.size(file)
              + " bytes, expected "
              + needed
              + ": it was cut off; copy it again");
    }
  }

  private static List<byte[]> keys(Env<Slice> env, Dbi<Slice> values) {
    List<byte[]> keys = new ArrayList<>();
    try (Txn<Slice> reading = env.txnRead();
        Cursor<Slice> cursor = values.openCursor(reading)) {
      for (boolean more = cursor.first(); more; more = cursor.next()) {
        keys.add(cursor.key().copy(0, (int) cursor.key().size()));
      }
    }
    return keys;
  }

  int size() {
    return keys.size();
  }

  byte[] key(int index) {
    return keys.get(index);
  }

  /** What is done with a value where it lies. */
  private interface Reading<T> {
    T of(Slice value);
  }

  private <T> T read(int index, Reading<T> reading) {
    byte[] key = keys.get(index);
    Lock reader = lock.readLock();
    reader.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the LMDB " + folder + " is closed");
      }
      try (Txn<Slice> transaction = env.txnRead()) {
        Slice value = values.get(transaction, SliceProxy.key(key));
        if (value == null) {
          throw new MediaException(folder + ": a record is gone; it was written meanwhile");
        }
        return reading.of(value);
      } catch (LmdbException e) {
        throw unreadable(folder, e);
      }
    } finally {
      reader.unlock();
    }
  }

  /** A copy of a record. */
  byte[] read(int index) {
    return read(
        index,
        value -> {
          if (value.size() > Integer.MAX_VALUE - 16) {
            throw new MediaException(
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

  private static Datum datum(byte[] header, Slice value) {
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
   * @throws MediaException if it is not one of CMU's
   */
  LmdbLayout layout(int index) {
    try {
      return LmdbLayout.of(beginning(index).name());
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
      throw new MediaException(
          folder + ": an LMDB, but not of CMU's records: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    Lock writer = lock.writeLock();
    writer.lock();
    try {
      if (!closed) {
        closed = true;
        env.close();
      }
    } finally {
      writer.unlock();
    }
  }
}
