package org.jpose.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jpose.train.checkpoint.Checkpoint;
import org.jpose.train.checkpoint.Checkpoints;
import org.jpose.train.checkpoint.OpenRun;
import org.jpose.train.checkpoint.RunFolder;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.TrainingState;
import org.jpose.train.loop.DivergedException;
import org.jpose.train.loop.EventCurves;
import org.jpose.train.loop.EventFile;
import org.jpose.train.loop.LoopEnd;
import org.jpose.train.loop.StopRequest;
import org.jpose.train.loop.TrainingLoop;
import org.jpose.train.loop.TrainingObserver;
import org.jpose.train.rank.RankMeeting;
import org.jpose.train.rank.TrainingRanks;
import org.jpose.weights.InitialWeights;
import org.jpose.weights.Model;
import org.jpose.weights.Precision;
import org.jpose.weights.onnx.OnnxExporter;
import org.jpose.weights.safetensors.Safetensors;

/**
 * A training whose data and folder are open and whose options fit each other. It runs once, on one
 * thread; closing it closes all it has opened.
 */
public final class PreparedTraining implements AutoCloseable {
  private static final int POINT_EVERY = 10;
  private static final int FEW_SAMPLES = 5000;

  private final Training asked;
  private final TrainingJob job;
  private final HeldOutData held;
  private final RunFolder folder;
  private final Optional<OpenRun> open;
  private final Optional<Checkpoint> last;
  private final Model model;

  private PreparedTraining(
      Training asked,
      TrainingJob job,
      HeldOutData held,
      RunFolder folder,
      Optional<OpenRun> open,
      Optional<Checkpoint> last,
      Model model) {
    this.asked = asked;
    this.job = job;
    this.held = held;
    this.folder = folder;
    this.open = open;
    this.last = last;
    this.model = model;
  }

  /** Takes the folder and the weights to begin with; of a rank that only calculates neither. */
  static PreparedTraining of(Training asked, TrainingJob job, HeldOutData held, RunFolder folder)
      throws IOException {
    if (!job.feed().ranks().isFirst()) {
      Model any =
          job.network().with(InitialWeights.of(job.network().graph(), job.seed()).weights());
      return new PreparedTraining(
          asked, job, held, folder, Optional.empty(), Optional.empty(), any);
    }
    folder.requireFit(asked.resumed());
    Optional<Model> first =
        asked.resumed() ? Optional.empty() : Optional.of(firstModel(asked, job));
    OpenRun run = folder.take(asked.saving().keep());
    try {
      Optional<Checkpoint> last = folder.last();
      if (asked.resumed()) {
        folder.requireSame(job.settings(), job.plan().steps());
      }
      Model model = first.isPresent() ? first.get() : model(asked, job, last);
      return new PreparedTraining(asked, job, held, folder, Optional.of(run), last, model);
    } catch (IOException | RuntimeException | Error e) {
      run.close();
      throw e;
    }
  }

  private static Model firstModel(Training asked, TrainingJob job) throws IOException {
    return asked.start().model(job.network(), job.seed(), asked.listener()::say);
  }

  private static Model model(Training asked, TrainingJob job, Optional<Checkpoint> last)
      throws IOException {
    return last.isPresent()
        ? job.network().with(Safetensors.read(last.get().weights()))
        : firstModel(asked, job);
  }

  /** All that decides on the weights the training ends with, by the program's names of options. */
  public Map<String, String> settings() {
    return job.settings();
  }

  /**
   * Trains.
   *
   * @param stop asks it to end after the step it is at; it then saves
   * @param meeting how it comes together with other processes
   * @throws IllegalStateException if the training fails; what was saved is whole
   * @throws IOException if a file cannot be written
   * @throws InterruptedException if the thread is interrupted by others than the signal
   */
  public TrainingRun run(StopRequest stop, RankMeeting meeting)
      throws IOException, InterruptedException {
    LoopEnd end = open.isPresent() ? lead(open.get(), stop, meeting) : follow(stop, meeting);
    return new TrainingRun(folder, end);
  }

