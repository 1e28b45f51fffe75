package org.jpose.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jpose.train.DivergedException;
import org.jpose.train.EventCurves;
import org.jpose.train.EventFile;
import org.jpose.train.LoopEnd;
import org.jpose.train.TrainingLoop;
import org.jpose.train.TrainingObserver;
import org.jpose.train.checkpoint.Checkpoint;
import org.jpose.train.checkpoint.Checkpoints;
import org.jpose.train.checkpoint.RunRecord;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.TrainingState;
import org.jpose.weights.InitialWeights;
import org.jpose.weights.Model;
import org.jpose.weights.Safetensors;
import picocli.CommandLine.Model.CommandSpec;

/** A training from what was asked for to its last checkpoint. */
final class TrainingRun {
  /** What may be another when a run goes on: none of it changes what a step does with a batch. */
  private static final List<String> FREE =
      with(ValidationArguments.NAMES, "data", "pretrained", "epochs", "steps", "threads");

  /** What each rank may have as it likes. */
  private static final List<String> OWN =
      with(ValidationArguments.NAMES, "data", "pretrained", "epochs", "threads");

  private static final int POINT_EVERY = 10;
  private static final int FEW_SAMPLES = 5000;

  private final CommandSpec spec;
  private final TrainingStart start;
  private final TrainingJob job;
  private final HeldOutData held;
  private final RunPlace place;
  private final boolean quiet;

  TrainingRun(
      CommandSpec spec,
      TrainingStart start,
      TrainingJob job,
      HeldOutData held,
      RunPlace place,
      boolean quiet) {
    this.spec = spec;
    this.start = start;
    this.job = job;
    this.held = held;
    this.place = place;
    this.quiet = quiet;
  }

  private static List<String> with(List<String> some, String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.addAll(some);
    return List.copyOf(all);
  }

  /** Trains and returns the exit code. */
  int run() throws Exception {
    return job.feed().ranks().isFirst() ? lead() : follow();
  }

  /** A rank that calculates, and leaves saving and telling to rank 0. */
  private int follow() throws Exception {
    Model model =
        job.network().with(InitialWeights.of(job.network().graph(), job.seed()).weights());
    try (TrainingStop stop = new TrainingStop(spec);
        TrainingRanks ranks = stop.signal().awaiting(() -> meet(stop))) {
      // Rank 0 knows what is done already.
      for (TrainingPhase phase : job.phases()) {
        if (follow(model, phase, ranks, stop) == LoopEnd.STOPPED) {
          break;
        }
      }
    } catch (DivergedException e) {
      throw new IllegalStateException(
          e.getMessage() + "; " + DivergedBatch.keep(e, place.folder(), ownRank()), e);
    }
    return ExitCode.OK;
  }

  private LoopEnd follow(Model model, TrainingPhase phase, TrainingRanks ranks, TrainingStop stop)
      throws Exception {
    try (TrainingEngine engine = ranks.engine(model, phase.options())) {
      engine.phaseBegan(phase.from());
      engine.adoptFirst();
      if (engine.steps() >= phase.plan().steps()) {
        return LoopEnd.DONE;
      }
      try (TrainingFeed.Open batches = open(phase, engine, line -> {})) {
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
                .run(stop.signal());
        tidy(batches, end);
        return end;
      }
    }
  }

  private int ownRank() {
    return job.feed().ranks().rank();
  }

  private TrainingRanks meet(TrainingStop stop) throws IOException {
    Map<String, String> common = new LinkedHashMap<>(job.settings());
    common.keySet().removeAll(OWN);
    common.put("steps", String.valueOf(job.plan().steps()));
    return TrainingRanks.meet(
        job.feed().ranks(), job.options().compute(), common, spec, stop.signal());
  }

