package org.jpose.cli.eval;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jpose.cli.arguments.EstimatorArguments;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.cli.terminal.Failures;
import org.jpose.core.PoseEstimator;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.TemporaryFolder;
import org.jpose.data.coco.CocoImage;
import org.jpose.data.evaluation.CocoSummary;
import org.jpose.data.evaluation.Evaluation;
import org.jpose.data.evaluation.EvaluationImages;
import org.jpose.data.evaluation.EvaluationRun;
import org.jpose.train.TrainedWeights;
import org.jpose.train.checkpoint.Checkpoint;
import org.jpose.train.checkpoint.RunWatch;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.ModelSource;
import org.jpose.weights.Precision;
import org.jpose.weights.onnx.OnnxExporter;

/** Evaluates the checkpoints of a run as they appear, and tells each in a line. */
final class WatchedRun {
  private final Path folder;
  private final EvaluationImages images;
  private final EstimatorArguments estimation;
  private final PrintWriter out;
  private final PrintWriter err;
  private double best = -1;
  private int evaluated;
  private boolean lacking;

  WatchedRun(
      Path folder,
      EvaluationImages images,
      EstimatorArguments estimation,
      PrintWriter out,
      PrintWriter err) {
    this.folder = folder;
    this.images = images;
    this.estimation = estimation;
    this.out = out;
    this.err = err;
  }

  /** Follows the run to its end and returns the exit code. */
  int follow() throws Exception {
    RunWatch watch = RunWatch.of(folder);
    for (Optional<Checkpoint> next = watch.next(); next.isPresent(); next = watch.next()) {
      evaluate(next.get());
    }
    if (evaluated == 0) {
      throw new FileException(folder + ": the run has ended without a checkpoint");
    }
    return lacking ? ExitCode.SOME_FAILED : ExitCode.OK;
  }

  private void evaluate(Checkpoint checkpoint) throws Exception {
    try (TemporaryFolder place = TemporaryFolder.ofSystem()) {
      Path model = place.path().resolve("step-" + checkpoint.step() + ".onnx");
      try {
        ModelSource source =
            TrainedWeights.open(
                checkpoint.folder(), Optional.empty(), ConversionOptions.defaults());
        OnnxExporter.write(model, source.model().optimized(), source.facts(), Precision.FLOAT32);
      } catch (IOException | RuntimeException e) {
        if (Files.isDirectory(checkpoint.folder())) {
          throw e;
        }
        say(err, "jpose: step %,d: deleted before it could be read", checkpoint.step());
        return;
      }
      estimation.useModel(model.toString());
      tell(checkpoint.step(), summary());
    }
  }

  private CocoSummary summary() {
    EvaluationRun.Listener listener =
        new EvaluationRun.Listener() {
          @Override
          public void failed(CocoImage image, Throwable reason) {
            if (evaluated == 0) {
              say(err, "jpose: %s", Failures.line(image.fileName(), reason));
            }
            lacking = true;
          }
        };
    try (PoseEstimator estimator = estimation.open(estimation.options())) {
      return Evaluation.of(estimator).withListener(listener).on(images).summary();
    }
  }

  private void tell(long step, CocoSummary summary) {
    evaluated++;
    boolean better = summary.ap() > best;
    best = Math.max(best, summary.ap());
    say(
        out,
        "step %,d: AP %.3f  AP50 %.3f  AR %.3f%s",
        step,
        summary.ap(),
        summary.ap50(),
        summary.ar(),
        better ? "  best so far" : "");
  }

  private static void say(PrintWriter to, String format, Object... values) {
    to.println(String.format(Locale.ROOT, format, values));
    to.flush();
  }
}
