package org.jpose.data.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jpose.data.BatchRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Four workers in JVMs of their own, two of them killed and started again meanwhile, a trainer that
 * pauses: every batch arrives once, in order, bit for bit as made here, and memory stays flat.
 * 2,000 samples; 20,000 with {@code -Psoak}.
 */
class RemoteSoakTest {
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
            .withAhead(AHEAD)
            .withBeat(Duration.ofMillis(200), Duration.ofSeconds(60));
    List<ForkedWorker> workers = new ArrayList<>();
    try (RemoteBatches trainer =
        new RemoteBatches(
            RemoteAddress.toListen("tcp://127.0.0.1:0"),
            plan.iterator(),
            InventedData.RECIPE,
            InventedData.IDENTITY,
            options)) {
      for (int i = 0; i < WORKERS; i++) {
        workers.add(new ForkedWorker(trainer.address(), "worker" + i));
      }
      Waiting.until(
          () -> trainer.remoteStatistics().connected() == WORKERS, () -> "not all workers came");
      long memoryAtFirst = 0;
      int killed = 0;
      boolean alive = true;
      for (int i = 0; i < plan.size(); i++) {
        // In the second and fourth sixth of the run, while it has work in its hands.
        boolean due = i * 6 / plan.size() == 1 + 2 * killed;
        if (due && alive && killed < 2 && held(trainer, "worker" + killed) > 0) {
          workers.get(killed).kill();
          alive = false;
        }
        if (!alive && i == plan.size() * (killed + 1) / 3) {
          workers.set(killed, new ForkedWorker(trainer.address(), "again" + killed));
          killed++;
          alive = true;
          int joined = WORKERS + killed;
          Waiting.until(
              () -> trainer.remoteStatistics().joined() == joined, () -> "none came again");
        }
        if (i % (plan.size() / 5) == plan.size() / 10) {
          Waiting.until(
              () -> trainer.remoteStatistics().waiting() == AHEAD,
              () -> "the window does not fill: " + trainer.remoteStatistics());
          assertEquals(0, trainer.remoteStatistics().outstanding());
          Waiting.pause(200);
        }
        Batches.assertMade(plan.get(i), trainer.next());
        if (SOAK && i == plan.size() / 10) {
          memoryAtFirst = usedMemory();
        }
      }
      assertEquals(Optional.empty(), trainer.next());
      RemoteStatistics statistics = trainer.remoteStatistics();
      long frames = statistics.workers().stream().mapToLong(WorkerStatistics::batches).sum();
      assertEquals(plan.size(), frames, "batches taken");
      assertEquals(SAMPLES, trainer.statistics().samples());
      assertEquals(
          SAMPLES, statistics.workers().stream().mapToLong(WorkerStatistics::samples).sum());
      assertEquals(WORKERS + 2, statistics.joined());
      assertEquals(2, statistics.left());
      assertEquals(
          plan.size() + statistics.handedOutAgain(), statistics.asked(), "nothing asked in vain");
      assertTrue(statistics.handedOutAgain() > 0, "nobody was killed at work: " + statistics);
      assertTrue(statistics.mostOutstanding() <= AHEAD, statistics.toString());
      assertTrue(statistics.mostWaiting() <= AHEAD, statistics.toString());
      assertTrue(
          statistics.mostWaitingBytes() <= AHEAD * BatchFrame.maxBytes(InventedData.SHAPE, 8),
          statistics.toString());
      assertEquals(0, statistics.outstanding());
      assertEquals(0, statistics.strangers(), statistics.toString());
      assertTrue(statistics.malformed().isEmpty(), statistics.toString());
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

  private static int held(RemoteBatches trainer, String name) {
    return trainer.remoteStatistics().workers().stream()
        .filter(worker -> worker.name().equals(name))
        .mapToInt(WorkerStatistics::outstanding)
        .sum();
  }

  private static long usedMemory() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
