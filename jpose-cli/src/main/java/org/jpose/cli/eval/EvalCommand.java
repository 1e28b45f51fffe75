package org.jpose.cli.eval;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jpose.cli.arguments.CommonArguments;
import org.jpose.cli.arguments.EstimatorArguments;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.cli.terminal.Failures;
import org.jpose.cli.terminal.OutputFiles;
import org.jpose.cli.terminal.Progress;
import org.jpose.cli.terminal.Usage;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.JposeVersion;
import org.jpose.core.PoseEstimator;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.Folders;
import org.jpose.core.disk.Sha256;
import org.jpose.core.pose.Joint;
import org.jpose.core.pose.JointMapping;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.LabelFault;
import org.jpose.data.coco.CocoDataset;
import org.jpose.data.coco.CocoDetection;
import org.jpose.data.coco.CocoFile;
import org.jpose.data.coco.CocoFolder;
import org.jpose.data.coco.CocoImage;
import org.jpose.data.coco.CocoResultsFile;
import org.jpose.data.evaluation.CocoEvaluation;
import org.jpose.data.evaluation.Evaluated;
import org.jpose.data.evaluation.Evaluation;
import org.jpose.data.evaluation.EvaluationImages;
import org.jpose.data.evaluation.EvaluationRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jpose eval}: how good found people are. */
@Command(
    name = "eval",
    description = {
      "Measures accuracy as COCO does: AP and AR.",
      "Finds people in annotated images, or takes a results file. Beyond COCO's ten figures it tells"
          + " counts, PCK and the error of each joint. docs/EVALUATION.md explains them."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all images done",
      "1:no image could be done, or a file is missing or wrong",
      "2:the command line is wrong",
      "3:some images failed; their people count as missed"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  The embedded model on COCO, with plot and worst images:",
      "    jpose eval --data coco/ --split val2017 --out evaluation/",
      "  As accurate as it gets; the same command goes on if it was interrupted:",
      "    jpose eval --data coco/ --split val2017 --scales 0.5,1,2 --flip --out best/",
      "  A training that goes on, checkpoint by checkpoint:",
      "    jpose eval --data coco/ --split val2017 --watch runs/lite",
      "  Results of any program:",
      "    jpose eval --ground-truth annotations.json --results results.json"
    })
