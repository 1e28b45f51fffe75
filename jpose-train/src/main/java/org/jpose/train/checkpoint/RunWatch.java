package org.jpose.train.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.LockedFile;

/**
 * Follows a run, of this process or another: gives each checkpoint once, in order of steps, those
 * that are there first and then as they appear, until the run has ended. A training keeps few
 * checkpoints: one that was deleted before it was asked for is left out. Used by one thread.
 */
public final class RunWatch {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Path run;
  private final Checkpoints checkpoints;
  private final Duration pause;
  private long given = -1;

  RunWatch(Path run, Duration pause) {
    this.run = run;
    this.checkpoints = new RunFolder(run).checkpoints(1);
    this.pause = pause;
  }

  /**
   * Follows a run from its beginning.
   *
   * @param run its folder
   * @throws FileException if it is not the folder of a run
   */
  public static RunWatch of(Path run) {
    if (!RunRecord.isIn(run)) {
      throw new FileException(
          run + ": is not the folder of a run of 'jpose train' (no " + RunRecord.FILE + " in it)");
    }
    return new RunWatch(run, PAUSE);
  }

  /**
   * Waits for the next checkpoint. Read it soon: the training may delete it.
   *
   * @return empty when the run has ended, or its process was killed, and all were given
   * @throws FileException if run or checkpoint are damaged
   */
  public Optional<Checkpoint> next() throws InterruptedException {
    while (true) {
      // Asked first, so that what is saved last is seen.
      boolean over = !isGoingOn();
      Optional<Checkpoint> next =
          checkpoints.all().stream().filter(found -> found.step() > given).findFirst();
      if (next.isPresent()) {
        given = next.get().step();
        return next;
      }
      if (over) {
        return Optional.empty();
      }
      Thread.sleep(pause.toMillis());
    }
  }

  private boolean isGoingOn() {
    List<RunSession> sessions = RunRecord.read(run).sessions();
    boolean running =
        !sessions.isEmpty() && sessions.get(sessions.size() - 1).end().equals(RunSession.RUNNING);
    return running && isLocked();
  }

  /** Who was killed has not said how it ended, but the system has taken its lock back. */
  private boolean isLocked() {
    try {
      return LockedFile.isLocked(run.resolve(OpenRun.LOCK));
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      // Not to be read, or without locks: the record is all there is.
      return Files.exists(run.resolve(OpenRun.LOCK));
    }
  }
}
