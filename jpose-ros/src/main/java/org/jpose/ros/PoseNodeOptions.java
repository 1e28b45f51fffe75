package org.jpose.ros;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jpose.core.tracking.TrackerOptions;
import org.jpose.media.draw.Drawing;
import org.jpose.media.pipeline.PipelineOptions;
import org.jpose.media.results.ResultDetails;

/**
 * What a {@link PoseNode} listens to and what it offers. Topics are names of ROS: those that begin
 * with {@code ~} are the node's own.
 *
 * @param images topic of the pictures
 * @param compressed whether these are {@code sensor_msgs/CompressedImage}
 * @param mostHertz pictures looked at a second, at most
 * @param pose topic for {@code tfpose_ros/Persons}
 * @param markers topic for {@code visualization_msgs/MarkerArray}
 * @param json topic for {@code std_msgs/String} with jpose's JSON
 * @param picture topic for {@code sensor_msgs/Image} with people drawn
 * @param drawing what is drawn
 * @param details what JSON has besides joints
 * @param queue messages that wait for a slow subscriber
 * @param pipeline how pictures are worked on
 */
public record PoseNodeOptions(
    String images,
    boolean compressed,
    OptionalDouble mostHertz,
    Optional<String> pose,
    Optional<String> markers,
    Optional<String> json,
    Optional<String> picture,
    Drawing drawing,
    ResultDetails details,
    int queue,
    PipelineOptions pipeline) {
  private static final int MOST_QUEUED = 10_000;

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if the queue or the rate is out of range
   */
  public PoseNodeOptions {
    Objects.requireNonNull(images, "images");
    Objects.requireNonNull(drawing, "drawing");
    Objects.requireNonNull(details, "details");
    Objects.requireNonNull(pipeline, "pipeline");
    if (queue < 1 || queue > MOST_QUEUED) {
      throw new IllegalArgumentException(
          "a queue of %d messages; expected 1 to %d".formatted(queue, MOST_QUEUED));
    }
    if (mostHertz.isPresent() && !(mostHertz.getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          mostHertz.getAsDouble() + " pictures a second at most: must be positive");
    }
  }

  /** People on {@code ~pose}, one picture at a time, one message waiting, nobody followed. */
  public static PoseNodeOptions of(String images) {
    return new PoseNodeOptions(
        images,
        false,
        OptionalDouble.empty(),
        Optional.of("~pose"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Drawing.SKELETON,
        ResultDetails.none(),
        1,
        PipelineOptions.defaults());
  }

  /** The same with compressed pictures. */
  public PoseNodeOptions withCompressed(boolean newCompressed) {
    return with(draft -> draft.compressed = newCompressed);
  }

  /** The same with so many pictures a second at most. */
  public PoseNodeOptions withMostHertz(double newMostHertz) {
    return with(draft -> draft.mostHertz = OptionalDouble.of(newMostHertz));
  }

  /** The same with people on another topic, or on none. */
  public PoseNodeOptions withPose(Optional<String> topic) {
    return with(draft -> draft.pose = topic);
  }

  /** The same with markers. */
  public PoseNodeOptions withMarkers(String topic) {
    return with(draft -> draft.markers = Optional.of(topic));
  }

  /** The same with JSON, whose people are followed. */
  public PoseNodeOptions withJson(String topic) {
    return with(
        draft -> {
          draft.json = Optional.of(topic);
          draft.pipeline =
              pipeline.tracking().isPresent()
                  ? pipeline
                  : pipeline.withTracking(TrackerOptions.defaults());
        });
  }

  /** The same with pictures of people. */
  public PoseNodeOptions withPicture(String topic, Drawing newDrawing) {
    return with(
        draft -> {
          draft.picture = Optional.of(topic);
          draft.drawing = newDrawing;
        });
  }

  /** The same with other details in JSON. */
  public PoseNodeOptions withDetails(ResultDetails newDetails) {
    return with(draft -> draft.details = newDetails);
  }

  /** The same with so many messages that wait for a slow subscriber. */
  public PoseNodeOptions withQueue(int newQueue) {
    return with(draft -> draft.queue = newQueue);
  }

  /** The same with pictures worked on in another way. */
  public PoseNodeOptions withPipeline(PipelineOptions newPipeline) {
    return with(draft -> draft.pipeline = newPipeline);
  }

  private PoseNodeOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new PoseNodeOptions(
        images,
        draft.compressed,
        draft.mostHertz,
        draft.pose,
        draft.markers,
        draft.json,
        draft.picture,
        draft.drawing,
        draft.details,
        draft.queue,
        draft.pipeline);
  }

  /** Options of which one is about to change. */
  private static final class Draft {
    private boolean compressed;
    private OptionalDouble mostHertz;
    private Optional<String> pose;
    private Optional<String> markers;
    private Optional<String> json;
    private Optional<String> picture;
    private Drawing drawing;
    private ResultDetails details;
    private int queue;
    private PipelineOptions pipeline;

    Draft(PoseNodeOptions options) {
      compressed = options.compressed;
      mostHertz = options.mostHertz;
      pose = options.pose;
      markers = options.markers;
      json = options.json;
      picture = options.picture;
      drawing = options.drawing;
      details = options.details;
      queue = options.queue;
      pipeline = options.pipeline;
    }
  }
}
