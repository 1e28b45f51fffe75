package org.jpose.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.NetworkSize;
import org.jpose.data.BatchShape;
import org.jpose.data.augment.Augmentations;
import org.jpose.data.loader.BatchPlan;
import org.jpose.data.loader.DamagedSamples;
import org.jpose.data.loader.InputSizes;
import org.jpose.data.loader.Recipe;
import org.jpose.data.remote.ContentHash;
import org.jpose.data.remote.RemoteAddress;
import org.jpose.data.remote.RemoteOptions;
import org.jpose.data.source.DataOptions;
import org.jpose.net.Graph;
import org.jpose.train.LoopPlan;
import org.jpose.train.Schedule;
import org.jpose.train.engine.TrainingOptions;
import org.jpose.train.features.FeatureTerms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jpose train}: a network learns from labelled images. */
@Command(
    name = "train",
    description = {
      "Trains a network on labelled images.",
      "Needs --model and --data only. Writes checkpoints, curves for TensorBoard and run.json to"
          + " --output; Ctrl-C saves and ends, the same command with --resume goes on. Options may"
          + " also come from a file: jpose train @FILE."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all steps are done",
      "1:the training could not begin or go on; what was saved is whole",
      "2:the command line is wrong",
      "130, 143:stopped by Ctrl-C or SIGTERM, and saved"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  From scratch, and on after an interruption:",
      "    jpose train --model mobilenet_thin --data coco/",
      "    jpose train --model mobilenet_thin --data coco/ --resume",
      "  The embedded network, better for one's own photos:",
      "    jpose train --model lite --pretrained lite.safetensors --data mine/",
      "  As tf-openpose:",
      "    jpose train --model mobilenet --data train_lmdb --schedule tf-openpose \\",
      "      --augment tf-openpose --batch-size 96 --epochs 600",
      "  What came of it:",
      "    jpose optimize runs/mobilenet_thin --out mine.onnx",
      "    jpose image photo.jpg --model mine.onnx --out people.png"
    })
final class TrainCommand implements Callable<Integer> {
  private static final int USUAL_BATCH = 16;
  private static final int USUAL_EPOCHS = 60;
  private static final int USUAL_SAVE = 1000;
  private static final int FEWEST_TO_VALIDATE = 200;

  @Spec private CommandSpec spec;

