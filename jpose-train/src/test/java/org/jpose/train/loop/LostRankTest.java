package org.jpose.train.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jpose.data.Batch;
import org.jpose.data.BatchSource;
import org.jpose.data.LoadStatistics;
import org.jpose.train.checkpoint.Checkpoint;
import org.jpose.train.checkpoint.Checkpoints;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.TrainingState;
import org.jpose.train.engine.compute.Compute;
import org.jpose.train.engine.compute.LostRankException;
import org.jpose.train.engine.compute.RankGroup;
import org.jpose.train.engine.compute.RankSettings;
import org.jpose.weights.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two ranks' loops on threads of one process, the second of which runs out of data. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LostRankTest {
  private static final int RANKS = 2;
  private static final int STEPS = 4;

  @TempDir private Path folder;

  /** So many batches, then none, for a reason. */
  private record Failing(BatchSource first, int batches, int[] given) implements BatchSource {
    @Override
    public Optional<Batch> next() throws InterruptedException {
      if (given[0]++ == batches) {
        throw new IllegalStateException("workers are gone");
      }
      return first.next();
    }

    @Override
    public LoadStatistics statistics() {
      return first.statistics();
    }

    @Override
    public void close() {
      first.close();
    }
  }

  /** Trains until one rank's data fails; returns what the rank then has. */
  private TrainingState train(int rank, int port, Class<? extends Exception> end) {
    RankSettings settings =
        RankSettings.of(rank, RANKS, "127.0.0.1", port, Compute.reproducible())
            .withTimeout(Duration.ofSeconds(60));
    int most = rank == 1 ? STEPS : Integer.MAX_VALUE;
    try (RankGroup group = RankGroup.open(settings, Map.of());
        TrainingEngine engine = SmallTraining.engine(group);
        BatchSource batches = new Failing(SmallTraining.batches(0), most, new int[1])) {
      Optional<Checkpoints> place =
          group.isFirst() ? Optional.of(Checkpoints.in(folder, 1)) : Optional.empty();
      TrainingLoop loop =
          new TrainingLoop(
              engine,
              batches,
              batch -> {},
              SmallTraining.plan(8, 100, 100),
              place,
              Optional.empty(),
              List.of(),
              Optional.of(group));
      assertThrows(end, () -> loop.run(new StopRequest()));
      return engine.state();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void whatAllRanksHaveLearnedIsSaved() throws Exception {
    int port = freePort();
    CompletableFuture<TrainingState> failing =
        CompletableFuture.supplyAsync(() -> train(1, port, IllegalStateException.class));
    TrainingState left = train(0, port, LostRankException.class);
    TrainingState failed = failing.get(60, TimeUnit.SECONDS);
    Checkpoint checkpoint = Checkpoints.in(folder, 1).last().orElseThrow();
    assertEquals(STEPS, checkpoint.step());
    TrainingState saved = Checkpoints.load(checkpoint);
    assertEqual(left.latest().tensors(), saved.latest().tensors());
    assertEqual(left.average().orElseThrow().tensors(), saved.average().orElseThrow().tensors());
    assertEqual(left.moments().tensors(), saved.moments().tensors());
    assertEquals(STEPS, failed.steps());
    assertEqual(failed.moments().tensors(), saved.moments().tensors());
  }

  private static void assertEqual(Map<String, Tensor> expected, Map<String, Tensor> found) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach(
        (name, tensor) -> assertArrayEquals(tensor.data(), found.get(name).data(), name));
  }
}
