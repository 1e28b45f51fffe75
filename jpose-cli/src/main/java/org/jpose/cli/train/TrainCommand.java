package org.jpose.cli.train;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jpose.cli.arguments.AccessArguments;
import org.jpose.cli.arguments.CommonArguments;
import org.jpose.cli.arguments.DataArguments;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.cli.terminal.Usage;
import org.jpose.cli.terminal.Version;
import org.jpose.data.augment.Augmentations;
import org.jpose.data.loader.DamagedSamples;
import org.jpose.data.loader.InputSizes;
import org.jpose.data.remote.RemoteAddress;
import org.jpose.data.remote.RemoteOptions;
import org.jpose.train.LoadingOptions;
import org.jpose.train.PreparedTraining;
import org.jpose.train.SavingOptions;
import org.jpose.train.Training;
import org.jpose.train.TrainingLength;
import org.jpose.train.TrainingRun;
import org.jpose.train.TrainingSamples;
import org.jpose.train.loop.LoopEnd;
import org.jpose.train.rank.RankPlace;
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
          + " --out; Ctrl-C saves and ends, the same command with --resume goes on. Options may"
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
      "    jpose train --model lite --pretrained lite --data mine/",
      "  As tf-openpose:",
      "    jpose train --model mobilenet --data train_lmdb --schedule tf-openpose \\",
      "      --augment tf-openpose --batch 96 --epochs 600",
      "  What came of it:",
      "    jpose optimize runs/mobilenet_thin --out mine.onnx",
      "    jpose image photo.jpg --model mine.onnx --out people.png"
    })
public final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StartArguments start;

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
      names = "--size",
      paramLabel = "WxH[:SHARE],...",
      description =
          "Size at which the network sees images (default: 368x368, rounded up to what the network"
              + " takes), or several with their shares of the steps, as 256x256:2,384x384:1.")
  private String size;

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
      names = {"-o", "--out"},
      paramLabel = "DIR",
      description = "The run's folder (default: runs/MODEL).")
  private Path out;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description =
          "Images of a step, in all processes together (default: 16, or all if there are fewer).")
  private Integer batch;

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

  @Mixin private OptimizationArguments optimization;

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
          "Go on from the last checkpoint in --out; the other options are those of the run.")
  private boolean resume;

  @Option(
      names = "--save-every",
      paramLabel = "STEPS",
      description = "Steps between checkpoints (default: ${DEFAULT-VALUE}).")
  private long saveEvery = SavingOptions.defaults().every();

  @Option(
      names = "--validate-every",
      paramLabel = "STEPS",
      description = "Steps between validations (default: an epoch, at least 200).")
  private Long validateEvery;

  @Option(
      names = "--keep",
      paramLabel = "N",
      description = "Checkpoints to keep beside the best (default: ${DEFAULT-VALUE}).")
  private int keep = SavingOptions.defaults().keep();

  @Option(
      names = {"-q", "--quiet"},
      description = "Report errors only.")
  private boolean quiet;

  @Mixin private CommonArguments common;

  /** As {@code --size} was called. */
  @Option(names = "--input", hidden = true)
  private void input(String earlier) {
    size = earlier;
  }

  /** As {@code --out} was called. */
  @Option(names = "--output", hidden = true)
  private void output(Path earlier) {
    out = earlier;
  }

  /** As {@code --batch} was called. */
  @Option(names = "--batch-size", hidden = true)
  private void batchSize(Integer earlier) {
    batch = earlier;
  }

  @Override
  public Integer call() throws Exception {
    RankPlace rank = Usage.check(spec, ranks::place).withPort();
    Training training = Usage.check(spec, this::training).with(rank);
    RankProcesses.endWithParent(rank);
    try (PreparedTraining prepared = Usage.check(spec, training::open);
        TrainingStop stop = new TrainingStop(spec)) {
      TrainingReport report = new TrainingReport(spec, quiet);
      if (rank.isFirst()) {
        prepared.description().forEach(report::say);
      }
      TrainingRun run = prepared.run(stop.signal(), RankProcesses.meeting(spec));
      if (!rank.isFirst()) {
        return ExitCode.OK;
      }
      report.ended(run);
      return run.end() == LoopEnd.DONE ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  /** What is asked for, on one process. */
  Training training() {
    Training training =
        Training.of(start.options())
            .on(samples())
            .with(length())
            .seed(seed)
            .with(optimization.options())
            .with(features.options())
            .with(validation.options())
            .with(saving())
            .with(loading())
            .with(new TrainingReport(spec, quiet))
            .by("jpose " + Version.build())
            .resumed(resume);
    training = out == null ? training : training.into(out);
    return teacher.options().map(training::with).orElse(training);
  }

  private TrainingSamples samples() {
    return targets
        .in(TrainingSamples.of(data.toArray(Path[]::new)))
        .withOptions(labels.options())
        .withMainPeople(mainPeople)
        .withSizes(size == null ? List.of() : InputSizes.parse(size))
        .withAugmentation(Augmentations.named(augment))
        .withMostDamaged(mostDamaged());
  }

  private TrainingLength length() {
    return new TrainingLength(
        batch == null ? OptionalInt.empty() : OptionalInt.of(batch),
        epochs == null ? OptionalInt.empty() : OptionalInt.of(epochs),
        steps == null ? OptionalLong.empty() : OptionalLong.of(steps),
        phases.options());
  }

  private SavingOptions saving() {
    return new SavingOptions(
        saveEvery,
        validateEvery == null ? OptionalLong.empty() : OptionalLong.of(validateEvery),
        keep);
  }

  private LoadingOptions loading() {
    if (access.isGiven() && remoteData == null) {
      throw new IllegalArgumentException(
          "--token-file and --keystore go with --remote-data: they are for data workers");
    }
    LoadingOptions loading = LoadingOptions.defaults();
    loading = loaderThreads == null ? loading : loading.withThreads(loaderThreads);
    return remoteData == null
        ? loading
        : loading.withRemote(RemoteAddress.toListen(remoteData), workers());
  }

  private RemoteOptions workers() {
    RemoteOptions options = RemoteOptions.DEFAULTS;
    options = access.token().map(options::withToken).orElse(options);
    return access.keystore().map(options::withKeystore).orElse(options);
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
}