  @Mixin private TrainingStart start;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR|FILE",
      description =
          "What to learn from: a COCO folder, an LMDB, or result JSON; may be repeated. Of a folder"
              + " with a split that begins with train, this one.")
  private List<Path> data;

  @Mixin private DataArguments labels;

  @Option(names = "--main-people", description = "One sample for each main person, as CMU trained.")
  private boolean mainPeople;

  @Option(
      names = "--input",
      paramLabel = "WxH[:SHARE],...",
      description =
          "Size at which the network sees images (default: ${DEFAULT-VALUE}), or several with their"
              + " shares of the steps, as 256x256:2,384x384:1.")
  private String input = "368x368";

  @Option(
      names = "--augment",
      paramLabel = "NAME",
      description =
          "What happens to images at random: lite, base, tf-openpose, tf-pose, cmu or none (default:"
              + " ${DEFAULT-VALUE}).")
  private String augment = Augmentations.LITE.name();

  @Option(
      names = "--max-damaged",
      paramLabel = "PERCENT",
      description =
          "Stop when more of the samples cannot be read; until then others take their places"
              + " (default: 1%%).")
  private String maxDamaged;

  @Mixin private TargetArguments targets;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "The run's folder (default: runs/MODEL).")
  private Path output;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description =
          "Images of a step, in all processes together (default: 16, or all if there are fewer).")
  private Integer batchSize;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How often each image is seen (default: 60).")
  private Integer epochs;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Instead of --epochs: number of steps of the whole run.")
  private Long steps;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of weights, order and augmentation (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Mixin private PhaseArguments phases;

  @Mixin private TrainingOptimization optimization;

  @Mixin private FeatureArguments features;

  @Mixin private ValidationArguments validation;

  @Mixin private TeacherArguments teacher;

  @Mixin private RankArguments ranks;

  @Mixin private AccessArguments access;

  @Option(
      names = "--loader-threads",
      paramLabel = "N",
      description =
          "Threads that prepare batches, in each process (default: a quarter of the processors"
              + " shared by all).")
  private Integer loaderThreads;

  @Option(
      names = "--remote-data",
      paramLabel = "tcp://HOST:PORT",
      description =
          "Listen here for 'jpose dataworker' on other machines, which prepare the batches. With"
              + " --gpus each process takes workers of its own: the next listens at the next port.")
  private String remoteData;

  @Option(
      names = "--resume",
      description =
          "Go on from the last checkpoint in --output; the other options are those of the run.")
  private boolean resume;

  @Option(
      names = "--save-every",
      paramLabel = "STEPS",
      description = "Steps between checkpoints (default: ${DEFAULT-VALUE}).")
  private long saveEvery = USUAL_SAVE;

  @Option(
      names = "--validate-every",
      paramLabel = "STEPS",
      description = "Steps between validations (default: an epoch, at least 200).")
  private Long validateEvery;

  @Option(
      names = "--keep",
      paramLabel = "N",
      description = "Checkpoints to keep beside the best (default: ${DEFAULT-VALUE}).")
  private int keep = 2;

  @Option(
      names = {"-q", "--quiet"},
      description = "Report errors only.")
  private boolean quiet;

  @Mixin private CommonArguments common;

  @Override
  public Integer call() throws Exception {
    Usage.check(spec, this::checked);
    Usage.check(spec, validation::options);
    Usage.check(spec, teacher::options);
    DataOptions options = Usage.check(spec, labels::options);
    StartingNetwork network = Usage.check(spec, () -> start.network(options.skeleton()));
    List<InputSizes.Share> sizes = Usage.check(spec, () -> sizes(network.graph()));
    Recipe first = Usage.check(spec, () -> recipe(network, sizes.get(0).size()));
    RankPlace rank = Usage.check(spec, ranks::place).withPort();
    RankProcesses.endWithParent(rank);
    Optional<RemoteAddress> remote =
        Usage.check(spec, () -> Optional.ofNullable(remoteData).map(RemoteAddress::toListen));
    RemoteOptions workers = Usage.check(spec, this::workers);
    try (TrainingData opened =
        Usage.check(
            spec,
            () -> TrainingData.open(data, options, mainPeople, network.skeleton(), warner(rank)))) {
      BatchPlan batches = Usage.check(spec, () -> batches(opened.dataset().size(), rank));
      Recipe recipe =
          Usage.check(spec, () -> first.withSizes(new InputSizes(sizes, batches.batchSize())));
      TrainingTeacher opinion = Usage.check(spec, () -> teacher.open(recipe.shapes(), rank.gpus()));
      TrainingFeed feed =
          new TrainingFeed(
              recipe,
              batches,
              loaders(rank),
              remote,
              workers,
              opinion,
              rank,
              Optional.empty(),
              damaged(opened, rank));
      List<TrainingPhase> parts =
          Usage.check(spec, () -> phases(feed, network.graph(), made(opened)));
      Map<String, String> settings = settings(opened, feed, parts);
      TrainingJob job = new TrainingJob(network, opened, parts, seed, settings);
      RunPlace place =
          new RunPlace(
              output == null ? Path.of("runs", network.graph().name()) : output, resume, keep);
      // Who does not validate need not have what for.
      try (HeldOutData held =
          rank.isFirst()
              ? validation.open(data, options, recipe, batches.batchSize(), this::warn)
              : HeldOutData.none(0)) {
        return new TrainingRun(spec, start, job, held, place, quiet).run();
      }
    }
  }

  /** What is trained in which part of the run; of a run without phases all of it. */
  private List<TrainingPhase> phases(TrainingFeed feed, Graph graph, String made) {
    int perEpoch = feed.plan().batchesPerEpoch();
    List<PhaseArguments.Asked> asked = phases.asked();
    boolean furthered = start.isFurthered();
    if (asked.isEmpty()) {
      TrainingOptions how = optimization.options(furthered);
      long all = length(perEpoch);
      Schedule schedule = optimization.schedule(all, perEpoch, furthered);
      return List.of(phase(feed, graph, made, 0, loopPlan(schedule, all, perEpoch), how));
    }
    List<TrainingPhase> parts = new ArrayList<>();
    long from = 0;
    for (int i = 0; i < asked.size(); i++) {
      long steps = asked.get(i).steps();
      Schedule schedule = optimization.schedule(i, asked.size(), from, steps, furthered);
      TrainingOptions how = optimization.options(furthered, asked.get(i).part());
      LoopPlan plan = loopPlan(schedule, from + steps, perEpoch);
      parts.add(phase(feed, graph, made, from, plan, how));
      from += steps;
    }
    features.requireFrozen(parts.stream().anyMatch(part -> part.options().trunkRate() == 0));
    return parts;
  }

  private TrainingPhase phase(
      TrainingFeed feed,
      Graph graph,
      String made,
      long from,
      LoopPlan plan,
      TrainingOptions asked) {
    TrainingOptions how = asked.withCompute(feed.ranks().compute(asked.compute()));
    Optional<FeatureTerms> kept =
        phases.given() && how.trunkRate() != 0 ? Optional.empty() : features.terms(how);
    kept.ifPresent(terms -> terms.batches(graph, feed.recipe(), feed.plan()));
    TrainingFeed own =
        feed.with(kept.map(terms -> new TrainingFeatures(terms, made, loaders(feed.ranks()))));
    return new TrainingPhase(from, plan, how, own);
  }

  private DamagedSamples damaged(TrainingData opened, RankPlace rank) {
    return new DamagedSamples(opened.dataset().size(), mostDamaged(), warner(rank));
  }

  private double mostDamaged() {
    if (maxDamaged == null) {
      return DamagedSamples.USUAL_MOST;
    }
    String number =
        maxDamaged.endsWith("%") ? maxDamaged.substring(0, maxDamaged.length() - 1) : maxDamaged;
    try {
      double percent = Double.parseDouble(number);
      if (percent >= 0 && percent <= 100) {
        return percent / 100;
      }
    } catch (NumberFormatException e) {
      // Told below, as other values that are none.
    }
    throw new IllegalArgumentException("--max-damaged is " + maxDamaged + ", expected 0% to 100%");
  }

  /** One of the processes says what all of them find. */
  private Consumer<String> warner(RankPlace rank) {
    return rank.isFirst() ? this::warn : line -> {};
  }

  private void warn(String line) {
    spec.commandLine().getErr().println("jpose: " + line);
    spec.commandLine().getErr().flush();
  }

  private RemoteOptions workers() {
    RemoteOptions options = RemoteOptions.DEFAULTS;
    options = access.token().map(options::withToken).orElse(options);
    return access.keystore().map(options::withKeystore).orElse(options);
  }

  private int loaders(RankPlace rank) {
    return loaderThreads == null
        ? Math.max(1, Runtime.getRuntime().availableProcessors() / 4 / rank.gpus())
        : loaderThreads;
  }

  private List<InputSizes.Share> sizes(Graph graph) {
    List<InputSizes.Share> sizes = InputSize.shares(input);
    sizes.forEach(share -> requireMultiple(share.size(), graph));
    return sizes;
  }

  private Recipe recipe(StartingNetwork network, NetworkSize size) {
    Graph graph = network.graph();
    ColourOrder colour = ColourOrder.valueOf(graph.colour().name());
    BatchShape shape = new BatchShape(network.skeleton(), size, graph.stride(), colour);
    return targets.in(Recipe.of(shape, Augmentations.named(augment)));
  }

  private void requireMultiple(NetworkSize size, Graph graph) {
    int multiple = graph.multiple();
    if (size.width() % multiple != 0 || size.height() % multiple != 0) {
      throw new IllegalArgumentException(
          "--input %s: sides must be multiples of %d for %s; the next such size is %s"
              .formatted(size, multiple, graph.name(), InputSize.up(size, multiple)));
    }
  }

  private boolean checked() {
    if (epochs != null && steps != null) {
      throw new IllegalArgumentException("--epochs and --steps exclude each other; choose one");
    }
    if (phases.given() && (epochs != null || steps != null)) {
      throw new IllegalArgumentException(
          "--phases excludes --epochs and --steps: each phase has its own steps");
    }
    phases.asked();
    requirePositive("--batch-size", batchSize);
    requirePositive("--epochs", epochs);
    requirePositive("--steps", steps);
    requirePositive("--loader-threads", loaderThreads);
    requirePositive("--save-every", saveEvery);
    requirePositive("--validate-every", validateEvery);
    requirePositive("--keep", keep);
    mostDamaged();
    if (access.isGiven() && remoteData == null) {
      throw new IllegalArgumentException(
          "--token-file and --keystore go with --remote-data: they are for data workers");
    }
    if (remoteData != null && data.size() > 1) {
      throw new IllegalArgumentException(
          "--remote-data goes with one --data: workers have one; put the images into one folder");
    }
    return true;
  }

  private static void requirePositive(String option, Number value) {
    if (value != null && value.longValue() < 1) {
      throw new IllegalArgumentException(option + " is " + value + ", expected 1 or more");
    }
  }

  /** Batches of the whole run; of more epochs than needed where steps are asked for. */
  private BatchPlan batches(int samples, RankPlace rank) {
    int ranks = rank.ranks();
    int usual = Math.max(ranks, Math.min(USUAL_BATCH, samples) / ranks * ranks);
    int size = batchSize == null ? usual : batchSize;
    if (size > samples) {
      throw new IllegalArgumentException(
          "--batch-size %d is more than the %d samples there are".formatted(size, samples));
    }
    int perEpoch = samples / size;
    long needed = (length(perEpoch) - 1) / perEpoch + 1;
    BatchPlan plan = BatchPlan.of(seed, samples, size, (int) Math.min(Integer.MAX_VALUE, needed));
    // Refuses batches that cannot be shared evenly.
    return plan.share(rank.rank(), ranks).plan();
  }

  /** Steps of the whole run. */
  private long length(int perEpoch) {
    if (phases.given()) {
      return phases.asked().stream().mapToLong(PhaseArguments.Asked::steps).sum();
    }
    return steps == null ? (long) (epochs == null ? USUAL_EPOCHS : epochs) * perEpoch : steps;
  }

  private LoopPlan loopPlan(Schedule schedule, long end, int perEpoch) {
    return new LoopPlan(
        schedule,
        end,
        perEpoch,
        saveEvery,
        validateEvery == null ? Math.max(FEWEST_TO_VALIDATE, perEpoch) : validateEvery);
  }

  /** What samples are made of beside the recipe. */
  private String made(TrainingData opened) {
    return ContentHash.of(opened.dataset()).hash() + labels.settings() + teacher.settings();
  }

  private Map<String, String> settings(
      TrainingData opened, TrainingFeed feed, List<TrainingPhase> parts) {
    Recipe recipe = feed.recipe();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("model", start.name());
    settings.put("data", opened.dataset().name());
    settings.put("data-hash", ContentHash.of(opened.dataset()).hash());
    settings.putAll(labels.settings());
    if (mainPeople) {
      settings.put("main-people", "true");
    }
    settings.put("pretrained", start.source());
    settings.put("skeleton", recipe.shape().skeleton().name());
    settings.put("input", InputSize.text(recipe));
    settings.put("augment", recipe.augmentation().name());
    settings.putAll(targets.settings());
    settings.put("batch-size", String.valueOf(feed.plan().batchSize()));
    settings.put("seed", String.valueOf(seed));
    settings.putAll(
        optimization.settings(parts.get(parts.size() - 1).options(), start.isFurthered()));
    settings.putAll(
        features.settings(
            parts.stream()
                .flatMap(part -> part.feed().features().stream())
                .findFirst()
                .map(TrainingFeatures::terms)));
    if (phases.given()) {
      settings.put("phases", phases.settings());
    }
    settings.putAll(teacher.settings());
    settings.put("epochs", epochs == null ? "default" : epochs.toString());
    settings.put("steps", steps == null ? "by epochs" : steps.toString());
    settings.putAll(validation.settings());
    settings.put("threads", optimization.threads());
    return settings;
  }
}