  private int lead() throws Exception {
    place.requireFit();
    Optional<Model> begun =
        place.resume() ? Optional.empty() : Optional.of(Usage.check(spec, this::firstModel));
    try (OpenRun run = OpenRun.take(place);
        TrainingStop stop = new TrainingStop(spec)) {
      Optional<Checkpoint> last = run.checkpoints().last();
      if (place.resume()) {
        Usage.check(spec, () -> requireSame(last));
      }
      Model model = begun.isPresent() ? begun.get() : Usage.check(spec, () -> model(last));
      describe(model);
      run.begin(last.map(Checkpoint::step).orElse(0L), job.settings());
      LoopEnd how;
      try {
        if (!job.network().isKnown()) {
          TrainedWeights.writeNetwork(run.folder(), model, job.network().facts());
        }
        how = train(run, model, last, stop);
      } catch (Exception | Error e) {
        noteFailure(run, e);
        throw e;
      }
      run.ended(how.name().toLowerCase(Locale.ROOT), job.feed().damaged().count());
      report(run, how);
      return how == LoopEnd.DONE ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  /** A failure that comes of another one, as that to save, must not stand for it, nor be lost. */
  private void noteFailure(OpenRun run, Throwable failure) {
    try {
      run.ended("failed: " + Failures.line(failure), job.feed().damaged().count());
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
    PrintWriter err = spec.commandLine().getErr();
    for (Throwable other : failure.getSuppressed()) {
      Failures.print(err, other, false);
    }
  }

  private boolean requireSame(Optional<Checkpoint> last) {
    List<String> differences = RunRecord.read(place.folder()).differences(job.settings(), FREE);
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: the run was begun otherwise: %s; go on with the run's own options, or begin another one with --pretrained %s"
              .formatted(place.folder(), String.join("; ", differences), place.folder()));
    }
    long done = last.map(Checkpoint::step).orElse(0L);
    if (done >= job.plan().steps()) {
      throw new IllegalArgumentException(
          "%s: all %d steps are done; give more --epochs or --steps to go on"
              .formatted(place.folder(), done));
    }
    return true;
  }

  private Model model(Optional<Checkpoint> last) throws IOException {
    return last.isPresent()
        ? job.network().with(Safetensors.read(last.get().weights()))
        : firstModel();
  }

  private Model firstModel() throws IOException {
    return start.model(job.network(), job.seed(), this::say);
  }

  private LoopEnd train(OpenRun run, Model model, Optional<Checkpoint> last, TrainingStop stop)
      throws Exception {
    long done = last.map(Checkpoint::step).orElse(0L);
    try (TrainingRanks ranks = stop.signal().awaiting(() -> meet(stop))) {
      PhaseEnd end = new PhaseEnd(LoopEnd.DONE, Optional.empty());
      if (last.isPresent()) {
        end = new PhaseEnd(LoopEnd.DONE, Optional.of(Checkpoints.load(last.get())));
        say(String.format(Locale.ROOT, "going on after step %,d", done));
      }
      // Also those that are done, for ranks that do not know it.
      for (TrainingPhase phase : job.phases()) {
        end = train(run, model, phase, end.state(), ranks, stop);
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
      Model model,
      TrainingPhase phase,
      Optional<TrainingState> state,
      TrainingRanks ranks,
      TrainingStop stop)
      throws Exception {
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
      TrainingStop stop)
      throws Exception {
    long done = engine.steps();
    try (TrainingFeed.Open batches = open(phase, engine, this::say)) {
      EventFile events = EventFile.create(run.folder());
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
      LoopEnd end = loop.run(stop.signal());
      tidy(batches, end);
      return end;
    }
  }

  private TrainingFeed.Open open(TrainingPhase phase, TrainingEngine engine, Consumer<String> say) {
    return phase.feed().open(job.data().dataset(), engine.steps(), engine, place, say);
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
    PrintWriter out = spec.commandLine().getOut();
    List<TrainingObserver> observers = new ArrayList<>();
    observers.add(
        new TrainingProgress(out, quiet, done, job.plan().steps(), job.feed().damaged()::count));
    observers.addAll(held.observers(events, engine, job.data().dataset(), job.feed().recipe()));
    observers.add(new EventCurves(events, POINT_EVERY));
    return observers;
  }

  private String advice(DivergedException diverged, OpenRun run) {
    boolean begun = run.checkpoints().last().isPresent();
    return "%s; %s; look at it, then try a lower --lr, --clip or --precision fp32 in another --output%s"
        .formatted(
            diverged.getMessage(),
            DivergedBatch.keep(diverged, run.folder(), ownRank()),
            begun ? " with --pretrained " + run.folder() : "");
  }

  private void describe(Model model) {
    say(
        String.format(
            Locale.ROOT,
            "network  %s: %,d numbers, %d stages, from %s",
            job.network().graph().name(),
            model.weights().numbers(),
            job.network().graph().stages().size(),
            place.resume() ? place.folder() : start.source()));
    say("data     " + job.data());
    adviseToFreeze();
    say("checks   " + held.description());
    say(
        String.format(
            Locale.ROOT,
            "steps    %,d of %d images, %,d an epoch",
            job.plan().steps(),
            job.feed().plan().batchSize(),
            job.plan().stepsPerEpoch()));
    List<String> options =
        job.settings().entrySet().stream()
            .filter(setting -> !setting.getValue().isEmpty())
            .filter(setting -> !List.of("model", "data", "data-hash").contains(setting.getKey()))
            .map(setting -> setting.getKey() + " " + setting.getValue())
            .toList();
    say("options  " + String.join(", ", options));
    if (job.feed().ranks().several()) {
      say("ranks    " + job.feed().ranks().describe(job.options().compute()));
    }
    say("output   " + place.folder());
  }

  /** All of a trained network learns slowly, and from few images often the worse. */
  private void adviseToFreeze() {
    boolean frozen = job.phases().stream().anyMatch(phase -> phase.options().trunkRate() == 0);
    boolean trunk = !job.network().graph().trunk().isEmpty();
    int samples = job.data().dataset().size();
    if (start.isFurthered() && trunk && !frozen && samples < FEW_SAMPLES) {
      say(
          String.format(
              Locale.ROOT,
              "         %,d samples are few for all layers of a trained network: --freeze trunk trains"
                  + " its heads alone, which is faster (then all: --phases heads:N,all:N)",
              samples));
    }
  }

  private void report(OpenRun run, LoopEnd end) {
    say(
        end.name().toLowerCase(Locale.ROOT)
            + run.checkpoints()
                .last()
                .map(
                    last ->
                        String.format(
                            Locale.ROOT,
                            " after step %,d; saved in %s",
                            last.step(),
                            last.folder()))
                .orElse(" before the first step"));
    run.checkpoints()
        .best()
        .ifPresent(best -> say(String.format(Locale.ROOT, "best after step %,d", best.step())));
    say(
        end == LoopEnd.DONE
            ? "to use it: jpose optimize " + run.folder() + " --out MODEL.onnx"
            : "the same command with --resume goes on");
  }

  private void say(String line) {
    if (!quiet) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(line);
      out.flush();
    }
  }
}
