package org.jpose.cli.video;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jpose.cli.arguments.CommonArguments;
import org.jpose.cli.arguments.EstimatorArguments;
import org.jpose.cli.arguments.InputArguments;
import org.jpose.cli.arguments.SourceArguments;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.cli.terminal.OutputFiles;
import org.jpose.cli.terminal.StopSignal;
import org.jpose.cli.terminal.Usage;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.core.disk.FileException;
import org.jpose.media.StandardInput;
import org.jpose.media.pipeline.PipelineOptions;
import org.jpose.media.video.FramePosition;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.VideoOptions;
import org.jpose.media.video.read.VideoSources;
import org.jpose.media.video.write.RecordingOptions;
import org.jpose.ros.bag.BagTopics;
import org.jpose.ros.bag.BagVideo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpose video}: people in videos. */
@Command(
    name = "video",
    description = {
      "Finds people in videos.",
      "Reads what FFmpeg reads, folders and series of images (frames/f_%%04d.png), and addresses."
          + " A video that breaks in the middle is done up to there; the others go on. Ctrl-C"
          + " finishes the files with what there is."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all videos done",
      "1:no video could be done",
      "2:the command line is wrong",
      "3:some videos failed or broke in the middle, the rest is done",
      "130, 143:stopped by Ctrl-C or SIGTERM; what was done until then is written"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  A video with skeletons and its sound, people as JSON lines:",
      "    jpose video dance.mp4 --out people.mp4 --keep-audio --json people.jsonl",
      "  Follow people through a part of it, calm their joints:",
      "    jpose video dance.mp4 --from 0:10 --to 0:20 --track --smooth --csv a.csv",
      "  Several into folders, one row a person with angles:",
      "    jpose video a.mp4 b.mp4 --out drawn/ --csv csv/ --csv-layout wide --angles",
      "  OpenPose's files, one a frame:",
      "    jpose video dance.mp4 --track --json keypoints/ --json-format openpose",
      "  From another program:",
      "    ffmpeg -i talk.mp4 -f matroska -c copy - | jpose video - --json -",
      "  A recording of ROS, people and pictures into another one:",
      "    jpose video robot.bag --topic /camera/image_raw --out people.bag"
    })
