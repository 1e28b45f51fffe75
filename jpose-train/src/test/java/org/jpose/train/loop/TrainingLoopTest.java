package org.jpose.train.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import org.jpose.data.Batch;
import org.jpose.data.BatchSource;
import org.jpose.data.LoadStatistics;
import org.jpose.data.loader.BatchLoader;
import org.jpose.train.checkpoint.Checkpoint;
import org.jpose.train.checkpoint.Checkpoints;
import org.jpose.train.engine.StageLoss;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.TrainingState;
import org.jpose.train.engine.WeightSet;
import org.jpose.train.validation.ValidationReport;
import org.jpose.weights.Tensor;
import org.jpose.weights.safetensors.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLoopTest {
  @TempDir private Path folder;

  private Checkpoints checkpoints() {
    return Checkpoints.in(folder, 3);
  }

  private List<Long> saved() {
    return checkpoints().all().stream().map(Checkpoint::step).toList();
  }

  /** Trains on from a checkpoint, or from the beginning, in an engine of its own. */
  private TrainingState train(Optional<Checkpoint> from, long steps, Path to) throws Exception {
    long done = from.map(Checkpoint::step).orElse(0L);
    try (TrainingEngine engine = SmallTraining.engine();
        BatchLoader batches = SmallTraining.batches(done)) {
      if (from.isPresent()) {
        engine.restore(Checkpoints.load(from.get()));
      }
      LoopPlan plan = SmallTraining.plan(steps, 100, 100);
      Checkpoints place = Checkpoints.in(to, 1);
      LoopEnd end =
          SmallTraining.loop(engine, batches, plan, place, Optional.empty()).run(new StopRequest());
      assertEquals(LoopEnd.DONE, end);
      return engine.state();
    }
  }

  /** Weights, average, statistics and moments, over the ends of epochs. */
  @Test
  void stoppedAndResumedIsNeverStopped() throws Exception {
    TrainingState whole = train(Optional.empty(), 8, folder.resolve("whole"));
    for (long stop : new long[] {2, 3, 7}) {
      Path parts = folder.resolve("stopped-" + stop);
      train(Optional.empty(), stop, parts);
      Optional<Checkpoint> last = Checkpoints.in(parts, 1).last();
      assertEquals(stop, last.orElseThrow().step());
      TrainingState resumed = train(last, 8, parts);
      assertEquals(whole.steps(), resumed.steps());
      assertEqual(whole.latest().tensors(), resumed.latest().tensors());
      assertEqual(
          whole.average().orElseThrow().tensors(), resumed.average().orElseThrow().tensors());
      assertEqual(whole.moments().tensors(), resumed.moments().tensors());
    }
  }

  private static void assertEqual(Map<String, Tensor> expected, Map<String, Tensor> found) {
    assertEquals(expected.keySet(), found.keySet());
    assertFalse(expected.isEmpty());
    expected.forEach(
        (name, tensor) -> assertArrayEquals(tensor.data(), found.get(name).data(), name));
  }

  /** What is saved is what the engine has, and validating on the way changes nothing. */
  @Test
  void savesAndValidatesInTime() throws Exception {
    TrainingState plain = train(Optional.empty(), 5, folder.resolve("plain"));
    List<String> told = new ArrayList<>();
    TrainingObserver observer =
        new TrainingObserver() {
          @Override
          public void step(StepReport report) {
            assertEquals(5, report.steps());
            assertEquals(2, report.images());
            assertTrue(report.dataWait().compareTo(report.time()) <= 0);
            told.add("step " + report.step() + " of epoch " + report.epoch());
          }

          @Override
          public void epoch(EpochReport report) {
            double ap = report.validation().orElseThrow().averagePrecision().orElseThrow();
            assertEquals(2, report.losses().size());
            assertTrue(report.losses().get(1).total() > 0);
            told.add("validated " + report.step() + " " + ap + " " + saved());
          }

          @Override
          public void close() {
            told.add("closed");
          }
        };
    try (TrainingEngine engine = SmallTraining.engine();
        BatchLoader batches = SmallTraining.batches(0)) {
      LoopPlan plan = SmallTraining.plan(5, 3, 2);
      SmallTraining.loop(
              engine,
              batches,
              plan,
              checkpoints(),
              Optional.of(
                  (network, set) -> {
                    assertEquals(WeightSet.AVERAGED, set);
                    double ap = network.steps() == 2 ? 0.5 : 0.25;
                    return new ValidationReport(
                        List.of(new StageLoss(1, 1)), OptionalDouble.of(ap));
                  }),
              observer)
          .run(new StopRequest());
      assertEqual(plain.latest().tensors(), engine.state().latest().tensors());
    }
    assertEquals(
        List.of(
            "step 1 of epoch 0",
            "step 2 of epoch 0",
            "validated 2 0.5 [2]",
            "step 3 of epoch 0",
            "step 4 of epoch 1",
            "validated 4 0.25 [2, 3, 4]",
            "step 5 of epoch 1",
            "validated 5 0.25 [2, 3, 4, 5]",
            "closed"),
        told);
    assertEquals(2, checkpoints().best().orElseThrow().step());
    TrainingState last = Checkpoints.load(checkpoints().last().orElseThrow());
    assertEqual(plain.latest().tensors(), last.latest().tensors());
  }

  @Test
  void stopsAfterTheStepAndSaves() throws Exception {
    StopRequest stop = new StopRequest();
    TrainingObserver impatient =
        new TrainingObserver() {
          @Override
          public void step(StepReport report) {
            if (report.step() == 4) {
              stop.request();
            }
          }
        };
    try (TrainingEngine engine = SmallTraining.engine();
        BatchLoader batches = SmallTraining.batches(0)) {
      LoopPlan plan = SmallTraining.plan(8, 100, 100);
      TrainingLoop loop =
          SmallTraining.loop(engine, batches, plan, checkpoints(), Optional.empty(), impatient);
      assertEquals(LoopEnd.STOPPED, loop.run(stop));
      assertEquals(4, engine.steps());
    }
    assertEquals(List.of(4L), saved());
    assertFalse(Thread.interrupted());
  }

  /** A source that gives some batches and then does something else. */
  private static BatchSource then(BatchSource first, int batches, BatchSource rest) {
    return new BatchSource() {
      private int given;

      @Override
      public Optional<Batch> next() throws InterruptedException {
        return given++ < batches ? first.next() : rest.next();
      }

      @Override
      public LoadStatistics statistics() {
        return first.statistics();
      }

      @Override
      public void close() {
        first.close();
      }
    };
  }

  /** A source of which only one thing is asked. */
  private abstract static class Last implements BatchSource {
    @Override
    public LoadStatistics statistics() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  /** Workers may be long in coming: who waits for them must still be stopped. */
  @Test
  void stopsWhileItWaitsForData() throws Exception {
    CountDownLatch waits = new CountDownLatch(1);
    BatchSource never =
        new Last() {
          @Override
          public Optional<Batch> next() throws InterruptedException {
            waits.countDown();
            new CountDownLatch(1).await();
            throw new AssertionError("cannot be");
          }
        };
    StopRequest stop = new StopRequest();
    Thread other =
        new Thread(
            () -> {
              try {
                waits.await();
                stop.request();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    other.start();
    try (TrainingEngine engine = SmallTraining.engine();
        BatchLoader batches = SmallTraining.batches(0)) {
      LoopPlan plan = SmallTraining.plan(8, 100, 100);
      BatchSource two = then(batches, 2, never);
      TrainingLoop loop = SmallTraining.loop(engine, two, plan, checkpoints(), Optional.empty());
      assertEquals(LoopEnd.STOPPED, loop.run(stop));
    }
    other.join();
    assertEquals(List.of(2L), saved());
    assertFalse(Thread.interrupted());
  }

  private static BatchSource failing(RuntimeException reason) {
    return new Last() {
      @Override
      public Optional<Batch> next() {
        throw reason;
      }
    };
  }

  @Test
  void whatWasLearnedBeforeTheDataFailedIsSaved() throws Exception {
    IllegalStateException gone = new IllegalStateException("workers are gone");
    try (TrainingEngine engine = SmallTraining.engine();
        BatchLoader batches = SmallTraining.batches(0)) {
      LoopPlan plan = SmallTraining.plan(8, 100, 100);
      BatchSource one = then(batches, 1, failing(gone));
      TrainingLoop loop = SmallTraining.loop(engine, one, plan, checkpoints(), Optional.empty());
      assertSame(
          gone, assertThrows(IllegalStateException.class, () -> loop.run(new StopRequest())));
    }
    assertEquals(List.of(1L), saved());
  }

  @Test
  void whyTheDataFailedIsToldThoughNothingCanBeSaved() throws Exception {
    IllegalStateException gone = new IllegalStateException("workers are gone");
    Checkpoints none = Checkpoints.in(Files.createFile(folder.resolve("file")), 1);
    try (TrainingEngine engine = SmallTraining.engine();
        BatchLoader batches = SmallTraining.batches(0)) {
      LoopPlan plan = SmallTraining.plan(8, 100, 100);
      BatchSource one = then(batches, 1, failing(gone));
      TrainingLoop loop = SmallTraining.loop(engine, one, plan, none, Optional.empty());
      assertSame(
          gone, assertThrows(IllegalStateException.class, () -> loop.run(new StopRequest())));
    }
    String also = gone.getSuppressed()[0].getMessage();
    assertTrue(also.contains("the checkpoint could not be written"), also);
  }

  @Test
  void batchesThatEndTooSoonAreAFailure() throws Exception {
    BatchSource empty =
        new Last() {
          @Override
          public Optional<Batch> next() {
            return Optional.empty();
          }
        };
    try (TrainingEngine engine = SmallTraining.engine();
        BatchLoader batches = SmallTraining.batches(0)) {
      LoopPlan plan = SmallTraining.plan(8, 100, 100);
      BatchSource two = then(batches, 2, empty);
      TrainingLoop loop = SmallTraining.loop(engine, two, plan, checkpoints(), Optional.empty());
      String message =
          assertThrows(IllegalStateException.class, () -> loop.run(new StopRequest())).getMessage();
      assertEquals(
          "the batches end after step 2 of 8; is the data of another length than the run's?",
          message);
    }
    assertEquals(List.of(2L), saved());
  }

  @Test
  void divergenceGivesTheBatchAndSavesNothing() throws Exception {
    try (TrainingEngine engine = SmallTraining.engine();
        BatchLoader batches = SmallTraining.batches(0)) {
      BatchSource poisoned =
          new Last() {
            @Override
            public Optional<Batch> next() throws InterruptedException {
              Batch batch = batches.next().orElseThrow();
              Arrays.fill(batch.heat(), Float.NaN);
              return Optional.of(batch);
            }
          };
      LoopPlan plan = SmallTraining.plan(8, 100, 100);
      BatchSource later = then(batches, 2, poisoned);
      TrainingLoop loop = SmallTraining.loop(engine, later, plan, checkpoints(), Optional.empty());
      DivergedException diverged =
          assertThrows(DivergedException.class, () -> loop.run(new StopRequest()));
      assertEquals(3, diverged.step());
      assertTrue(diverged.getMessage().startsWith("small, step 3: heat target 0 of the batch has"));
      assertEquals(4, diverged.batch().request().from());
      SavedBatch kept = SavedBatch.write(diverged.batch(), folder, "bad");
      assertEquals(
          List.of(2, 19, 8, 8), Safetensors.read(kept.numbers()).tensors().get("heat").shape());
      assertTrue(Files.size(kept.picture()) > 1000);
    }
    assertEquals(List.of(), saved());
  }

  @Test
  void observersAreClosedWhateverHappens() throws Exception {
    List<String> closed = new ArrayList<>();
    TrainingObserver failing =
        new TrainingObserver() {
          @Override
          public void step(StepReport report) {
            throw new IllegalArgumentException("no more paper");
          }

          @Override
          public void close() {
            closed.add("first");
            throw new IllegalStateException("jammed");
          }
        };
    TrainingObserver quiet =
        new TrainingObserver() {
          @Override
          public void close() {
            closed.add("second");
          }
        };
    try (TrainingEngine engine = SmallTraining.engine();
        BatchLoader batches = SmallTraining.batches(0)) {
      LoopPlan plan = SmallTraining.plan(8, 100, 100);
      TrainingLoop loop =
          SmallTraining.loop(
              engine, batches, plan, checkpoints(), Optional.empty(), failing, quiet);
      IllegalArgumentException thrown =
          assertThrows(IllegalArgumentException.class, () -> loop.run(new StopRequest()));
      assertEquals("no more paper", thrown.getMessage());
      assertEquals("jammed", thrown.getSuppressed()[0].getMessage());
    }
    assertEquals(List.of("first", "second"), closed);
  }
}
