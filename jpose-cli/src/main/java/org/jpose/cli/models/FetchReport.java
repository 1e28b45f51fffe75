package org.jpose.cli.models;

import java.io.PrintWriter;
import java.net.URI;
import java.util.Locale;
import java.util.OptionalLong;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jpose.cli.terminal.TerminalWriter;
import org.jpose.zoo.download.FetchListener;
import picocli.CommandLine;

/** Tells the user how a download goes: with a bar where a person watches, else in lines. */
final class FetchReport implements FetchListener, AutoCloseable {
  private static final long MEGABYTE = 1_000_000;

  private final String name;
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean quiet;
  private final boolean watched;
  private ProgressBar bar;

  FetchReport(String name, CommandLine command, boolean quiet) {
    this.name = name;
    this.out = command.getOut();
    this.err = command.getErr();
    this.quiet = quiet;
    this.watched = !quiet && System.console() != null;
  }

  @Override
  public void waiting() {
    say("another process is at it; waiting");
  }

  @Override
  public void asking(URI address, long from) {
    String part =
        from == 0
            ? ""
            : String.format(Locale.ROOT, ", going on at %.1f MB", from / (double) MEGABYTE);
    say(address + part);
  }

  @Override
  public void progress(long bytes, OptionalLong total) {
    if (!watched) {
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(TerminalWriter.line(name))
              .setInitialMax(total.orElse(-1))
              .setUnit(" MB", MEGABYTE)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .showSpeed()
              .startsFrom(bytes, java.time.Duration.ZERO)
              .build();
    }
    bar.stepTo(bytes);
  }

  @Override
  public void retrying(URI address, String reason) {
    complain(address, reason + "; trying again");
  }

  @Override
  public void failed(URI address, String reason) {
    endBar(); // the exception has the reason, and those of the other addresses
  }

  @Override
  public void converting() {
    say("making its model file");
  }

  private void say(String text) {
    endBar();
    if (!quiet) {
      out.println(name + ": " + text);
      out.flush();
    }
  }

  private void complain(URI address, String text) {
    endBar();
    err.println("jpose: " + name + ": " + address + ": " + text);
    err.flush();
  }

  private void endBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  @Override
  public void close() {
    endBar();
  }
}
