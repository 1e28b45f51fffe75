package org.jpose.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jpose.data.remote.ContentHash;
import org.jpose.media.MediaException;
import org.jpose.net.Graph;
import org.jpose.train.EventCurves;
import org.jpose.train.EventFile;
import org.jpose.train.LoopEnd;
import org.jpose.train.LoopPlan;
import org.jpose.train.TrainingLoop;
import org.jpose.train.checkpoint.Checkpoint;
import org.jpose.train.checkpoint.Checkpoints;
import org.jpose.train.checkpoint.RunRecord;
import org.jpose.train.checkpoint.RunSession;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.TrainingOptions;
import org.jpose.weights.InitialWeights;
import org.jpose.weights.Model;
import picocli.CommandLine.Model.CommandSpec;

/** A training from its command line to its last checkpoint. */
final class TrainingRun {
  /** What may be another when a run goes on: none of it changes what is learned from a step. */
  private static final List<String> FREE = List.of("epochs", "steps", "threads", "pretrained");

  /** What each rank may have as it likes. */
  private static final List<String> OWN = List.of("threads", "pretrained", "epochs");

  private static final int POINT_EVERY = 10;

  private final RunPlace place;
  private final Graph graph;
  private final TrainingStart start;
  private final TrainingData data;
  private final TrainingFeed feed;
  private final LoopPlan plan;
  private final TrainingOptions options;
  private final Map<String, String> settings;
  private final long seed;

  TrainingRun(
      RunPlace place,
      Graph graph,
      TrainingStart start,
      TrainingData data,
      TrainingFeed feed,
      LoopPlan plan,
      TrainingOptions options,
      Map<String, String> asked,
      long seed) {
    this.place = place;
    this.graph = graph;
    this.start = start;
    this.data = data;
    this.feed = feed;
    this.plan = plan;
    this.options = options;
    this.seed = seed;
    settings = new LinkedHashMap<>();
    settings.put("model", graph.name());
    settings.put("data", ContentHash.of(data.dataset()).hash());
    settings.putAll(asked);
  }

  int train(CommandSpec spec, boolean quiet) throws Exception {
    return feed.ranks().isFirst() ? lead(spec, quiet) : follow(spec);
  }

  /** A rank that calculates, and leaves saving and telling to rank 0. */
  private int follow(CommandSpec spec) throws Exception {
    try (TrainingStop stop = new TrainingStop();
        TrainingRanks ranks = meet(spec);
        TrainingEngine engine = ranks.engine(InitialWeights.of(graph, seed), options)) {
      engine.adoptFirst();
      try (TrainingFeed.Open batches = feed.open(data.dataset(), engine.steps(), line -> {})) {
        new TrainingLoop(
                engine,
                batches.source(),
                batches.spent(),
                plan,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                ranks.group())
            .run(stop.signal());
      }
    }
    return ExitCode.OK;
  }

  private TrainingRanks meet(CommandSpec spec) throws IOException {
    Map<String, String> common = new LinkedHashMap<>(settings);
    common.keySet().removeAll(OWN);
    common.put("steps", String.valueOf(plan.steps()));
    return TrainingRanks.meet(feed.ranks(), options.compute(), common, spec);
  }

