package org.jpose.train.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jpose.core.disk.FileException;

/** A run's folder while this process works on it; no other one can. */
public final class OpenRun implements AutoCloseable {
  /** Locked by the process that trains. */
  static final String LOCK = ".lock";

  private final RunFolder folder;
  private final Checkpoints checkpoints;
  private final FileChannel lock;
  private RunRecord record;

  private OpenRun(RunFolder folder, Checkpoints checkpoints, FileChannel lock) {
    this.folder = folder;
    this.checkpoints = checkpoints;
    this.lock = lock;
  }

  /**
   * Makes the folder if it is not there, takes it, and clears away what a killed process has left.
   *
   * @throws FileException if another process works on it or it cannot be written
   */
  static OpenRun take(RunFolder place, int keep) throws IOException {
    Path folder = place.path();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new FileException(
          "%s: folder cannot be made: %s; choose another place or allow it"
              .formatted(folder, FileException.reason(e)),
          e);
    }
    FileChannel lock = lock(folder);
    try {
      Checkpoints checkpoints = place.checkpoints(keep);
      checkpoints.tidy();
      return new OpenRun(place, checkpoints, lock);
    } catch (IOException | RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    Optional<FileLock> held = Optional.empty();
    try {
      held = Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      // Held by this very process.
    } catch (IOException e) {
      channel.close();
      throw new FileException(
          "%s: cannot be locked: %s; choose a folder on a disk of this machine"
              .formatted(folder, FileException.reason(e)),
          e);
    }
    if (held.isEmpty()) {
      channel.close();
      throw new FileException(
          folder + ": another process trains here; wait for it or choose another folder");
    }
    return channel;
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
