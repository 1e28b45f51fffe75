package org.jpose.cli.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.cli.terminal.OutputException;
import org.jpose.cli.terminal.Outputs;
import org.jpose.cli.terminal.StopSignal;
import org.jpose.core.Estimate;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Image;
import org.jpose.media.StandardInput;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.SourceView;
import org.jpose.media.results.ImageResult;
import org.jpose.media.results.ResultDetails;

/**
 * Takes image files through reading, estimation and output. One bad file stops nothing, and what
 * was found is written however the run ends.
 */
final class ImageRun {
  /** A batch is run early when its images have so many pixels: memory stays bounded. */
  private static final long MAX_BATCH_PIXELS = 40_000_000;

  private final PoseEstimator estimator;
  private final ImageFileReader reader;
  private final SourceView view;
  private final ResultDetails details;
  private final Outputs<ImageOutput> outputs;
  private final String model;
  private final Report report;
  private final List<Loaded> loaded = new ArrayList<>();
  private boolean complete;

  ImageRun(
      PoseEstimator estimator,
      ImageFileReader reader,
      SourceView view,
      ResultDetails details,
      Outputs<ImageOutput> outputs,
      String model,
      Report report) {
    this.estimator = estimator;
    this.reader = reader;
    this.view = view;
    this.details = details;
    this.outputs = outputs;
    this.model = model;
    this.report = report;
  }

  /**
   * Processes files in order. A signal ends the program with what was found until then.
   *
   * @param failedBefore inputs that failed already
   * @return the exit code
   * @throws OutputException if an output cannot be written; the others are complete
   */
  int process(List<Path> files, int failedBefore, StopSignal stop) {
    stop.underWay(
        () -> {
          // This thread may wait for a pipe for ever.
          stopped();
          stop.end();
        });
    try (report) {
      process(files, stop);
    } finally {
      stop.nothingUnderWay();
    }
    if (stop.isRaised()) {
      stopped();
      return stop.exitCode();
    }
    report.summary(failedBefore);
    int failed = report.failed() + failedBefore;
    if (failed == 0) {
      return ExitCode.OK;
    }
    return report.done() == 0 ? ExitCode.FAILED : ExitCode.SOME_FAILED;
  }

  private void process(List<Path> files, StopSignal stop) {
    try {
      for (Path file : files) {
        if (stop.isRaised()) {
          return;
        }
        load(file);
        if (loaded.size() >= estimator.imagesAtOnce() || loadedPixels() >= MAX_BATCH_PIXELS) {
          flush();
        }
      }
      flush();
    } catch (RuntimeException | Error e) {
      try {
        complete();
      } catch (RuntimeException other) {
        if (other != e) {
          e.addSuppressed(other);
        }
      }
      throw e;
    }
    complete();
  }

  private synchronized void stopped() {
    if (!complete) {
      try {
        complete();
      } catch (RuntimeException e) {
        report.problem(e);
      }
      report.stopped();
    }
  }

  /** Where nothing could be done, nothing is written. */
  private synchronized void complete() {
    if (complete) {
      return;
    }
    complete = true;
    if (report.done() == 0) {
      return;
    }
    outputs.complete();
  }

  private long loadedPixels() {
    return loaded.stream().mapToLong(next -> (long) next.image.width() * next.image.height()).sum();
  }

  private void load(Path file) {
    try {
      loaded.add(new Loaded(file, view.of(reader.read(file), StandardInput.nameOf(file))));
    } catch (RuntimeException | Error e) {
      report.failure(file, e);
    }
  }

  private void flush() {
    estimator.analyzeEach(
        loaded, Loaded::image, this::write, (image, reason) -> report.failure(image.file, reason));
    loaded.clear();
  }

  private synchronized void write(Loaded image, Estimate estimate) {
    if (complete) {
      return;
    }
    ImageResult result =
        ImageResult.of(
                StandardInput.nameOf(image.file),
                image.image.width(),
                image.image.height(),
                estimate.people())
            .withModel(model)
            .withFound(estimate, details);
    try {
      for (ImageOutput output : outputs.all()) {
        if (!outputs.write(output, open -> open.write(image.file, image.image, estimate, result))) {
          throw outputs.failure().orElseThrow();
        }
      }
    } catch (OutputException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      report.failure(image.file, e);
      return;
    }
    report.success(image.file, estimate.people());
  }

  private record Loaded(Path file, Image image) {}
}
