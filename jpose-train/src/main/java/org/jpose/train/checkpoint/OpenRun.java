package org.jpose.train.checkpoint;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.Folders;
import org.jpose.core.disk.LockedFile;

/** A run's folder while one training works on it; no other can, in this process or another. */
public final class OpenRun implements AutoCloseable {
  /** Locked by the process that trains. */
  static final String LOCK = ".lock";

  /** Who looks whether a process trains here keeps the others from it for a moment. */
  private static final long PATIENCE_MILLIS = 1000;

  private static final long PAUSE_MILLIS = 20;

  private final RunFolder folder;
  private final Checkpoints checkpoints;
  private final LockedFile lock;
  private RunRecord record;

  private OpenRun(RunFolder folder, Checkpoints checkpoints, LockedFile lock) {
    this.folder = folder;
    this.checkpoints = checkpoints;
    this.lock = lock;
  }

  /**
   * Makes the folder if it is not there, takes it, and clears away what a killed process has left.
   *
   * @throws FileException if another training works on it or it cannot be written
   */
  static OpenRun take(RunFolder place, int keep) throws IOException {
    Path folder = place.path();
    Folders.make(folder);
    LockedFile lock = lock(folder);
    try {
      Checkpoints checkpoints = place.checkpoints(keep);
      checkpoints.tidy();
      return new OpenRun(place, checkpoints, lock);
    } catch (IOException | RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  private static LockedFile lock(Path folder) throws IOException {
    try {
      for (long tried = 0; tried < PATIENCE_MILLIS; tried += PAUSE_MILLIS) {
        Optional<LockedFile> lock = LockedFile.tryLock(folder.resolve(LOCK));
        if (lock.isPresent()) {
          return lock.get();
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw new FileException(
          "%s: cannot be locked: %s; choose a folder on a disk of this machine"
              .formatted(folder, FileException.reason(e)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while taking " + folder);
    }
    throw new FileException(
        folder + ": another process trains here; wait for it or choose another folder");
  }

  /**
   * Notes the beginning of this process' part.
   *
   * @param program name and version of what trains
   * @param done steps before it
   * @param settings of the run
   * @throws IOException if the record cannot be written
   */
  public void begin(String program, long done, Map<String, String> settings) throws IOException {
    Instant now = Instant.now();
    RunSession session = new RunSession(program, now, now, done, done, RunSession.RUNNING);
    record =
        folder.isRun()
            ? folder.record().resumed(settings, session)
            : new RunRecord(settings, List.of(session));
    record.write(folder.path());
  }

  /** The folder. */
  public RunFolder folder() {
    return folder;
  }

  /** Its checkpoints. */
  public Checkpoints checkpoints() {
    return checkpoints;
  }

  /**
   * Notes how this process' part ended.
   *
   * @param damaged samples that could not be read
   * @throws IOException if the record cannot be written
   */
  public void ended(String how, int damaged) throws IOException {
    long saved = checkpoints.last().map(Checkpoint::step).orElse(0L);
    RunSession session = record.sessions().get(record.sessions().size() - 1);
    record = record.withLastSession(session.ended(Instant.now(), saved, how).withDamaged(damaged));
    record.write(folder.path());
  }

  /** Lets other processes work on it. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
