package org.jpose.cli.video;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jpose.cli.arguments.CommonArguments;
import org.jpose.cli.arguments.EstimatorArguments;
import org.jpose.cli.arguments.SourceArguments;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.cli.terminal.StopSignal;
import org.jpose.cli.terminal.Usage;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.media.video.Delivery;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.VideoOptions;
import org.jpose.media.video.read.VideoSources;
import org.jpose.media.video.write.RecordingOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jpose webcam}: people in front of a camera. */
@Command(
    name = "webcam",
    description = {
      "Finds people in what a camera sees, always in its newest frame.",
      "A stream that drops is connected again. Goes on until q is pressed in the window, or Ctrl-C,"
          + " which finishes the files."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the camera ended, or the window was closed",
      "1:the camera cannot be opened, or was lost",
      "2:the command line is wrong",
      "3:the camera was lost; what was done until then is written",
      "130, 143:stopped by Ctrl-C or SIGTERM; what was done until then is written"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  The first camera in a window:",
      "    jpose webcam --show",
      "  A network camera without a window, recorded, people as JSON lines:",
      "    jpose webcam --camera rtsp://door/stream --record a.mp4 --json a.jsonl",
      "  What happens now, for another program:",
      "    jpose webcam --track --json - | jq -c '.people | length'"
    })
public final class WebcamCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-c", "--camera"},
      paramLabel = "N|DEVICE|URL",
      description =
          "Camera by number, device (/dev/video2) or address (rtsp://, http://). Default: 0. A file"
              + " is played at its own speed.")
  private String camera = "0";

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "Write the video with people drawn to this file.")
  private Path record;

  @Mixin private VideoArguments arguments;
  @Mixin private SourceArguments view;
  @Mixin private EstimatorArguments estimation;
  @Mixin private CommonArguments common;

  @Override
  public Integer call() throws Exception {
    EstimatorOptions options =
        Usage.check(
            spec,
            () -> {
              arguments.check("--record", record != null);
              view.view();
              return estimation.options();
            });
    Map<String, VideoTargets> targets = VideoTargets.plan(List.of(camera), record, arguments);
    PrintWriter err = spec.commandLine().getErr();
    StopSignal stop = StopSignal.of(spec);
    try (PoseEstimator estimator = Usage.check(spec, () -> estimation.open(options))) {
      Usage.check(spec, () -> arguments.requireJoints(estimator.model().skeleton()));
      // One frame at a time, on all cores: what is seen is not to wait for what was seen before.
      VideoRun run =
          new VideoRun(
              estimator,
              arguments.pipeline(1),
              arguments,
              estimation.modelName(),
              stop,
              arguments.piped() ? err : spec.commandLine().getOut(),
              err,
              common.isVerbose());
      targets.get(camera).makeFolders();
      FrameSource source =
          VideoSources.viewed(
              VideoSources.open(
                  camera,
                  VideoOptions.defaults()
                      .withDelivery(Delivery.NEWEST)
                      .withListener(
                          line -> {
                            err.println("jpose: " + line);
                            err.flush();
                          })),
              view.view());
      VideoRun.Outcome outcome =
          run.process(
              camera,
              source,
              targets.get(camera),
              target -> PeopleSink.open(target, source.facts(), recording(), Optional.empty()));
      if (stop.isRaised()) {
        return stop.exitCode();
      }
      return switch (outcome) {
        case DONE -> ExitCode.OK;
        case PARTLY -> ExitCode.SOME_FAILED;
        case FAILED -> ExitCode.FAILED;
      };
    }
  }

  private RecordingOptions recording() {
    RecordingOptions options = RecordingOptions.defaults();
    return arguments.codec == null ? options : options.withCodec(arguments.codec);
  }
}
