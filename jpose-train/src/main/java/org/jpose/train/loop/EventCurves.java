package org.jpose.train.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.jpose.core.disk.FileException;
import org.jpose.train.engine.StageLoss;

/**
 * Draws curves into an event file: losses of every stage, learning rate, length of the gradient,
 * images a second and the share of time spent waiting for data; after validations, what they found.
 * Closes the file.
 */
public final class EventCurves implements TrainingObserver {
  private final EventFile file;
  private final int every;

  /**
   * Curves with a point every so many steps.
   *
   * @throws IllegalArgumentException if that is not positive
   */
  public EventCurves(EventFile file, int every) {
    if (every < 1) {
      throw new IllegalArgumentException("a point every " + every + " steps, expected 1 or more");
    }
    this.file = file;
    this.every = every;
  }

  @Override
  public void step(StepReport report) {
    if (report.step() % every != 0) {
      return;
    }
    long step = report.step();
    double seconds = report.time().toNanos() / 1e9;
    draw("loss/sum", step, report.result().loss());
    draw("loss", step, report.result().stages());
    draw("learning_rate", step, report.learningRate());
    draw("gradient_norm", step, report.result().gradientNorm());
    draw("speed/images_per_second", step, report.images() / seconds);
    draw("speed/data_wait", step, report.dataWait().toNanos() / 1e9 / seconds);
  }

  @Override
  public void epoch(EpochReport report) {
    report
        .validation()
        .ifPresent(
            found -> {
              draw("validation", report.step(), found.losses());
              found
                  .averagePrecision()
                  .ifPresent(precision -> draw("validation/ap", report.step(), precision));
            });
  }

  private void draw(String name, long step, List<StageLoss> stages) {
    for (int i = 0; i < stages.size(); i++) {
      String stage = String.format(Locale.ROOT, "%s/stage%d", name, i + 1);
      draw(stage + "_heat", step, stages.get(i).heat());
      draw(stage + "_affinity", step, stages.get(i).affinity());
    }
  }

  private void draw(String tag, long step, double value) {
    try {
      file.scalar(tag, step, value);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "event file: cannot be written: " + FileException.reason(e), e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("event file: cannot be closed: " + FileException.reason(e), e);
    }
  }
}
