package org.jpose.data.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jpose.data.BatchRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Four workers in JVMs of their own, two of them killed and started again meanwhile, a trainer that
 * pauses: every batch arrives once, in order, bit for bit as made here, and memory stays flat.
 * 2,000 samples; 20,000 with {@code -Psoak}.
 */
class RemoteSoakTest {
  private static final int NOBODY = -1;
  private static final boolean SOAK = Boolean.getBoolean("jpose.soak");
  private static final int SAMPLES = SOAK ? 20_000 : 2_000;
  private static final int AHEAD = 12;
  private static final int WORKERS = 4;

  @Test
  @Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void everySampleOnceWhateverHappensToWorkers() throws Exception {
    List<BatchRequest> plan = Plans.samples(SAMPLES);
    RemoteOptions options =
        RemoteOptions.DEFAULTS
            .withBounds(AHEAD, 2 * WORKERS)
            .withTimes(Duration.ofSeconds(6), Duration.ofSeconds(60));
    List<ForkedWorker> workers = new ArrayList<>();
    try (RemoteBatches trainer =
        new RemoteBatches(
            RemoteAddress.toListen("tcp://127.0.0.1:0"),
            plan.iterator(),
            InventedData.RECIPE,
            new InventedData(),
            options)) {
      for (int i = 0; i < WORKERS; i++) {
        workers.add(new ForkedWorker(trainer.address(), "worker" + i));
      }
      Waiting.until(
          () -> trainer.remoteStatistics().connected() == WORKERS, () -> "not all workers came");
      long memoryAtFirst = 0;
      int killed = 0;
      int dead = NOBODY;
      int killedAt = 0;
      for (int i = 0; i < plan.size(); i++) {
        // From the second and fourth sixth of the run on, whoever has work in his hands.
        boolean due = killed < 2 && i * 6 / plan.size() >= 1 + 2 * killed;
        if (due && dead == NOBODY) {
          dead = atWork(trainer);
          if (dead != NOBODY) {
            workers.get(dead).kill();
            killedAt = i;
          }
        }
        if (dead != NOBODY && i >= killedAt + plan.size() / 6) {
          String name = "again" + killed++;
          workers.set(dead, new ForkedWorker(trainer.address(), name));
          dead = NOBODY;
          Waiting.until(
              () -> isThere(trainer, name),
              () -> "not there: " + name + trainer.remoteStatistics());
        }
        if (i % (plan.size() / 5) == plan.size() / 10) {
          Waiting.until(
              () -> trainer.remoteStatistics().waiting() == AHEAD,
              () -> "the window does not fill: " + trainer.remoteStatistics());
          Waiting.until(
              () -> trainer.remoteStatistics().outstanding() == 0,
              () -> "leases stay open: " + trainer.remoteStatistics());
          Waiting.pause(200);
        }
        Batches.assertMade(plan.get(i), trainer.next());
        if (SOAK && i == plan.size() / 10) {
          memoryAtFirst = usedMemory();
        }
      }
      assertEquals(Optional.empty(), trainer.next());
      Waiting.until(
          () -> trainer.remoteStatistics().connected() == WORKERS,
          () -> "the killed are not gone: " + trainer.remoteStatistics());
      Waiting.until(
          () -> trainer.remoteStatistics().outstanding() == 0,
          () -> "leases stay open: " + trainer.remoteStatistics());
      RemoteStatistics statistics = trainer.remoteStatistics();
      long frames = statistics.workers().stream().mapToLong(WorkerStatistics::batches).sum();
      assertEquals(plan.size(), frames, "batches taken");
      assertEquals(SAMPLES, trainer.statistics().samples());
      assertEquals(
          SAMPLES, statistics.workers().stream().mapToLong(WorkerStatistics::samples).sum());
      // More than that where a slow machine makes some late: these have to register again.
      assertTrue(statistics.joined() >= WORKERS + 2, statistics.toString());
      assertEquals(
          plan.size() + statistics.leasedAgain(), statistics.leased(), "nothing asked in vain");
      assertTrue(statistics.leasedAgain() > 0, "nobody was killed at work: " + statistics);
      assertTrue(
          statistics.mostWaitingBytes() <= AHEAD * EncodedBatch.maxBytes(InventedData.SHAPE, 8),
          statistics.toString());
      assertTrue(
          Set.of("late", "unknown-worker", "no-lease", "duplicate", "incomplete-body")
              .containsAll(statistics.refused().keySet()),
          statistics.toString());
      assertTrue(
          statistics.refused("incomplete-body") <= statistics.leasedAgain(),
          "only who is killed stops in the middle of a batch: " + statistics);
      if (SOAK) {
        long growth = usedMemory() - memoryAtFirst;
        assertTrue(growth < 20_000_000, "heap grew by " + growth + " bytes");
        System.out.printf(
            "soak: %s; growth %,d bytes; %s%n", trainer.statistics(), growth, statistics);
      }
    } catch (Throwable failure) {
      workers.forEach(ForkedWorker::close);
      throw failure;
    }
    for (ForkedWorker worker : workers) {
      try (worker) {
        assertEquals(0, worker.exitCode(), "the trainer has told it that it is done");
      }
    }
  }

  private static boolean isThere(RemoteBatches trainer, String name) {
    return trainer.remoteStatistics().workers().stream()
        .anyMatch(worker -> worker.connected() && worker.name().equals(name));
  }

  /** A worker of the first four that holds a request, looked for for a moment; or NOBODY. */
  private static int atWork(RemoteBatches trainer) {
    long end = System.nanoTime() + 20_000_000;
    do {
      for (WorkerStatistics worker : trainer.remoteStatistics().workers()) {
        if (worker.outstanding() > 0 && worker.name().startsWith("worker")) {
          return Integer.parseInt(worker.name().substring("worker".length()));
        }
      }
      Thread.onSpinWait();
    } while (System.nanoTime() < end);
    return NOBODY;
  }

  private static long usedMemory() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
