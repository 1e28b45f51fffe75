package org.jpose.cli.train;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import org.jpose.cli.terminal.Progress;
import org.jpose.core.Counted;
import org.jpose.train.engine.StageLoss;
import org.jpose.train.loop.EpochReport;
import org.jpose.train.loop.StepReport;
import org.jpose.train.loop.TrainingObserver;

/**
 * Says how a training goes: its progress, with the loss of each stage, images a second and the
 * share of time spent waiting for data; what each validation found.
 */
final class TrainingProgress implements TrainingObserver {
  private final PrintWriter out;
  private final boolean quiet;
  private final IntSupplier damaged;
  private final Progress progress;
  private int epoch;
  private long steps;
  private long images;
  private long nanos;
  private long waitNanos;
  private List<StageLoss> sums = List.of();

  TrainingProgress(PrintWriter out, boolean quiet, long done, long steps, IntSupplier damaged) {
    this.out = out;
    this.quiet = quiet;
    this.damaged = damaged;
    this.progress =
        new Progress(out, quiet, "", "steps", steps).from(done).noting(this::state).tellingFirst();
  }

  @Override
  public void step(StepReport report) {
    steps++;
    images += report.images();
    nanos += report.time().toNanos();
    waitNanos += report.dataWait().toNanos();
    sums = sum(sums, report.result().stages());
    epoch = report.epoch() + 1;
    progress.at(report.step());
  }

  /** What the steps since it was last asked for have come to. */
  private String state() {
    String state =
        String.format(
            Locale.ROOT,
            "epoch %d, loss %s, %.1f images/s, data wait %.1f %%%s",
            epoch,
            losses(),
            images * 1e9 / nanos,
            100.0 * waitNanos / nanos,
            damaged());
    steps = 0;
    images = 0;
    nanos = 0;
    waitNanos = 0;
    sums = List.of();
    return state;
  }

  private String damaged() {
    int count = damaged.getAsInt();
    return count == 0 ? "" : ", " + Counted.of(count, "damaged sample");
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
    progress.say(out, line.toString());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.3f" : "%.1f", value);
  }

  @Override
  public void close() {
    progress.close();
  }
}
