package org.jpose.data.lmdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.PendingFolder;
import org.jpose.data.Sample;
import org.lmdbjava.Dbi;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.LmdbException;
import org.lmdbjava.PutFlags;
import org.lmdbjava.Txn;

/**
 * Writes CMU's training data, record by record, under keys {@code 0000000}, {@code 0000001} and so
 * on. The folder appears under its name when {@link #complete()} was called, or not at all. Memory:
 * a transaction of 64 MB at most and one record. Not thread-safe.
 */
public final class LmdbWriter implements AutoCloseable {
  private static final long TRANSACTION_BYTES = 64 << 20;

  /** Room for the tree's own pages, generously. */
  private static final long SPARE_BYTES = 16 << 20;

  /** A disk with less than this is full. */
  private static final long FULL_BYTES = 1 << 20;

  private final PendingFolder folder;
  private final LmdbLayout layout;
  private final RecordCodec codec = new RecordCodec(LmdbOptions.defaults().firstPixel());
  private final Env<byte[]> env;
  private final Dbi<byte[]> values;
  private Txn<byte[]> transaction;
  private long room;
  private int count;

  private LmdbWriter(PendingFolder folder, LmdbLayout layout, Env<byte[]> env) {
    this.folder = folder;
    this.layout = layout;
    this.env = env;
    this.values = env.openDbi((byte[]) null);
  }

  /**
   * Starts a database.
   *
   * @param target folder to write; it must not be there, or be empty
   * @param layout kind of records
   * @throws FileException if it cannot be written there
   */
  public static LmdbWriter create(Path target, LmdbLayout layout) {
    PendingFolder folder = PendingFolder.beside(target);
    try {
      // Synchronised once, at the end: before, nobody sees the folder.
      Env<byte[]> env =
          LmdbLibrary.environment()
              .setMapSize(SPARE_BYTES)
              .open(folder.path().toFile(), EnvFlags.MDB_NOSYNC, EnvFlags.MDB_NOLOCK);
      return new LmdbWriter(folder, layout, env);
    } catch (LmdbException e) {
      folder.close();
      throw folder.failure(e);
    } catch (RuntimeException | Error e) {
      folder.close();
      throw e;
    }
  }

  /**
   * Adds a record.
   *
   * @param sample a sample with a main person; joints of another skeleton are converted
   * @param numbers where it stands
   * @throws IllegalArgumentException if the sample has no main person, or more people or pixels
   *     than a record can hold; the next can still be added
   * @throws FileException if it cannot be written, as when the disk is full
   */
  public void add(Sample sample, RecordNumbers numbers) {
    byte[] record = codec.encode(sample, layout, numbers);
    byte[] key = String.format(Locale.ROOT, "%07d", count).getBytes(StandardCharsets.US_ASCII);
    try {
      makeRoom(record.length);
      values.put(transaction, key, record, PutFlags.MDB_APPEND);
      room -= record.length;
      count++;
    } catch (LmdbException e) {
      throw failure(e);
    }
  }

  /** LMDB calls it an error of input and output when a disk takes a part of what it is given. */
  private FileException failure(Exception cause) {
    try {
      if (Files.getFileStore(folder.path()).getUsableSpace() < FULL_BYTES) {
        return folder.failure(new IOException("No space left on device", cause));
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    return folder.failure(cause);
  }

  /** Number of records written. */
  public int count() {
    return count;
  }

  private void makeRoom(int bytes) {
    if (transaction != null && room < bytes) {
      commit();
    }
    if (transaction == null) {
      room = Math.max(TRANSACTION_BYTES, bytes);
      long used = (env.info().lastPageNumber + 1) * env.stat().pageSize;
      env.setMapSize(used + 2 * room + SPARE_BYTES);
      transaction = env.txnWrite();
    }
  }

  private void commit() {
    try (Txn<byte[]> done = transaction) {
      transaction = null;
      done.commit();
    }
  }

  /**
   * Ends the database and moves it to its name.
   *
   * @throws FileException if it cannot be written, or nothing was added
   */
  public void complete() {
    if (count == 0) {
      throw new FileException("no record to write: an LMDB without records is of no use");
    }
    try {
      if (transaction != null) {
        commit();
      }
      env.sync(true);
      env.close();
      folder.commit();
    } catch (IOException | LmdbException e) {
      throw failure(e);
    }
  }

  /** Deletes what was written, unless complete; may be called twice. */
  @Override
  public void close() {
    if (transaction != null) {
      transaction.close();
      transaction = null;
    }
    if (!env.isClosed()) {
      env.close();
    }
    folder.close();
  }
}
