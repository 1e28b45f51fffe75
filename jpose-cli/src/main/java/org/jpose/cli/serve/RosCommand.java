package org.jpose.cli.serve;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Stack;
import java.util.concurrent.Callable;
import org.jpose.cli.arguments.CommonArguments;
import org.jpose.cli.arguments.EstimatorArguments;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.cli.terminal.StopSignal;
import org.jpose.cli.terminal.Usage;
import org.jpose.cli.terminal.VideoReport;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.core.tracking.SmoothingOptions;
import org.jpose.core.tracking.TrackerOptions;
import org.jpose.media.draw.Drawing;
import org.jpose.media.pipeline.PipelineOptions;
import org.jpose.media.results.ResultDetails;
import org.jpose.ros.NodeParameters;
import org.jpose.ros.PoseNode;
import org.jpose.ros.PoseNodeOptions;
import org.jpose.ros.bridge.Compression;
import org.jpose.ros.bridge.RosBridge;
import org.jpose.ros.message.Log;
import org.jpose.ros.node.RosNode;
import org.jpose.ros.topic.NodeOptions;
import org.jpose.ros.topic.RosConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpose ros}: people for robots. */
@Command(
    name = "ros",
    description = {
      "Finds people in the images of a ROS topic and publishes them.",
      "A node of ROS 1 that needs no ROS installed; always takes the newest image. Goes on until"
          + " Ctrl-C or 'rosnode kill'; waits for a master or a publisher that is not there."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:told to end by 'rosnode kill', or its name was taken",
      "1:it cannot begin, or broke",
      "2:the command line is wrong",
      "130, 143:stopped by Ctrl-C or SIGTERM"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  People as tf-pose's node publishes them, on /pose_estimator/pose:",
      "    jpose ros --image /camera/image_raw",
      "  For RViz: skeletons as markers and as pictures:",
      "    jpose ros --image /camera/image_raw --markers --picture",
      "  Compressed images, at most 10 a second, people with numbers as JSON:",
      "    jpose ros --image /camera/compressed --compressed --hertz 10 --json",
      "  ROS 2, by its rosbridge server:",
      "    jpose ros --bridge ws://robot:9090 --image /camera/image_raw",
      "  As a launch file of tf-pose's node starts it:",
      "    jpose ros __name:=pose _camera:=/camera/image_raw _resolution:=432x368"
    })
