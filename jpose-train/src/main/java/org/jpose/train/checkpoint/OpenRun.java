package org.jpose.cli;

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
import org.jpose.media.MediaException;
import org.jpose.train.checkpoint.Checkpoint;
import org.jpose.train.checkpoint.Checkpoints;
import org.jpose.train.checkpoint.RunRecord;
import org.jpose.train.checkpoint.RunSession;

/** A run's folder while this process works on it; no other one can. */
final class OpenRun implements AutoCloseable {
  private static final String LOCK = ".lock";

  private final Path folder;
  private final Checkpoints checkpoints;
  private final FileChannel lock;
  private RunRecord record;

  private OpenRun(Path folder, Checkpoints checkpoints, FileChannel lock) {
    this.folder = folder;
    this.checkpoints = checkpoints;
    this.lock = lock;
  }

  /**
   * Makes the folder if it is not there, takes it, and clears away what a killed process has left.
   *
   * @throws MediaException if another process works on it or it cannot be written
   */
  static OpenRun take(RunPlace place) throws IOException {
    Path folder = place.folder();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new MediaException(
          folder + ": is no folder and cannot become one: " + MediaException.reason(e), e);
    }
    FileChannel lock = lock(folder);
    try {
      Checkpoints checkpoints = place.checkpoints();
      checkpoints.tidy();
      return new OpenRun(folder, checkpoints, lock);
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
      throw new MediaException(
          folder
              + ": cannot be locked: "
              + MediaException.reason(e)
              + "; choose an --output on a disk of this machine",
          e);
    }
    if (held.isEmpty()) {
      channel.close();
      throw new MediaException(
          folder + ": another process trains here; wait for it or choose another --output");
    }
    return channel;
  }

  /**
   * Notes the beginning of this process' part.
   *
   * @param done steps before it
   * @param settings of the run
   */
  void begin(long done, Map<String, String> settings) throws IOException {
    Instant now = Instant.now();
    RunSession session =
        new RunSession("jpose " + Version.build(), now, now, done, done, RunSession.RUNNING);
    record =
        RunRecord.isIn(folder)
            ? RunRecord.read(folder).resumed(settings, session)
            : new RunRecord(settings, List.of(session));
    record.write(folder);
  }

  Path folder() {
    return folder;
  }

  Checkpoints checkpoints() {
    return checkpoints;
  }

  /**
   * Notes how this process' part ended.
   *
   * @param damaged samples that could not be read
   */
  void ended(String how, int damaged) throws IOException {
    long saved = checkpoints.last().map(Checkpoint::step).orElse(0L);
    RunSession session = record.sessions().get(record.sessions().size() - 1);
    record = record.withLastSession(session.ended(Instant.now(), saved, how).withDamaged(damaged));
    record.write(folder);
  }

  /** Lets other processes work on it. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
