package org.jpose.cli.video;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jpose.cli.terminal.Failures;
import org.jpose.cli.terminal.OutputException;
import org.jpose.cli.terminal.StopSignal;
import org.jpose.cli.terminal.VideoReport;
import org.jpose.core.PoseEstimator;
import org.jpose.core.disk.FileException;
import org.jpose.media.pipeline.FramePipeline;
import org.jpose.media.pipeline.PipelineOptions;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.read.VideoSources;

/** Takes a video's frames through the pipeline to its outputs. */
final class VideoRun {
  private final PoseEstimator estimator;
  private final PipelineOptions options;
  private final VideoArguments arguments;
  private final String model;
  private final StopSignal stop;
  private final PrintWriter report;
  private final PrintWriter err;
  private final boolean verbose;
  private volatile boolean quit;

  /** How a video went. */
  enum Outcome {
    /** All of it is done, or all up to where it was stopped. */
    DONE,
    /** It broke in the middle; what was before is written. */
    PARTLY,
    /** Nothing is written, or one output could not be; the others have what was before. */
    FAILED
  }

  VideoRun(
      PoseEstimator estimator,
      PipelineOptions options,
      VideoArguments arguments,
      String model,
      StopSignal stop,
      PrintWriter report,
      PrintWriter err,
      boolean verbose) {
    this.estimator = estimator;
    this.options = options;
    this.arguments = arguments;
    this.model = model;
    this.stop = stop;
    this.report = report;
    this.err = err;
    this.verbose = verbose;
  }

  /**
   * Does one video, and says how it went.
   *
   * @param video as it was named; a password in it is not shown or written
   * @param source closed in the end
   * @param opener opens the video to be written
   */
  Outcome process(
      String video, FrameSource source, VideoTargets targets, Function<Path, PeopleSink> opener) {
    String name = VideoSources.shownName(video);
    OptionalLong frames = source.facts().frames();
    try (source;
        VideoOutputs outputs = VideoOutputs.open(name, targets, arguments, model, opener);
        FramePipeline pipeline = new FramePipeline(source, estimator, options);
        Screen screen = arguments.show ? screen(name, pipeline) : null;
        VideoReport progress =
            new VideoReport(report, arguments.quiet, name, frames, source.givesNewest())) {
      if (screen != null) {
        pipeline.then("window", screen.view::show);
      }
      outputs.addTo(pipeline);
      stop.underWay(
          () -> {
            pipeline.finish();
            if (screen != null) {
              screen.view.close();
            }
          });
      return drain(name, pipeline, outputs, progress);
    } catch (RuntimeException | Error e) {
      fail(name, e);
      return Outcome.FAILED;
    } finally {
      stop.underWay(() -> {});
    }
  }

  private Outcome drain(
      String name, FramePipeline pipeline, VideoOutputs outputs, VideoReport progress) {
    Throwable broken = null;
    try {
      pipeline.forEachRemaining(progress::frame);
    } catch (RuntimeException | Error e) {
      broken = e;
    }
    pipeline.close();
    if (pipeline.summary().frames() == 0) {
      progress.close();
      if (broken == null && isQuit()) {
        return Outcome.FAILED;
      }
      fail(name, broken == null ? noFrame(name) : broken);
      return Outcome.FAILED;
    }
    complete(outputs, broken);
    progress.summary(pipeline.summary(), options.tracking().isPresent());
    if (broken != null) {
      fail(name, broken);
      return Outcome.PARTLY;
    }
    return Outcome.DONE;
  }

  private static void complete(VideoOutputs outputs, Throwable broken) {
    try {
      outputs.complete();
    } catch (OutputException e) {
      if (broken != null) {
        e.addSuppressed(broken);
      }
      throw e;
    }
  }

  private static FileException noFrame(String name) {
    return new FileException(
        name + ": has no frame in what was asked for; nothing was written; see --from and --to");
  }

  private Screen screen(String name, FramePipeline pipeline) {
    VideoWindow window = VideoWindow.open("jpose: " + name);
    VideoView view =
        new VideoView(
            name,
            Path.of(""),
            arguments.onBlack,
            window::show,
            line -> {
              report.println(line);
              report.flush();
            });
    Runnable end =
        () -> {
          quit = true;
          pipeline.finish();
          view.close();
        };
    window.key("SPACE", view::togglePause);
    window.key("P", view::togglePause);
    window.key("H", view::toggleHelp);
    window.key("PERIOD", () -> view.turnOver(true));
    window.key("COMMA", () -> view.turnOver(false));
    window.key("M", view::toggleBlack);
    window.key("F", window::toggleFullScreen);
    window.key("S", view::save);
    window.key("Q", end);
    window.key("ESCAPE", end);
    window.onClose(end);
    return new Screen(window, view);
  }

  /** Whether the user has had enough, of this video and of others. */
  boolean isQuit() {
    return quit || stop.isRaised();
  }

  /** Says that a video failed, in one line. */
  void fail(String video, Throwable error) {
    Failures.printOf(err, VideoSources.shownName(video), error, verbose);
  }

  private record Screen(VideoWindow window, VideoView view) implements AutoCloseable {
    @Override
    public void close() {
      view.close();
      window.close();
    }
  }
}