public final class RosCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "NAME:=VALUE",
      description =
          "ROS' own arguments: from:=to, __name:=, __ns:=, __master:=, __ip:=, __hostname:=, and"
              + " _parameter:=value; tf-pose's camera, model, resolution and resize_out_ratio are"
              + " read from the master too.")
  private List<String> arguments = List.of();

  @Option(
      names = {"-i", "--image"},
      paramLabel = "TOPIC",
      description = "Topic of the images (default: parameter ~camera).")
  private String image;

  @Option(
      names = "--compressed",
      description = "Images are sensor_msgs/CompressedImage (JPEG, PNG).")
  private boolean compressed;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Address of the master (default: $ROS_MASTER_URI or http://localhost:11311).")
  private String master;

  @Option(
      names = "--bridge",
      paramLabel = "URL",
      description =
          "Reach ROS 1 or ROS 2 by a rosbridge server, as ws://robot:9090, instead of a master;"
              + " publishes --json and --markers, and Persons only with --pose.")
  private String bridge;

  @Option(
      names = "--compression",
      paramLabel = "HOW",
      description =
          "How the bridge is to send images: cbor (default), cbor_raw (ROS 1), png or none.")
  private Compression compression = Compression.CBOR;

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "Name of the node (default: pose_estimator).")
  private String name = "pose_estimator";

  @Option(
      names = "--pose",
      arity = "0..1",
      fallbackValue = "~pose",
      parameterConsumer = TopicConsumer.class,
      paramLabel = "TOPIC",
      description = "Publish tfpose_ros/Persons there (default: ~pose).")
  private String pose;

  @Option(
      names = "--markers",
      arity = "0..1",
      fallbackValue = "~markers",
      parameterConsumer = TopicConsumer.class,
      paramLabel = "TOPIC",
      description =
          "Publish visualization_msgs/MarkerArray, for RViz (~markers if no topic is named).")
  private String markers;

  @Option(
      names = "--picture",
      arity = "0..1",
      fallbackValue = "~picture",
      parameterConsumer = TopicConsumer.class,
      paramLabel = "TOPIC",
      description = "Publish images with people drawn (~picture if no topic is named).")
  private String picture;

  @Option(
      names = "--json",
      arity = "0..1",
      fallbackValue = "~json",
      parameterConsumer = TopicConsumer.class,
      paramLabel = "TOPIC",
      description =
          "Publish std_msgs/String with people as JSON; they are followed (~json if no topic is"
              + " named).")
  private String json;

  @Option(
      names = "--draw",
      paramLabel = "WHAT",
      description = "On --picture: skeleton (default), heatmap, affinity, or all (four panels).")
  private Drawing draw = Drawing.SKELETON;

  @Option(
      names = "--hertz",
      paramLabel = "N",
      description = "Look at N images a second at most (default: as many as can be done).")
  private Double hertz;

  @Option(
      names = "--queue",
      paramLabel = "N",
      description =
          "Messages that wait for a slow subscriber before the oldest is dropped (default: 1).")
  private int queue = 1;

  @Option(names = "--track", description = "Follow people: each keeps a number.")
  private boolean track;

  @Option(
      names = "--smooth",
      description = "Take the trembling out of joints; follows people as --track does.")
  private boolean smooth;

  @Option(names = "--angles", description = "Write angles of joints as well, in JSON.")
  private boolean angles;

  @Option(names = "--boxes", description = "Write boxes of face and upper body, in JSON.")
  private boolean boxes;

  @Option(
      names = {"-q", "--quiet"},
      description = "Report failures only.")
  private boolean quiet;

  @Mixin private EstimatorArguments estimation;
  @Mixin private CommonArguments common;

  /** A topic that may be left out: what follows may be one of ROS' own arguments instead. */
  static final class TopicConsumer implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> rest, ArgSpec option, CommandSpec command) {
      boolean named =
          !rest.isEmpty() && !rest.peek().startsWith("-") && !rest.peek().contains(":=");
      option.setValue(named ? rest.pop() : ((OptionSpec) option).fallbackValue());
    }
  }

  @Override
  public Integer call() throws Exception {
    Usage.check(spec, estimation::options);
    NodeOptions node = Usage.check(spec, this::nodeOptions);
    Usage.check(spec, () -> options(image == null ? "/camera" : image, 1));
    for (String topic : Arrays.asList(image, pose, markers, picture, json)) {
      Usage.check(spec, () -> node.resolve(topic == null ? "~camera" : topic));
    }
    if (bridge != null) {
      return overBridge(node);
    }
    StopSignal stop = StopSignal.of(spec);
    try (RosNode ros = RosNode.start(node)) {
      stop.underWay(ros::close);
      String topic = Usage.check(spec, () -> applyParameters(NodeParameters.of(ros)));
      return run(ros, topic, stop);
    }
  }

  private int overBridge(NodeOptions node) throws Exception {
    if (image == null) {
      throw new ParameterException(
          spec.commandLine(), "a bridge has no parameters to read; give --image TOPIC");
    }
    json = json == null ? "~json" : json;
    markers = markers == null ? "~markers" : markers;
    StopSignal stop = StopSignal.of(spec);
    try (RosBridge ros = Usage.check(spec, () -> RosBridge.connect(bridge, node, compression))) {
      stop.underWay(ros::close);
      return run(ros, image, stop);
    }
  }

  private int run(RosConnection ros, String topic, StopSignal stop) throws Exception {
    EstimatorOptions options = Usage.check(spec, estimation::options);
    PrintWriter out = spec.commandLine().getOut();
    try (PoseEstimator estimator = Usage.check(spec, () -> estimation.openForRuns(options));
        PoseNode people =
            new PoseNode(ros, estimator, options(topic, estimation.runs(estimator.devices())));
        VideoReport report =
            new VideoReport(out, quiet, people.images(), OptionalLong.empty(), true)) {
      stop.underWay(people::finish);
      if (!quiet) {
        out.println("listening to " + people.images());
        out.flush();
      }
      people.run(report::frame);
      stop.underWay(() -> {});
      report.summary(people.summary(), tracked());
      return stop.isRaised() ? stop.exitCode() : ExitCode.OK;
    }
  }

  private NodeOptions nodeOptions() {
    PrintWriter err = spec.commandLine().getErr();
    NodeOptions options = NodeOptions.named(name).withArguments(arguments);
    options = master == null ? options : options.withMaster(master);
    return options.withListener(
        (level, message) -> {
          if (level != Log.Level.INFO || !quiet) {
            err.println("jpose: " + message);
            err.flush();
          }
        });
  }

  /** Parameters stand for options that were not given. Returns the topic of the images. */
  private String applyParameters(NodeParameters parameters) {
    if (!isGiven("--model")) {
      parameters.model().ifPresent(estimation::useModel);
    }
    if (!isGiven("--size")) {
      parameters.resolution().ifPresent(estimation::useSize);
    }
    if (!isGiven("--upsample")) {
      parameters.resizeOutRatio().ifPresent(estimation::useUpsample);
    }
    return Optional.ofNullable(image)
        .or(parameters::camera)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no topic of images is named; give --image TOPIC or _camera:=TOPIC"));
  }

  private boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  private boolean tracked() {
    return track || smooth || json != null;
  }

  private PoseNodeOptions options(String topic, int runs) {
    if (json == null && (angles || boxes)) {
      throw new IllegalArgumentException("--angles and --boxes go with --json");
    }
    if (picture == null && draw != Drawing.SKELETON) {
      throw new IllegalArgumentException("--draw goes with --picture");
    }
    PipelineOptions pipeline = PipelineOptions.defaults().withRuns(runs);
    pipeline = track ? pipeline.withTracking(TrackerOptions.defaults()) : pipeline;
    pipeline = smooth ? pipeline.withSmoothing(SmoothingOptions.defaults()) : pipeline;
    PoseNodeOptions options =
        PoseNodeOptions.of(topic)
            .withCompressed(compressed)
            .withQueue(queue)
            .withPipeline(pipeline)
            .withDetails(ResultDetails.none().withAngles(angles).withBoxes(boxes));
    // Few systems behind a bridge know tf-pose's messages.
    Optional<String> persons = Optional.ofNullable(pose);
    options = pose == null && bridge == null ? options : options.withPose(persons);
    options = hertz == null ? options : options.withMostHertz(hertz);
    options = markers == null ? options : options.withMarkers(markers);
    options = json == null ? options : options.withJson(json);
    return picture == null ? options : options.withPicture(picture, draw);
  }
}