  /** A rank that calculates, and leaves saving and telling to rank 0. */
  private LoopEnd follow(StopRequest stop, RankMeeting meeting)
      throws IOException, InterruptedException {
    LoopEnd end = LoopEnd.DONE;
    try (TrainingRanks ranks = stop.awaiting(() -> meet(stop, meeting))) {
      // Rank 0 knows what is done already.
      for (TrainingPhase phase : job.phases()) {
        end = follow(phase, ranks, stop);
        if (end == LoopEnd.STOPPED) {
          break;
        }
      }
      return end;
    } catch (DivergedException e) {
      throw new IllegalStateException(
          e.getMessage() + "; " + DivergedBatch.keep(e, folder.path(), ownRank()), e);
    }
  }

  private LoopEnd follow(TrainingPhase phase, TrainingRanks ranks, StopRequest stop)
      throws IOException, InterruptedException {
    try (TrainingEngine engine = ranks.engine(model, phase.options())) {
      engine.phaseBegan(phase.from());
      engine.adoptFirst();
      if (engine.steps() >= phase.plan().steps()) {
        return LoopEnd.DONE;
      }
      try (TrainingFeed.Open batches = batches(phase, engine, line -> {})) {
        LoopEnd end =
            new TrainingLoop(
                    engine,
                    batches.source(),
                    batches.spent(),
                    phase.plan(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    ranks.group())
                .run(stop);
        tidy(batches, end);
        return end;
      }
    }
  }

  private int ownRank() {
    return job.feed().ranks().rank();
  }

  private TrainingRanks meet(StopRequest stop, RankMeeting meeting) throws IOException {
    Map<String, String> common = RunSettings.ofAllRanks(job.settings());
    common.put("steps", String.valueOf(job.plan().steps()));
    return meeting.meet(job.feed().ranks(), job.options().compute(), common, stop);
  }

  private LoopEnd lead(OpenRun run, StopRequest stop, RankMeeting meeting)
      throws IOException, InterruptedException {
    run.begin(asked.program(), last.map(Checkpoint::step).orElse(0L), job.settings());
    LoopEnd end;
    try {
      if (!job.network().isKnown()) {
        OnnxExporter.write(folder.network(), model, job.network().facts(), Precision.FLOAT32);
      }
      end = train(run, stop, meeting);
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      noteFailure(run, e);
      throw e;
    }
    run.ended(end.name().toLowerCase(Locale.ROOT), job.feed().damaged().count());
    return end;
  }

  /** A failure that comes of another one, as that to save, must not stand for it, nor be lost. */
  private void noteFailure(OpenRun run, Throwable failure) {
    try {
      run.ended("failed: " + asked.listener().line(failure), job.feed().damaged().count());
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
    for (Throwable other : failure.getSuppressed()) {
      asked.listener().warn(asked.listener().line(other));
    }
  }

  private LoopEnd train(OpenRun run, StopRequest stop, RankMeeting meeting)
      throws IOException, InterruptedException {
    try (TrainingRanks ranks = stop.awaiting(() -> meet(stop, meeting))) {
      PhaseEnd end = new PhaseEnd(LoopEnd.DONE, Optional.empty());
      if (last.isPresent()) {
        end = new PhaseEnd(LoopEnd.DONE, Optional.of(Checkpoints.load(last.get())));
        say(String.format(Locale.ROOT, "going on after step %,d", last.get().step()));
      }
      // Also those that are done, for ranks that do not know it.
      for (TrainingPhase phase : job.phases()) {
        end = train(run, phase, end.state(), ranks, stop);
        if (end.how() == LoopEnd.STOPPED) {
          break;
        }
      }
      return end.how();
    } catch (DivergedException e) {
      throw new IllegalStateException(advice(e, run), e);
    }
  }

  /** How a phase ended, and with what the next begins. */
  private record PhaseEnd(LoopEnd how, Optional<TrainingState> state) {}

  /** The one place where engine and batches are made. */
  private PhaseEnd train(
      OpenRun run,
      TrainingPhase phase,
      Optional<TrainingState> state,
      TrainingRanks ranks,
      StopRequest stop)
      throws IOException, InterruptedException {
    try (TrainingEngine engine = ranks.engine(model, phase.options())) {
      engine.phaseBegan(phase.from());
      state.ifPresent(known -> engine.restore(phase.isAt(known) ? known : known.forgetful()));
      engine.adoptFirst();
      if (engine.steps() >= phase.plan().steps()) {
        return new PhaseEnd(LoopEnd.DONE, state);
      }
      LoopEnd end = loop(run, phase, engine, ranks, stop);
      boolean more = end == LoopEnd.DONE && engine.steps() < job.plan().steps();
      return new PhaseEnd(end, more ? Optional.of(engine.state()) : Optional.empty());
    }
  }

  private LoopEnd loop(
      OpenRun run,
      TrainingPhase phase,
      TrainingEngine engine,
      TrainingRanks ranks,
      StopRequest stop)
      throws IOException, InterruptedException {
    long done = engine.steps();
    try (TrainingFeed.Open batches = batches(phase, engine, this::say)) {
      EventFile events = EventFile.create(folder.path());
      events.start(done);
      TrainingLoop loop =
          new TrainingLoop(
              engine,
              batches.source(),
              batches.spent(),
              phase.plan(),
              Optional.of(run.checkpoints()),
              held.validation(),
              observers(events, engine, done),
              ranks.group());
      LoopEnd end = loop.run(stop);
      tidy(batches, end);
      return end;
    }
  }

  private TrainingFeed.Open batches(
      TrainingPhase phase, TrainingEngine engine, Consumer<String> say) {
    return phase.feed().open(job.data().dataset(), engine.steps(), engine, folder, say);
  }

  /** What the training needs no more is taken from the disk; of a stopped one it stays. */
  private static void tidy(TrainingFeed.Open batches, LoopEnd end) {
    if (end == LoopEnd.DONE) {
      batches.source().close();
      batches.done().run();
    }
  }

  /** Curves last, for they close the file that pictures go to. */
  private List<TrainingObserver> observers(EventFile events, TrainingEngine engine, long done) {
    List<TrainingObserver> observers = new ArrayList<>();
    asked
        .listener()
        .steps(done, job.plan().steps(), job.feed().damaged()::count)
        .ifPresent(observers::add);
    observers.addAll(held.observers(events, engine, job.data().dataset(), job.feed().recipe()));
    observers.add(new EventCurves(events, POINT_EVERY));
    return observers;
  }

  private String advice(DivergedException diverged, OpenRun run) {
    boolean begun = run.checkpoints().last().isPresent();
    return "%s; %s; look at it, then try a lower learning rate, a clipped gradient or precision fp32 in another folder%s"
        .formatted(
            diverged.getMessage(),
            DivergedBatch.keep(diverged, folder.path(), ownRank()),
            begun ? " that begins with " + folder.path() : "");
  }

  /** What is about to be trained, on what, how long and how, in a line each. */
  public List<String> description() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "network  %s: %,d numbers, %d stages, from %s",
            job.network().graph().name(),
            model.weights().numbers(),
            job.network().graph().stages().size(),
            asked.resumed() ? folder.path() : asked.start().source()));
    lines.add("data     " + job.data());
    adviceToFreeze().ifPresent(lines::add);
    lines.add("checks   " + held.description());
    lines.add(
        String.format(
            Locale.ROOT,
            "steps    %,d with batches of %d, %,d an epoch",
            job.plan().steps(),
            job.feed().plan().batchSize(),
            job.plan().stepsPerEpoch()));
    List<String> options =
        RunSettings.options(job.settings()).entrySet().stream()
            .filter(setting -> !setting.getValue().isEmpty())
            .map(setting -> setting.getKey() + " " + setting.getValue())
            .toList();
    lines.add("options  " + String.join(", ", options));
    if (job.feed().ranks().several()) {
      lines.add("ranks    " + job.feed().ranks().describe(job.options().compute()));
    }
    lines.add("output   " + folder.path());
    return lines;
  }

  /** All of a trained network learns slowly, and from few images often the worse. */
  private Optional<String> adviceToFreeze() {
    boolean frozen = job.phases().stream().anyMatch(phase -> phase.options().trunkRate() == 0);
    boolean trunk = !job.network().graph().trunk().isEmpty();
    int samples = job.data().dataset().size();
    return asked.start().findsPeople() && trunk && !frozen && samples < FEW_SAMPLES
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "         %,d samples are few for all layers of a trained network: with a frozen trunk"
                    + " its heads alone are trained, which is faster (then all, in phases heads:N,all:N)",
                samples))
        : Optional.empty();
  }

  private void say(String line) {
    asked.listener().say(line);
  }

  /** Closes the data and lets other processes work on the run. */
  @Override
  public void close() throws IOException {
    try {
      held.close();
      job.data().close();
    } finally {
      if (open.isPresent()) {
        open.get().close();
      }
    }
  }
}
