package org.jpose.cli.models;

import java.io.PrintWriter;
import java.net.URI;
import java.util.Locale;
import java.util.OptionalLong;
import org.jpose.cli.terminal.Progress;
import org.jpose.zoo.download.FetchListener;
import picocli.CommandLine;

/** Tells the user how a download goes. */
final class FetchReport implements FetchListener, AutoCloseable {
  private static final long MEGABYTE = 1_000_000;

  private final String name;
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean quiet;
  private Progress progress;

  FetchReport(String name, CommandLine command, boolean quiet) {
    this.name = name;
    this.out = command.getOut();
    this.err = command.getErr();
    this.quiet = quiet;
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
    if (progress == null) {
      long all = total.orElse(0) / MEGABYTE;
      progress = new Progress(out, quiet, name, "MB", all).from(bytes / MEGABYTE);
    }
    progress.at(bytes / MEGABYTE);
  }

  @Override
  public void retrying(URI address, String reason) {
    complain(address, reason + "; trying again");
  }

  @Override
  public void failed(URI address, String reason) {
    endProgress(); // the exception has the reason, and those of the other addresses
  }

  @Override
  public void converting() {
    say("making its model file");
  }

  private void say(String text) {
    endProgress();
    if (!quiet) {
      out.println(name + ": " + text);
      out.flush();
    }
  }

  private void complain(URI address, String text) {
    endProgress();
    err.println("jpose: " + name + ": " + address + ": " + text);
    err.flush();
  }

  private void endProgress() {
    if (progress != null) {
      progress.close();
      progress = null;
    }
  }

  @Override
  public void close() {
    endProgress();
  }
}
