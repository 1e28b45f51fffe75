package org.jpose.cli.train;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jpose.train.engine.StageLoss;
import org.jpose.train.loop.EpochReport;
import org.jpose.train.loop.StepReport;
import org.jpose.train.loop.TrainingObserver;

/**
 * Says how a training goes: a progress bar where a person watches, else a line every half minute;
 * both say the loss of each stage, images a second, the share of time spent waiting for data and
 * the time left.
 */
final class TrainingProgress implements TrainingObserver {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final PrintWriter out;
  private final boolean quiet;
  private final IntSupplier damaged;
  private final ProgressBar bar;
  private long lastLine = System.nanoTime();
  private long steps;
  private long images;
  private long nanos;
  private long waitNanos;
  private List<StageLoss> sums = List.of();

  TrainingProgress(PrintWriter out, boolean quiet, long done, long steps, IntSupplier damaged) {
    this.out = out;
    this.quiet = quiet;
    this.damaged = damaged;
    this.bar = quiet || System.console() == null ? null : bar(done, steps);
  }

  private static ProgressBar bar(long done, long steps) {
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("steps")
            .setInitialMax(steps)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(500)
            .hideEta()
            .build();
    return bar.stepTo(done);
  }

  @Override
  public void step(StepReport report) {
    steps++;
    images += report.images();
    nanos += report.time().toNanos();
    waitNanos += report.dataWait().toNanos();
    sums = sum(sums, report.result().stages());
    long now = System.nanoTime();
    if (bar != null) {
      bar.stepTo(report.step());
    }
    Duration between = bar == null ? BETWEEN_LINES : BETWEEN_LOOKS;
    boolean first = report.step() == 1;
    if (!quiet && (first || now - lastLine > between.toNanos())) {
      show(report);
      lastLine = now;
    }
  }

  private void show(StepReport report) {
    String state =
        String.format(
            Locale.ROOT,
            "loss %s, %.1f images/s, data wait %.1f %%%s, %s left",
            losses(),
            images * 1e9 / nanos,
            100.0 * waitNanos / nanos,
            damaged.getAsInt() == 0 ? "" : ", " + damaged.getAsInt() + " damaged samples",
            span((long) ((double) nanos / steps * (report.steps() - report.step()))));
    if (bar != null) {
      bar.setExtraMessage(state);
    } else {
      print(
          String.format(
              Locale.ROOT,
              "step %,d of %,d, epoch %d: %s",
              report.step(),
              report.steps(),
              report.epoch() + 1,
              state));
    }
    steps = 0;
    images = 0;
    nanos = 0;
    waitNanos = 0;
    sums = List.of();
  }

  /** The sum of all stages, and each. */
  private String losses() {
    List<Double> stages = sums.stream().map(stage -> stage.total() / steps).toList();
    List<String> each = stages.stream().map(TrainingProgress::number).toList();
    return number(stages.stream().mapToDouble(Double::doubleValue).sum())
        + (each.size() > 1 ? " (" + String.join(" ", each) + ")" : "");
  }

  private static List<StageLoss> sum(List<StageLoss> sums, List<StageLoss> stages) {
    if (sums.isEmpty()) {
      return stages;
    }
    List<StageLoss> added = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      added.add(
          new StageLoss(
              sums.get(i).heat() + stages.get(i).heat(),
              sums.get(i).affinity() + stages.get(i).affinity()));
    }
    return added;
  }

  @Override
  public void epoch(EpochReport report) {
    if (quiet || report.validation().isEmpty()) {
      return;
    }
    List<StageLoss> found = report.validation().get().losses();
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "step %,d: validation loss ", report.step()));
    line.append(String.join(" ", found.stream().map(stage -> number(stage.total())).toList()));
    report
        .validation()
        .get()
        .averagePrecision()
        .ifPresent(ap -> line.append(String.format(Locale.ROOT, ", AP %.3f", ap)));
    print(line.toString());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.3f" : "%.1f", value);
  }

  private static String span(long nanos) {
    Duration left = Duration.ofNanos(nanos);
    if (left.toHours() > 0) {
      return left.toHours() + " h " + left.toMinutesPart() + " min";
    }
    return left.toMinutes() > 0
        ? left.toMinutes() + " min " + left.toSecondsPart() + " s"
        : left.toSeconds() + " s";
  }

  /** Prints a line without tearing the bar. */
  void print(String line) {
    if (bar != null) {
      out.println();
    }
    out.println(line);
    out.flush();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