  private int lead(CommandSpec spec, boolean quiet) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Consumer<String> say =
        line -> {
          if (!quiet) {
            out.println(line);
            out.flush();
          }
        };
    Optional<Checkpoint> last = place.last();
    long done = last.map(Checkpoint::step).orElse(0L);
    RunRecord record = Usage.check(spec, () -> record(last));
    Model model =
        Usage.check(spec, () -> start.model(graph, feed.recipe().shape().skeleton(), seed, say));
    describe(model, say);
    place.prepare();
    record.write(place.folder());
    Checkpoints checkpoints = place.checkpoints();
    Outcome outcome = new Outcome(record);
    try (TrainingStop stop = new TrainingStop()) {
      TrainingProgress progress = new TrainingProgress(out, quiet, done, plan.steps());
      // The one place where engine and batches are made.
      try (TrainingRanks ranks = meet(spec);
          TrainingEngine engine = ranks.engine(model, options);
          TrainingFeed.Open batches = feed.open(data.dataset(), done, say)) {
        if (last.isPresent()) {
          engine.restore(Checkpoints.load(last.get()));
          say.accept(String.format(Locale.ROOT, "going on after step %,d", done));
        }
        engine.adoptFirst();
        TrainingLoop loop =
            new TrainingLoop(
                engine,
                batches.source(),
                batches.spent(),
                plan,
                Optional.of(checkpoints),
                Optional.empty(),
                List.of(new EventCurves(EventFile.create(place.folder()), POINT_EVERY), progress),
                ranks.group());
        outcome.end = loop.run(stop.signal()).name().toLowerCase(Locale.ROOT);
        outcome.steps = engine.steps();
      } catch (Exception | Error e) {
        outcome.end = "failed: " + Failures.line(e);
        throw e;
      } finally {
        finish(outcome, checkpoints);
      }
      report(outcome, checkpoints, say);
    }
    return outcome.end.equals(LoopEnd.STOPPED.name().toLowerCase(Locale.ROOT))
        ? ExitCode.FAILED
        : ExitCode.OK;
  }

  /** How it ended, for the record. */
  private static final class Outcome {
    private final RunRecord record;
    private String end = RunSession.RUNNING;
    private long steps;

    Outcome(RunRecord record) {
      this.record = record;
    }
  }

  private RunRecord record(Optional<Checkpoint> last) {
    Instant now = Instant.now();
    long done = last.map(Checkpoint::step).orElse(0L);
    RunSession session =
        new RunSession("jpose " + Version.number(), now, now, done, done, RunSession.RUNNING);
    if (last.isEmpty()) {
      return new RunRecord(settings, List.of(session));
    }
    RunRecord before = RunRecord.read(place.folder());
    List<String> differences = before.differences(settings, FREE);
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: the run was begun otherwise: %s; --resume with the run's own options, or begin another with --pretrained %s"
              .formatted(place.folder(), String.join("; ", differences), place.folder()));
    }
    if (done >= plan.steps()) {
      throw new IllegalArgumentException(
          "%s: all %d steps are done; give more --epochs or --steps to go on"
              .formatted(place.folder(), done));
    }
    return before.resumed(settings, session);
  }

  private void describe(Model model, Consumer<String> say) {
    say.accept(
        String.format(
            Locale.ROOT,
            "network %s: %,d parameters, %d stages, begun with %s",
            graph.name(),
            model.weights().numbers(),
            graph.stages().size(),
            start.source()));
    say.accept("data " + data);
    say.accept(
        String.format(
            Locale.ROOT,
            "%,d steps of %d images, %,d an epoch; %s",
            plan.steps(),
            feed.plan().batchSize(),
            plan.stepsPerEpoch(),
            String.join(
                ", ",
                settings.entrySet().stream()
                    .filter(setting -> !List.of("model", "data").contains(setting.getKey()))
                    .map(setting -> setting.getKey() + " " + setting.getValue())
                    .toList())));
    if (feed.ranks().several()) {
      say.accept(feed.ranks().describe(options.compute()));
    }
    say.accept("written to " + place.folder());
  }

  private void finish(Outcome outcome, Checkpoints checkpoints) throws IOException {
    long saved = checkpoints.last().map(Checkpoint::step).orElse(0L);
    RunSession session = outcome.record.sessions().get(outcome.record.sessions().size() - 1);
    outcome
        .record
        .withLastSession(session.ended(Instant.now(), saved, outcome.end))
        .write(place.folder());
  }

  private void report(Outcome outcome, Checkpoints checkpoints, Consumer<String> say) {
    Path folder =
        checkpoints.last().map(Checkpoint::folder).orElseThrow(() -> new MediaException("none"));
    say.accept(
        String.format(
            Locale.ROOT, "%s after step %,d; saved in %s", outcome.end, outcome.steps, folder));
    if (outcome.end.equals(LoopEnd.STOPPED.name().toLowerCase(Locale.ROOT))) {
      say.accept("the same command with --resume goes on");
    } else {
      say.accept("to use it: jpose optimize " + place.folder() + " --out MODEL.onnx");
    }
  }
}
