package org.jpose.cli.terminal;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jpose.core.Counted;
import org.jpose.media.pipeline.FramePeople;
import org.jpose.media.pipeline.PipelineSummary;
import org.jpose.media.pipeline.StageTime;

/** Tells how far one video is, what a camera sees now, and what it was in the end. */
public final class VideoReport implements AutoCloseable {
  private static final long LINE_NANOS = 2_000_000_000L;

  private final PrintWriter out;
  private final boolean quiet;
  private final String name;
  private final boolean live;
  private final Progress progress;
  private final Optional<Duration> cpu = CpuTime.now();
  private long lineTime = System.nanoTime();
  private long lineFrames;
  private long done;
  private int seen;

  /**
   * Starts.
   *
   * @param name the video's
   * @param frames how many will come, where that is known
   * @param live whether it is a camera, of which every line tells what is seen now
   */
  public VideoReport(
      PrintWriter out, boolean quiet, String name, OptionalLong frames, boolean live) {
    this.out = out;
    this.quiet = quiet;
    this.name = name;
    this.live = live;
    this.progress =
        new Progress(out, quiet || live, name, "frames", frames.orElse(0))
            .noting(() -> Counted.people(seen));
  }

  /** One more frame is done. */
  public void frame(FramePeople frame) {
    done++;
    seen = frame.people().size();
    progress.step();
    if (live && !quiet) {
      cameraLine(frame);
    }
  }

  private void cameraLine(FramePeople frame) {
    long now = System.nanoTime();
    lineFrames++;
    if (now - lineTime >= LINE_NANOS || done == 1) {
      double rate = lineFrames * 1e9 / Math.max(1, now - lineTime);
      print(
          "%s: frame %d, %s, %s, latency %d ms",
          name,
          frame.frame().index(),
          Counted.people(frame.people().size()),
          done == 1 ? "first frame" : number(rate) + " frames/s",
          frame.latency().toMillis());
      lineTime = now;
      lineFrames = 0;
    }
  }

  /** Says what was done, and what each stage took of the processor's time. */
  public void summary(PipelineSummary summary, boolean tracked) {
    close();
    if (quiet) {
      return;
    }
    print(
        "%s: %s%s, %s in all, at most %d in a frame%s; %s s, %s frames/s, latency %d ms",
        name,
        Counted.of(summary.frames(), "frame"),
        summary.dropped() > 0 ? " (" + summary.dropped() + " dropped)" : "",
        Counted.people(summary.people()),
        summary.mostPeople(),
        tracked ? ", " + Counted.of(summary.tracks(), "track") : "",
        number(summary.elapsed().toNanos() / 1e9),
        number(summary.framesPerSecond()),
        summary.latency().toMillis());
    Optional<Duration> all = CpuTime.now().flatMap(now -> cpu.map(now::minus));
    if (all.isPresent() && all.get().toNanos() > 0) {
      print("processor time: %s", shares(summary, all.get()));
    }
  }

  private static String shares(PipelineSummary summary, Duration all) {
    StringBuilder text = new StringBuilder();
    long rest = all.toNanos();
    for (StageTime stage : summary.stages()) {
      rest -= stage.cpu().toNanos();
      text.append(stage.stage())
          .append(' ')
          .append(percent(stage.cpu().toNanos(), all))
          .append(", ");
    }
    text.append("codecs', network's and Java's own threads ")
        .append(percent(Math.max(0, rest), all));
    return text.toString();
  }

  private static String percent(long nanos, Duration all) {
    return number(100.0 * nanos / all.toNanos()) + " %";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private void print(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
    out.flush();
  }

  @Override
  public void close() {
    progress.close();
  }
}
