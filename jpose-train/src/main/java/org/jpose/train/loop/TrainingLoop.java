package org.jpose.train.loop;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jpose.data.Batch;
import org.jpose.data.BatchSource;
import org.jpose.train.checkpoint.CheckpointScore;
import org.jpose.train.checkpoint.Checkpoints;
import org.jpose.train.engine.NotFiniteException;
import org.jpose.train.engine.StepResult;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.TrainingState;
import org.jpose.train.engine.WeightSet;
import org.jpose.train.engine.compute.LostRankException;
import org.jpose.train.engine.compute.RankGroup;
import org.jpose.train.validation.Validation;
import org.jpose.train.validation.ValidationReport;

/**
 * Steps over batches until the plan is done, somebody asks it to stop, or something fails; saves
 * and validates on the way. Owns nothing it is given: neither engine nor batches are closed, only
 * the observers. Used by one thread.
 *
 * <p>Weights after a step depend on engine, batches and schedule alone; validating, saving and
 * observing change nothing. So a run that goes on from a checkpoint, with batches from after that
 * step, is the run that was never stopped.
 */
public final class TrainingLoop {
  private final TrainingEngine engine;
  private final BatchSource batches;
  private final Consumer<Batch> spent;
  private final LoopPlan plan;
  private final Optional<Checkpoints> checkpoints;
  private final Optional<Validation> validation;
  private final List<TrainingObserver> observers;
  private final Optional<RankGroup> ranks;
  private MeanLosses losses = new MeanLosses();
  private long saved;

  /**
   * A loop.
   *
   * @param engine with the weights to begin with, restored if it is to go on
   * @param batches those after the engine's steps
   * @param spent takes batches back when they are done with
   * @param plan how long
   * @param checkpoints where to save; empty where another process does
   * @param validation what to measure on the way
   * @param observers who is told, in this order
   */
  public TrainingLoop(
      TrainingEngine engine,
      BatchSource batches,
      Consumer<Batch> spent,
      LoopPlan plan,
      Optional<Checkpoints> checkpoints,
      Optional<Validation> validation,
      List<TrainingObserver> observers) {
    this(engine, batches, spent, plan, checkpoints, validation, observers, Optional.empty());
  }

  /**
   * The loop of one of several ranks. They stop together, whichever is asked to; while rank 0
   * validates and saves, the others wait.
   *
   * @param engine as in the other ranks; one of the group
   * @param batches this rank's shares of the batches
   * @param checkpoints of rank 0; empty in the others, and so the validation
   * @param ranks the group
   */
  public TrainingLoop(
      TrainingEngine engine,
      BatchSource batches,
      Consumer<Batch> spent,
      LoopPlan plan,
      Optional<Checkpoints> checkpoints,
      Optional<Validation> validation,
      List<TrainingObserver> observers,
      Optional<RankGroup> ranks) {
    this.ranks = ranks;
    this.engine = engine;
    this.batches = batches;
    this.spent = spent;
    this.plan = plan;
    this.checkpoints = checkpoints;
    this.validation = validation;
    this.observers = List.copyOf(observers);
  }

  /**
   * Trains. When it returns the weights are saved, and so they are if the batches fail or end too
   * soon or another rank is gone; what then keeps them from being saved is suppressed by the
   * exception.
   *
   * @throws DivergedException if a step meets NaN or infinity; what was saved before stays
   * @throws LostRankException if another rank is gone
   * @throws IOException if a checkpoint cannot be written; the one before stays
   * @throws IllegalStateException if the batches end before the plan, or memory does not suffice;
   *     the latter's message says what to try
   * @throws InterruptedException if the thread is interrupted by others than the signal
   */
  public LoopEnd run(StopRequest stop) throws IOException, InterruptedException {
    saved = engine.steps();
    LoopEnd end;
    try {
      end = steps(stop);
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      closeAll().ifPresent(e::addSuppressed);
      throw e;
    }
    Optional<RuntimeException> failed = closeAll();
    if (failed.isPresent()) {
      throw failed.get();
    }
    return end;
  }

