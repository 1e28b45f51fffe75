package org.jpose.cli.image;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jpose.cli.terminal.Failures;
import org.jpose.cli.terminal.Progress;
import org.jpose.core.Counted;
import org.jpose.core.pose.Pose;
import org.jpose.media.StandardInput;

/**
 * Tells the user how a run goes: progress of several images, a line for each where nobody watches,
 * failures as they come, a summary at the end.
 */
final class Report implements AutoCloseable {
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean quiet;
  private final boolean verbose;
  private final int files;
  private final long start = System.nanoTime();
  private final Progress progress;
  private int done;
  private int failed;
  private int people;

  Report(PrintWriter out, PrintWriter err, boolean quiet, boolean verbose, int files) {
    this.out = out;
    this.err = err;
    this.quiet = quiet;
    this.verbose = verbose;
    this.files = files;
    this.progress = new Progress(err, quiet || files == 1, "", "images", files);
  }

  void success(Path file, List<Pose> found) {
    done++;
    people += found.size();
    progress.step();
    if (!quiet && !progress.isBar()) {
      out.println(StandardInput.nameOf(file) + ": " + Counted.people(found.size()));
      out.flush();
    }
  }

  void failure(Path file, Throwable error) {
    failed++;
    progress.step();
    progress.newLine();
    Failures.printOf(err, StandardInput.nameOf(file), error, verbose);
  }

  void summary(int failedBefore) {
    int allFailed = failed + failedBefore;
    if (quiet || files + failedBefore == 1) {
      return;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    out.println(
        String.format(
            Locale.ROOT,
            "%d of %d images done, %s, %d failed; %.1f s, %.1f images/s",
            done,
            done + allFailed,
            Counted.people(people),
            allFailed,
            seconds,
            done / seconds));
    out.flush();
  }

  /** Somebody has stopped the run. */
  void stopped() {
    close();
    if (!quiet) {
      out.println(
          "stopped: %d of %d images done, %s".formatted(done, files, Counted.people(people)));
      out.flush();
    }
  }

  /** Something beside the images went wrong. */
  void problem(Throwable error) {
    Failures.print(err, error, verbose);
  }

  int done() {
    return done;
  }

  int failed() {
    return failed;
  }

  @Override
  public void close() {
    progress.close();
  }
}
