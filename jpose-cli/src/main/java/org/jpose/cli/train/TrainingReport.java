package org.jpose.cli.train;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jpose.cli.terminal.Failures;
import org.jpose.train.TrainingListener;
import org.jpose.train.TrainingRun;
import org.jpose.train.loop.LoopEnd;
import org.jpose.train.loop.TrainingObserver;
import picocli.CommandLine.Model.CommandSpec;

/** Prints how a training goes. */
final class TrainingReport implements TrainingListener {
  private final CommandSpec spec;
  private final boolean quiet;

  TrainingReport(CommandSpec spec, boolean quiet) {
    this.spec = spec;
    this.quiet = quiet;
  }

  @Override
  public void say(String line) {
    if (!quiet) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(line);
      out.flush();
    }
  }

  @Override
  public void warn(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("jpose: " + line);
    err.flush();
  }

  @Override
  public String line(Throwable failure) {
    return Failures.line(failure);
  }

  @Override
  public Optional<TrainingObserver> steps(long done, long steps, IntSupplier damaged) {
    return Optional.of(
        new TrainingProgress(spec.commandLine().getOut(), quiet, done, steps, damaged));
  }

  /** Says how it ended and what can be done next. */
  void ended(TrainingRun run) {
    say(
        run.end().name().toLowerCase(Locale.ROOT)
            + run.last()
                .map(
                    last ->
                        String.format(
                            Locale.ROOT,
                            " after step %,d; saved in %s",
                            last.step(),
                            last.folder()))
                .orElse(" before the first step"));
    run.last()
        .map(last -> run.best())
        .filter(best -> best.score().isPresent())
        .ifPresent(best -> say(String.format(Locale.ROOT, "best after step %,d", best.step())));
    say(
        run.end() == LoopEnd.DONE
            ? "to use it: jpose optimize " + run.folder().path() + " --out MODEL.onnx"
            : "the same command with --resume goes on");
  }
}
