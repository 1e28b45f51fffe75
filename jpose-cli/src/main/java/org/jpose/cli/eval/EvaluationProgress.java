package org.jpose.cli.eval;

import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Tells how far a run is and how long it will take: a bar where a person watches, else a line every
 * tenth.
 */
final class EvaluationProgress implements AutoCloseable {
  private static final int LINES = 10;

  private final PrintWriter err;
  private final boolean quiet;
  private final int images;
  private final int before;
  private final long start = System.nanoTime();
  private final ProgressBar bar;
  private int done;

  /**
   * Starts.
   *
   * @param images all images
   * @param before those done by an earlier run
   */
  EvaluationProgress(PrintWriter err, boolean quiet, int images, int before) {
    this.err = err;
    this.quiet = quiet;
    this.images = images;
    this.before = before;
    this.done = before;
    this.bar = !quiet && System.console() != null && images > before ? bar() : null;
    if (before > 0 && !quiet) {
      err.println("going on: " + before + " of " + images + " images were done before");
    }
  }

  private ProgressBar bar() {
    return new ProgressBarBuilder()
        .setTaskName("images")
        .setInitialMax(images)
        .startsFrom(before, java.time.Duration.ZERO)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .showSpeed()
        .build();
  }

  void step() {
    done++;
    if (bar != null) {
      bar.step();
    } else if (!quiet && done < images && done * LINES / images > (done - 1) * LINES / images) {
      double seconds = (System.nanoTime() - start) / 1e9;
      long left = Math.round(seconds / (done - before) * (images - done));
      err.println(
          String.format(
              Locale.ROOT, "%d of %d images, %d:%02d left", done, images, left / 60, left % 60));
      err.flush();
    }
  }

  /** An image that could not be done. */
  void failure(String line) {
    if (bar != null) {
      err.println();
    }
    err.println("jpose: " + line);
    err.flush();
    step();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