  private LoopEnd steps(StopRequest stop) throws IOException, InterruptedException {
    try {
      while (engine.steps() < plan.steps()) {
        long start = System.nanoTime();
        Optional<Batch> batch = next(stop);
        if (any(batch.isEmpty())) {
          alone(() -> save(Optional.empty()));
          return LoopEnd.STOPPED;
        }
        step(batch.get(), start, System.nanoTime());
        pause();
      }
      return LoopEnd.DONE;
    } catch (LostRankException e) {
      // The step under way has changed nothing: these are the weights of all ranks.
      saveBefore(e);
      throw e;
    }
  }

  /** Empty if asked to stop. */
  private Optional<Batch> next(StopRequest stop) throws InterruptedException {
    try {
      Optional<Batch> batch = stop.next(batches);
      if (batch.isEmpty()) {
        requireStopped(stop);
      }
      return batch;
    } catch (RuntimeException | Error | InterruptedException e) {
      saveBefore(e);
      throw e;
    }
  }

  /** What was learned is saved before a failure ends the training. */
  private void saveBefore(Throwable failure) {
    if (checkpoints.isEmpty()) {
      return;
    }
    try {
      alone(() -> save(Optional.empty()));
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /** Whether it is so in any rank: what one of them does alone the others would wait for. */
  private boolean any(boolean here) {
    return ranks.isPresent() ? ranks.get().any(here) : here;
  }

  private void requireStopped(StopRequest stop) {
    if (!stop.requested()) {
      throw new IllegalStateException(
          "the batches end after step %d of %d; is the data of another length than the run's?"
              .formatted(engine.steps(), plan.steps()));
    }
  }

  private void step(Batch batch, long start, long arrived) {
    double rate = plan.schedule().rate(engine.steps());
    StepResult result;
    try {
      result = engine.step(batch, rate);
    } catch (NotFiniteException e) {
      throw new DivergedException(e, batch, engine.steps() + 1);
    } catch (RuntimeException e) {
      throw MemoryShortage.in(e, batch).orElse(e);
    }
    int images = batch.request().size() * ranks.map(RankGroup::ranks).orElse(1);
    spent.accept(batch);
    losses.add(result.stages());
    long step = engine.steps();
    StepReport report =
        new StepReport(
            step,
            plan.steps(),
            plan.epoch(step),
            result,
            rate,
            images,
            Duration.ofNanos(System.nanoTime() - start),
            Duration.ofNanos(arrived - start));
    observers.forEach(observer -> observer.step(report));
  }

  private void pause() throws IOException {
    long step = engine.steps();
    boolean validates = step == plan.steps() || step % plan.validateEvery() == 0;
    if (validates) {
      alone(() -> validate(step));
    } else if (step % plan.saveEvery() == 0) {
      alone(() -> save(Optional.empty()));
    }
  }

  /** Does what rank 0 alone does. */
  private void alone(RankGroup.Turn<IOException> turn) throws IOException {
    if (ranks.isPresent()) {
      ranks.get().whileOthersWait(turn);
    } else {
      turn.run();
    }
  }

  private void validate(long step) throws IOException {
    Optional<ValidationReport> measured = validation.map(v -> v.measure(engine, toUse()));
    EpochReport report = new EpochReport(step, plan.epoch(step), losses.mean(), measured);
    losses = new MeanLosses();
    // Saved first: what an observer does with the report may fail.
    save(measured);
    observers.forEach(observer -> observer.epoch(report));
  }

  private WeightSet toUse() {
    return engine.averages() ? WeightSet.AVERAGED : WeightSet.LATEST;
  }

  private void save(Optional<ValidationReport> measured) throws IOException {
    if (checkpoints.isEmpty() || engine.steps() == saved) {
      return;
    }
    TrainingState state = engine.state();
    checkpoints.get().save(state, measured.map(CheckpointScore::of));
    saved = state.steps();
  }

  /** Closes all observers and returns the first failure. */
  private Optional<RuntimeException> closeAll() {
    Optional<RuntimeException> first = Optional.empty();
    for (TrainingObserver observer : observers) {
      try {
        observer.close();
      } catch (RuntimeException e) {
        first = first.or(() -> Optional.of(e));
      }
    }
    return first;
  }
}
