package org.jpose.cli.terminal;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Tells how far a piece of work is and how long the rest will take: a bar where a person watches,
 * else a line every half minute. Any thread may call.
 */
public final class Progress implements AutoCloseable {
  private static final long BETWEEN_LINES = Duration.ofSeconds(30).toNanos();
  private static final long BETWEEN_NOTES = Duration.ofSeconds(1).toNanos();

  private final PrintWriter out;
  private final boolean quiet;
  private final String name;
  private final String unit;
  private final long all;
  private final LongSupplier clock;
  private final long start;
  private Supplier<String> note = () -> "";
  private long before;
  private long done;
  private long told;
  private ProgressBar bar;
  private boolean closed;

  /**
   * Starts; nothing is shown before the first unit is done.
   *
   * @param out takes the lines; the bar is drawn on standard error
   * @param quiet whether nothing is shown
   * @param name of the work, empty if the unit says enough
   * @param unit what is counted, in the plural
   * @param all how many units there are, 0 if that is not known
   */
  public Progress(PrintWriter out, boolean quiet, String name, String unit, long all) {
    this(out, quiet, name, unit, all, System::nanoTime);
  }

  Progress(PrintWriter out, boolean quiet, String name, String unit, long all, LongSupplier clock) {
    this.out = out;
    this.quiet = quiet;
    this.name = name;
    this.unit = unit;
    this.all = all;
    this.clock = clock;
    this.start = clock.getAsLong();
    this.told = start;
  }

  /** Says how many units were done before; to be called before the first. */
  public Progress from(long count) {
    before = count;
    done = count;
    return this;
  }

  /** Takes what else is told; asked for each time that something is. */
  public Progress noting(Supplier<String> text) {
    note = text;
    return this;
  }

  /** Lets the first unit be told as well, of work whose units take long. */
  public Progress tellingFirst() {
    told = start - BETWEEN_LINES;
    return this;
  }

  /** One more is done. */
  public synchronized void step() {
    at(done + 1);
  }

  /** So many are done, those done before included. */
  public synchronized void at(long count) {
    done = count;
    if (quiet || closed) {
      return;
    }
    if (bar == null && System.console() != null) {
      bar = bar();
    }
    if (bar != null) {
      bar.stepTo(count);
    }
    boolean due = clock.getAsLong() - told >= (bar == null ? BETWEEN_LINES : BETWEEN_NOTES);
    if (due && (bar != null || done != all)) {
      tell();
    }
  }

  private ProgressBar bar() {
    return new ProgressBarBuilder()
        .setTaskName(TerminalWriter.line(name.isEmpty() ? unit : name))
        .setInitialMax(all == 0 ? -1 : all)
        .setUnit(" " + unit, 1)
        .startsFrom(before, Duration.ZERO)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .showSpeed()
        .build();
  }

  private void tell() {
    told = clock.getAsLong();
    String text = note.get();
    if (bar != null) {
      bar.setExtraMessage(" " + text);
    } else {
      out.println(line() + (text.isEmpty() ? "" : "; " + text));
      out.flush();
    }
  }

  private String line() {
    double seconds = Math.max(1, told - start) / 1e9;
    double rate = (done - before) / seconds;
    String task = name.isEmpty() ? "" : name + ": ";
    String of = all == 0 ? "" : String.format(Locale.ROOT, " of %,d", all);
    String left = all == 0 || rate == 0 ? "" : ", " + span((all - done) / rate) + " left";
    return String.format(
        Locale.ROOT, "%s%,d%s %s, %s %s/s%s", task, done, of, unit, number(rate), unit, left);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 1 ? "%.2f" : "%.1f", value);
  }

  private static String span(double seconds) {
    Duration left = Duration.ofSeconds(Math.round(seconds));
    if (left.toHours() > 0) {
      return left.toHours() + " h " + left.toMinutesPart() + " min";
    }
    return left.toMinutes() > 0
        ? left.toMinutes() + " min " + left.toSecondsPart() + " s"
        : left.toSeconds() + " s";
  }

  /** Whether a bar is drawn, beside which a line for each unit would be too much. */
  public synchronized boolean isBar() {
    return bar != null;
  }

  /** Prints a line, which does not tear the bar. */
  public synchronized void say(PrintWriter to, String line) {
    newLine();
    to.println(line);
    to.flush();
  }

  /** Ends the bar's line; what is printed next begins one. The bar goes on below. */
  public synchronized void newLine() {
    if (bar != null) {
      System.err.println();
    }
  }

  /** Ends the bar; may be called twice. */
  @Override
  public synchronized void close() {
    if (bar != null && !closed) {
      bar.close();
    }
    closed = true;
  }
}