public final class VideoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description =
          "Videos, folders or series of images, or addresses (http://, rtsp://); '-' is standard"
              + " input.")
  private List<String> named;

  @Mixin private InputArguments listed;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE|DIR",
      description =
          "Write the video with people drawn to this file (.mp4, .mkv, .mov, .webm, .avi), to a"
              + " series of images (f_%%04d.png), or into a folder, under the video's own name. To"
              + " a .bag: people and pictures, as 'jpose ros' publishes them.")
  private Path out;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description =
          "Topic of the pictures in bags of ROS (FILE.bag; default: the only one there is).")
  private String topic;

  @Mixin private VideoArguments arguments;
  private List<String> videos;

  @Option(
      names = "--fps",
      paramLabel = "N",
      description =
          "Frames a second of the video to write, which changes its speed (default: its own"
              + " times).")
  private Double framesPerSecond;

  @Option(
      names = "--from",
      paramLabel = "PLACE",
      description = "Begin at a frame (250) or a time (10s, 1:20, 1:02:03.5).")
  private FramePosition from;

  @Option(names = "--to", paramLabel = "PLACE", description = "End before a frame or a time.")
  private FramePosition to;

  @Option(names = "--step", paramLabel = "N", description = "Take every N-th frame (default: 1).")
  private int step = 1;

  @Option(names = "--keep-audio", description = "Take the sound over into the video written.")
  private boolean keepAudio;

  @Mixin private SourceArguments view;
  @Mixin private EstimatorArguments estimation;
  @Mixin private CommonArguments common;

  @Override
  public Integer call() throws Exception {
    videos = Usage.check(spec, () -> listed.inputs(named, "videos"));
    EstimatorOptions options = Usage.check(spec, this::checkedOptions);
    VideoOptions reading = Usage.check(spec, this::reading);
    Usage.check(spec, () -> recording(videos.get(0)));
    tellOfSingleImages();
    Map<String, VideoTargets> targets = VideoTargets.plan(videos, out, arguments);
    StopSignal stop = StopSignal.of(spec);
    try (PoseEstimator estimator = Usage.check(spec, () -> estimation.openForRuns(options))) {
      PipelineOptions pipeline =
          Usage.check(spec, () -> arguments.pipeline(estimation.runs(estimator.devices())));
      Usage.check(spec, () -> arguments.requireJoints(estimator.model().skeleton()));
      PrintWriter err = spec.commandLine().getErr();
      VideoRun run =
          new VideoRun(
              estimator,
              pipeline,
              arguments,
              estimation.modelName(),
              stop,
              arguments.piped() ? err : spec.commandLine().getOut(),
              err,
              common.isVerbose());
      Map<VideoRun.Outcome, Integer> outcomes = new EnumMap<>(VideoRun.Outcome.class);
      for (String video : videos) {
        if (!run.isQuit()) {
          outcomes.merge(process(run, video, targets.get(video), reading), 1, Integer::sum);
        }
      }
      return stop.isRaised() ? stop.exitCode() : exitCode(outcomes);
    }
  }

  /** A shell makes many names of one pattern. */
  private void tellOfSingleImages() {
    long images = videos.stream().filter(VideoSources::isImageFile).count();
    if (images > 1) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(
          "jpose: %d image files are taken as %d videos of one frame each; for one series name their folder, or a pattern in quotes"
              .formatted(images, images));
    }
  }

  private VideoRun.Outcome process(
      VideoRun run, String video, VideoTargets targets, VideoOptions reading) {
    FrameSource source;
    Optional<BagVideo> bag = Optional.empty();
    try {
      targets.makeFolders();
      if (isBag(video)) {
        bag = Optional.of(new BagVideo(Path.of(video), Optional.ofNullable(topic), reading));
        source = VideoSources.select(bag.get(), reading);
      } else if (topic != null) {
        throw new FileException(video + ": is no bag of ROS; --topic goes with bags only");
      } else {
        source = VideoSources.open(video, reading);
      }
      source = VideoSources.viewed(source, view.view());
    } catch (FileException | IllegalArgumentException e) {
      run.fail(video, e);
      return VideoRun.Outcome.FAILED;
    }
    FrameSource viewed = source;
    Optional<BagVideo> recorded = bag;
    return run.process(
        video,
        source,
        targets,
        target -> PeopleSink.open(target, viewed.facts(), recording(video), recorded));
  }

  private static boolean isBag(String video) {
    return !video.contains("://")
        && !StandardInput.isMeant(video)
        && (video.endsWith(".bag") && !Files.isDirectory(Path.of(video))
            || BagTopics.isBag(Path.of(video)));
  }

  private EstimatorOptions checkedOptions() {
    OutputFiles.requireNamed("--out", out);
    arguments.check("--out", out != null);
    view.view();
    if (out == null && (framesPerSecond != null || keepAudio)) {
      throw new IllegalArgumentException(
          "--fps and --keep-audio go with --out FILE, the video to write");
    }
    if (keepAudio && framesPerSecond != null) {
      throw new IllegalArgumentException(
          "--keep-audio does not go with --fps, which changes the speed of the pictures only");
    }
    if (keepAudio) {
      videos.forEach(VideoCommand::requireFile);
    }
    if (videos.size() > 1 && arguments.piped()) {
      throw new IllegalArgumentException(
          "results of %d videos cannot go to standard output; name a folder"
              .formatted(videos.size()));
    }
    return estimation.options();
  }

  private static void requireFile(String video) {
    if (video.contains("://") || !VideoSources.isVideoFile(video)) {
      throw new IllegalArgumentException(
          VideoSources.shownName(video)
              + ": --keep-audio takes the sound of video files; download it first, or leave it"
              + " out");
    }
  }

  private VideoOptions reading() {
    VideoOptions options =
        VideoOptions.defaults()
            .withStep(step)
            .withListener(
                line -> {
                  PrintWriter err = spec.commandLine().getErr();
                  err.println("jpose: " + line);
                  err.flush();
                });
    options = from == null ? options : options.withFrom(from);
    return to == null ? options : options.withTo(to);
  }

  private RecordingOptions recording(String video) {
    RecordingOptions options = RecordingOptions.defaults();
    options = arguments.codec == null ? options : options.withCodec(arguments.codec);
    options = framesPerSecond == null ? options : options.withRate(framesPerSecond);
    return keepAudio ? options.keepAudio(Path.of(video)) : options;
  }

  private static int exitCode(Map<VideoRun.Outcome, Integer> outcomes) {
    if (outcomes.keySet().equals(Set.of(VideoRun.Outcome.DONE))) {
      return ExitCode.OK;
    }
    return outcomes.keySet().equals(Set.of(VideoRun.Outcome.FAILED))
        ? ExitCode.FAILED
        : ExitCode.SOME_FAILED;
  }
}
