package org.jpose.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jpose.data.ContentHash;
import org.jpose.data.loader.BatchPlan;
import org.jpose.data.loader.DamagedSamples;
import org.jpose.data.loader.InputSizes;
import org.jpose.data.loader.Recipe;
import org.jpose.net.Graph;
import org.jpose.train.checkpoint.RunFolder;
import org.jpose.train.engine.TrainingOptions;
import org.jpose.train.features.FeatureTerms;
import org.jpose.train.loop.LoopPlan;
import org.jpose.train.loop.Schedule;
import org.jpose.train.rank.RankPlace;

/** Makes of what is asked for what is done: data, batches, phases. */
final class Preparation {
  private final Training asked;
  private final TrainingSamples samples;
  private final RankPlace ranks;
  private final GradientSteps steps;
  private final StartingNetwork network;

  private Preparation(Training asked) throws IOException {
    this.asked = asked;
    this.samples = asked.requireSamples();
    this.ranks = asked.ranks().withPort();
    this.steps = new GradientSteps(asked.optimization(), asked.start().findsPeople());
    this.network = asked.start().network(samples.options().skeleton());
  }

  static PreparedTraining of(Training asked) throws IOException {
    return new Preparation(asked).prepared();
  }

  private PreparedTraining prepared() throws IOException {
    requireOnePlaceForWorkers();
    Recipe first = samples.recipe(network);
    TrainingData data = samples.open(network, warner());
    try {
      BatchPlan batches = asked.length().batches(data.dataset().size(), asked.seed(), ranks);
      Recipe recipe =
          first.withSizes(new InputSizes(samples.sizes(network.graph()), batches.batchSize()));
      TrainingTeacher teacher =
          asked
              .teacher()
              .map(known -> known.open(recipe.shapes(), ranks.gpus()))
              .orElse(TrainingTeacher.none());
      TrainingFeed feed =
          new TrainingFeed(
              recipe,
              batches,
              asked.loading().threads(ranks),
              asked.loading().remote(),
              asked.loading().access(),
              teacher,
              ranks,
              Optional.empty(),
              new DamagedSamples(data.dataset().size(), samples.mostDamaged(), warner()));
      List<TrainingPhase> phases = phases(feed, made(data));
      Map<String, String> settings = RunSettings.of(asked, steps, data, phases);
      TrainingJob job = new TrainingJob(network, data, phases, asked.seed(), settings);
      return prepared(job, recipe);
    } catch (IOException | RuntimeException | Error e) {
      data.close();
      throw e;
    }
  }

  private PreparedTraining prepared(TrainingJob job, Recipe recipe) throws IOException {
    Path folder = asked.folder().orElse(Path.of("runs", network.graph().name()));
    // Only rank 0 validates, so only it needs the data for it.
    HeldOutData held =
        ranks.isFirst()
            ? asked.heldOut().open(samples, recipe, job.feed().plan().batchSize(), asked.listener())
            : HeldOutData.none(0);
    try {
      return PreparedTraining.of(asked, job, held, new RunFolder(folder));
    } catch (IOException | RuntimeException | Error e) {
      held.close();
      throw e;
    }
  }

  private void requireOnePlaceForWorkers() {
    if (asked.loading().remote().isPresent() && samples.places().size() > 1) {
      throw new IllegalArgumentException(
          "remote workers have one place of data, the training has several; put the images into one folder");
    }
  }

  /** One of the processes says what all of them find. */
  private Consumer<String> warner() {
    return ranks.isFirst() ? asked.listener()::warn : line -> {};
  }

  /** What samples are made of beside the recipe. */
  private String made(TrainingData data) {
    return ContentHash.of(data.dataset()).hash()
        + samples.labels()
        + asked.teacher().map(TeacherOptions::settings).orElse(Map.of());
  }

  /** What is trained in which part of the run; of a run without phases all of it. */
  private List<TrainingPhase> phases(TrainingFeed feed, String made) {
    int perEpoch = feed.plan().batchesPerEpoch();
    List<PhaseOptions> wanted = asked.length().phases();
    if (wanted.isEmpty()) {
      TrainingOptions how = steps.options();
      long all = asked.length().steps(perEpoch);
      Schedule schedule = steps.schedule(all, perEpoch);
      return List.of(phase(feed, made, 0, loopPlan(schedule, all, perEpoch), how));
    }
    List<TrainingPhase> parts = new ArrayList<>();
    long from = 0;
    for (int i = 0; i < wanted.size(); i++) {
      long own = wanted.get(i).steps();
      Schedule schedule = steps.schedule(i, wanted.size(), from, own);
      TrainingOptions how = steps.options(wanted.get(i).part());
      LoopPlan plan = loopPlan(schedule, from + own, perEpoch);
      parts.add(phase(feed, made, from, plan, how));
      from += own;
    }
    asked.features().requireFrozen(parts.stream().anyMatch(p -> p.options().trunkRate() == 0));
    return parts;
  }

  private TrainingPhase phase(
      TrainingFeed feed, String made, long from, LoopPlan plan, TrainingOptions wanted) {
    TrainingOptions how = wanted.withCompute(ranks.compute(wanted.compute()));
    boolean allOfSeveral = !asked.length().phases().isEmpty() && how.trunkRate() != 0;
    Optional<FeatureTerms> kept = allOfSeveral ? Optional.empty() : asked.features().terms(how);
    Graph graph = network.graph();
    kept.ifPresent(terms -> terms.batches(graph, feed.recipe(), feed.plan()));
    TrainingFeed own =
        feed.with(
            kept.map(terms -> new TrainingFeatures(terms, made, asked.loading().threads(ranks))));
    return new TrainingPhase(from, plan, how, own);
  }

  private LoopPlan loopPlan(Schedule schedule, long end, int perEpoch) {
    return new LoopPlan(
        schedule, end, perEpoch, asked.saving().every(), asked.saving().validateEvery(perEpoch));
  }
}