public final class EvalCommand implements Callable<Integer> {
  private static final String JOURNAL = "journal.txt";
  private static final int FEW_WORST = 12;
  private static final int MOST_WORST = 100;

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "COCO_DIR",
      description =
          "Folder with annotations/person_keypoints_SPLIT.json and the images in SPLIT/, or with"
              + " person_keypoints.json and images/.")
  private Path data;

  @Option(
      names = "--split",
      paramLabel = "NAME|FILE",
      description =
          "Split such as val2017 or the beginning of its name, or an annotation file (default: the"
              + " only one).")
  private String split;

  @Option(
      names = "--allow-outside",
      description =
          "With --data: read images that the annotations name outside of it; for annotations you"
              + " trust.")
  private boolean allowsOutside;

  @Option(
      names = "--watch",
      paramLabel = "RUN",
      description =
          "With --data: evaluate each checkpoint of this run of 'jpose train' as it appears, a line"
              + " each, until the run ends.")
  private Path watch;

  @Option(
      names = "--ground-truth",
      paramLabel = "GT.json",
      description = "Instead of --data: annotations to compare --results with.")
  private Path groundTruth;

  @Option(
      names = "--results",
      paramLabel = "RESULTS.json",
      description = "COCO keypoint results; no model is run.")
  private Path results;

  @Option(
      names = "--photos",
      paramLabel = "DIR",
      description = "With --results and --out: where the images are, for the sheet.")
  private Path photos;

  @Option(
      names = "--images-of-results",
      description = "With --results: only images that have results (default: all annotated).")
  private boolean imagesOfResults;

  @Option(
      names = "--image-list",
      paramLabel = "FILE",
      description = "Only images whose id or file name is a line of this file.")
  private Path imageList;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      description =
          "Write results.json, summary.json, joints.csv, precision-recall.png and worst.png there,"
              + " and go on with a run of the same settings that was interrupted.")
  private Path out;

  @Option(names = "--fresh", description = "Start anew whatever --out holds.")
  private boolean fresh;

  @Option(
      names = "--worst",
      paramLabel = "N",
      description = "Images on the sheet of the worst (default: 12).")
  private Integer worst;

  @Option(
      names = {"-q", "--quiet"},
      description = "Report figures and failures only.")
  private boolean quiet;

  @Mixin private EstimatorArguments estimation;
  @Mixin private CommonArguments common;

  @Override
  public Integer call() throws Exception {
    Usage.check(spec, this::check);
    if (watch != null) {
      return watch();
    }
    if (out != null) {
      OutputFiles outputs =
          new OutputFiles(
              Stream.of(groundTruth, results, imageList).filter(Objects::nonNull).toList());
      EvaluationFiles.NAMES.forEach(name -> outputs.add(out.resolve(name)));
      Folders.make(out);
    }
    Evaluated evaluated = results == null ? evaluateModel() : evaluateResults();
    EvaluationReport.print(spec.commandLine().getOut(), evaluated);
    if (out != null) {
      new EvaluationFiles(out).write(evaluated, worst == null ? FEW_WORST : worst);
    }
    int failed = evaluated.failed().size();
    if (failed == 0) {
      return ExitCode.OK;
    }
    return failed == evaluated.evaluation().images().size()
        ? ExitCode.FAILED
        : ExitCode.SOME_FAILED;
  }

  private EstimatorOptions check() {
    if ((data == null) == (results == null)) {
      throw new IllegalArgumentException(
          "give either --data COCO_DIR, to run a model, or --ground-truth GT.json and --results"
              + " RESULTS.json");
    }
    if ((groundTruth == null) != (results == null)) {
      throw new IllegalArgumentException("--ground-truth and --results go together");
    }
    if (data == null && split != null) {
      throw new IllegalArgumentException("--split goes with --data");
    }
    if (data != null && (photos != null || imagesOfResults)) {
      throw new IllegalArgumentException("--photos and --images-of-results go with --results");
    }
    if (results != null) {
      refuseModelOptions();
    }
    if (worst != null && (worst < 1 || worst > MOST_WORST)) {
      throw new IllegalArgumentException("--worst is " + worst + ", expected 1 to " + MOST_WORST);
    }
    if (out == null && (worst != null || photos != null)) {
      throw new IllegalArgumentException("--worst and --photos go with --out, where the sheet is");
    }
    if (fresh && (out == null || data == null)) {
      throw new IllegalArgumentException("--fresh goes with --data and --out, where runs are kept");
    }
    if (watch != null && (data == null || out != null || isGiven("--model"))) {
      throw new IllegalArgumentException(
          "--watch RUN goes with --data, whose images its checkpoints are tried on, and without"
              + " --model and --out");
    }
    estimation.keepAnyScore();
    return estimation.options();
  }

  private boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  /** Somebody who gives --model expects it to be run. */
  private void refuseModelOptions() {
    for (OptionSpec option : spec.mixins().get("estimation").options()) {
      if (isGiven(option.longestName())) {
        throw new IllegalArgumentException(
            option.longestName() + " goes with --data: with --results no model is run");
      }
    }
  }

  private Evaluated evaluateResults() throws Exception {
    CocoDataset truth = CocoFile.readWithoutSegmentations(groundTruth);
    List<CocoDetection> found = CocoResultsFile.read(results);
    Set<Long> images = EvaluationImages.choose(truth, Optional.ofNullable(imageList));
    if (imagesOfResults) {
      images.retainAll(found.stream().map(CocoDetection::image).collect(Collectors.toSet()));
    }
    EvaluationImages.requireSomebody(groundTruth, truth, images);
    warn(truth);
    CocoEvaluation evaluation;
    try {
      evaluation = CocoEvaluation.of(truth, found, images);
    } catch (IllegalArgumentException e) {
      throw new FileException(results + ": " + e.getMessage(), e);
    }
    return Evaluated.of(
        results.getFileName() + " on " + groundTruth.getFileName(),
        Map.of("ground truth", groundTruth.toString(), "results", results.toString()),
        truth,
        found,
        Optional.ofNullable(photos).map(folder -> new CocoFolder(groundTruth, folder)),
        Map.of(),
        evaluation);
  }

  private Evaluated evaluateModel() throws Exception {
    EvaluationImages annotated = images();
    Map<String, String> settings = settings(annotated);
    PrintWriter err = spec.commandLine().getErr();
    try (EvaluationJournal journal = out == null ? null : journal(settings);
        PoseEstimator estimator = estimation.open(estimation.options())) {
      EvaluationImages images = judging(annotated, estimator.model().skeleton());
      Map<Long, List<CocoDetection>> before = journal == null ? Map.of() : journal.done();
      int all = images.chosen().size();
      if (!before.isEmpty() && !quiet) {
        err.println("going on: " + before.size() + " of " + all + " images were done before");
      }
      try (Progress progress = new Progress(err, quiet, "", "images", all).from(before.size())) {
        JointMapping.between(estimator.model().skeleton(), images.category().skeleton())
            .warning()
            .ifPresent(this::warn);
        return Evaluation.of(estimator)
            .named(estimation.modelName())
            .withSettings(settings)
            .withDone(before)
            .withListener(listener(progress, Optional.ofNullable(journal)))
            .on(images);
      }
    }
  }

  private EvaluationImages images() throws IOException {
    CocoFolder folder = split == null ? CocoFolder.find(data) : CocoFolder.find(data, split);
    EvaluationImages images =
        EvaluationImages.open(folder.withOutside(allowsOutside), Optional.ofNullable(imageList));
    warn(images.truth());
    return images;
  }

  private EvaluationImages judging(EvaluationImages annotated, Skeleton model) {
    EvaluationImages images = annotated.asJudging(model);
    if (images != annotated) {
      warn(
          "the model has %s of the %d annotated joints: these are what it is judged by"
              .formatted(
                  model.joints().stream().map(Joint::name).toList(),
                  annotated.category().skeleton().jointCount()));
    }
    return images;
  }

  private int watch() throws Exception {
    PrintWriter printer = spec.commandLine().getOut();
    return new WatchedRun(watch, images(), estimation, printer, spec.commandLine().getErr())
        .follow();
  }

  private void warn(CocoDataset truth) {
    LabelFault.summary(truth.faults()).forEach(this::warn);
  }

  private void warn(String line) {
    spec.commandLine().getErr().println("jpose: " + line);
    spec.commandLine().getErr().flush();
  }

  private EvaluationJournal journal(Map<String, String> settings) throws Exception {
    Path file = out.resolve(JOURNAL);
    return Usage.check(spec, () -> EvaluationJournal.open(file, settings, fresh));
  }

  private Map<String, String> settings(EvaluationImages images) {
    Path annotations = images.folder().annotations();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("jpose", JposeVersion.number());
    settings.put("annotations", annotations.getFileName().toString());
    settings.put("annotations SHA-256", Sha256.hex(annotations));
    Set<Long> chosen = images.chosen();
    settings.put("images", chosen.size() + ", " + Integer.toHexString(chosen.hashCode()));
    settings.putAll(estimation.settings());
    return settings;
  }

  private EvaluationRun.Listener listener(Progress progress, Optional<EvaluationJournal> journal) {
    return new EvaluationRun.Listener() {
      @Override
      public void done(CocoImage image, List<CocoDetection> found) {
        journal.ifPresent(open -> open.add(image.id(), found));
        progress.step();
      }

      @Override
      public void failed(CocoImage image, Throwable reason) {
        PrintWriter err = spec.commandLine().getErr();
        progress.say(err, "jpose: " + Failures.line(image.fileName(), reason));
        if (common.isVerbose()) {
          reason.printStackTrace(err);
        }
        progress.step();
      }
    };
  }
}
