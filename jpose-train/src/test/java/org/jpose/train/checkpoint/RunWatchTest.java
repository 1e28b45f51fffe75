package org.jpose.train.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.LockedFile;
import org.jpose.train.engine.TrainingState;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunWatchTest {
  @TempDir private Path run;

  private void save(long step, int keep) throws IOException {
    Weights weights = new Weights("test", Map.of(), Map.of("a", Tensor.vector(step)));
    Checkpoints.in(run.resolve("checkpoints"), keep)
        .save(new TrainingState(step, weights, Optional.empty(), weights), Optional.empty());
  }

  private void record(String end) throws IOException {
    Instant now = Instant.now();
    new RunRecord(Map.of(), List.of(new RunSession("jpose", now, now, 0, 0, end))).write(run);
  }

  private RunWatch watch() {
    return new RunWatch(run, Duration.ofMillis(1));
  }

  private static List<Long> rest(RunWatch watch) throws InterruptedException {
    List<Long> steps = new ArrayList<>();
    for (Optional<Checkpoint> next = watch.next(); next.isPresent(); next = watch.next()) {
      steps.add(next.get().step());
    }
    return steps;
  }

  @Test
  void ofARunThatHasEndedGivesWhatIsThere() throws Exception {
    save(20, 3);
    save(10, 3);
    record("done");
    assertEquals(List.of(10L, 20L), rest(watch()));
    assertEquals(List.of(10L, 20L), rest(RunWatch.of(run)));
  }

  /** Its record still says that it is running. */
  @Test
  void ofARunThatWasKilledEnds() throws Exception {
    save(5, 3);
    record(RunSession.RUNNING);
    assertEquals(List.of(5L), rest(watch()));
    lock().close();
    assertEquals(List.of(5L), rest(watch()));
  }

  private LockedFile lock() throws IOException {
    return LockedFile.tryLock(run.resolve(OpenRun.LOCK)).orElseThrow();
  }

  @Test
  void waitsForWhatIsSavedNext() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (LockedFile lock = lock()) {
      record(RunSession.RUNNING);
      RunWatch watch = watch();
      Future<Optional<Checkpoint>> first = thread.submit(watch::next);
      save(1, 1);
      assertEquals(1, first.get().orElseThrow().step());
      // Only the last is kept.
      save(2, 1);
      save(3, 1);
      assertEquals(3, thread.submit(watch::next).get().orElseThrow().step());
      Future<Optional<Checkpoint>> last = thread.submit(watch::next);
      save(4, 1);
      record("stopped");
      assertEquals(4, last.get().orElseThrow().step());
      assertEquals(Optional.empty(), watch.next());
      assertEquals(true, lock.channel().isOpen());
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void ofAFolderThatIsNoRunIsRefused() {
    assertEquals(
        run + ": is not the folder of a run of 'jpose train' (no run.json in it)",
        assertThrows(FileException.class, () -> RunWatch.of(run)).getMessage());
  }
}
