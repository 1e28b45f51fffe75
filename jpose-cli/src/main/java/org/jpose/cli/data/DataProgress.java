package org.jpose.cli.data;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jpose.cli.terminal.Failures;
import org.jpose.cli.terminal.TerminalWriter;

/** Shows how far a run over data is, where a person watches, and says what fails as it comes. */
final class DataProgress implements AutoCloseable {
  private final PrintWriter err;
  private final boolean verbose;
  private final ProgressBar bar;
  private int done;
  private int failed;

  DataProgress(PrintWriter err, boolean verbose, String task, int count) {
    this.err = err;
    this.verbose = verbose;
    this.bar = System.console() == null ? null : bar(task, count);
  }

  private static ProgressBar bar(String task, int count) {
    return new ProgressBarBuilder()
        .setTaskName(TerminalWriter.line(task))
        .setInitialMax(count)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .showSpeed()
        .build();
  }

  /** One more is done, well or not. */
  void step() {
    done++;
    if (bar != null) {
      bar.step();
    }
  }

  void failure(Throwable error) {
    failed++;
    say("jpose: " + Failures.line(error));
    if (verbose) {
      error.printStackTrace(err);
      err.flush();
    }
  }

  /** Prints a line without tearing the bar. */
  void say(String line) {
    if (bar != null) {
      err.println();
    }
    err.println(line);
    err.flush();
  }

  int done() {
    return done;
  }

  int failed() {
    return failed;
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
