package org.jpose.ros;

import java.util.function.Consumer;
import org.jpose.core.Estimate;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Image;
import org.jpose.media.draw.DrawingOptions;
import org.jpose.media.draw.PoseRenderer;
import org.jpose.media.pipeline.FramePeople;
import org.jpose.media.pipeline.FramePipeline;
import org.jpose.media.pipeline.PipelineSummary;
import org.jpose.ros.convert.BodyMarkers;
import org.jpose.ros.convert.PeopleMessages;
import org.jpose.ros.message.Header;
import org.jpose.ros.message.ImageMessage;
import org.jpose.ros.message.MarkerArray;
import org.jpose.ros.message.MessageType;
import org.jpose.ros.message.Persons;
import org.jpose.ros.message.Text;
import org.jpose.ros.topic.RosConnection;
import org.jpose.ros.topic.TopicPublisher;

/**
 * Finds the people of a topic's pictures, the newest one each time, and publishes them with the
 * picture's header. What nobody listens to is not made.
 *
 * <pre>{@code
 * try (PoseEstimator estimator = Jpose.estimator();
 *     RosConnection ros = RosNode.start(NodeOptions.named("pose_estimator"));
 *     PoseNode node = new PoseNode(ros, estimator, PoseNodeOptions.of("/camera/image_raw"))) {
 *   node.run(people -> {});
 * }
 * }</pre>
 *
 * <p>{@link #run} is for one thread; {@link #finish}, {@link #summary} and {@link #close} for any.
 */
public final class PoseNode implements AutoCloseable {
  private final PoseEstimator estimator;
  private final PoseNodeOptions options;
  private final ImageTopic images;
  private final FramePipeline pipeline;
  private final PoseRenderer renderer = new PoseRenderer(DrawingOptions.defaults());
  private final TopicPublisher<Persons> pose;
  private final TopicPublisher<MarkerArray> markers;
  private final TopicPublisher<Text> json;
  private final TopicPublisher<ImageMessage> picture;

  /**
   * A node, which subscribes and advertises at once.
   *
   * @param ros not closed with this node; when it is closed, {@link #run} returns
   * @param estimator not closed; others may use it meanwhile
   * @throws IllegalArgumentException if a topic's name is none of ROS
   */
  public PoseNode(RosConnection ros, PoseEstimator estimator, PoseNodeOptions options) {
    this.estimator = estimator;
    this.options = options;
    pose = advertise(ros, options.pose().orElse(null), Persons.TYPE);
    markers = advertise(ros, options.markers().orElse(null), MarkerArray.TYPE);
    json = advertise(ros, options.json().orElse(null), Text.TYPE);
    picture = advertise(ros, options.picture().orElse(null), ImageMessage.TYPE);
    images = ImageTopic.subscribe(ros, options.images(), options.compressed(), options.mostHertz());
    pipeline = new FramePipeline(images, estimator, options.pipeline());
    pipeline.then("publishing", this::publish);
    if (picture != null) {
      pipeline.then("drawing", this::draw);
    }
  }

  private <T> TopicPublisher<T> advertise(RosConnection ros, String topic, MessageType<T> type) {
    return topic == null ? null : ros.advertise(topic, type, options.queue(), false);
  }

  private static boolean isWanted(TopicPublisher<?> topic) {
    return topic != null && topic.isWanted();
  }

  private FramePeople publish(FramePeople people) {
    Header header = images.header(people.frame());
    int width = people.frame().image().width();
    int height = people.frame().image().height();
    if (isWanted(pose)) {
      pose.publish(PeopleMessages.persons(people.poses(), width, height, header));
    }
    if (isWanted(markers)) {
      markers.publish(BodyMarkers.of(people.people(), width, height, header));
    }
    if (isWanted(json)) {
      String model = estimator.model().name();
      json.publish(PeopleMessages.json(people, images.topic(), model, header, options.details()));
    }
    return people;
  }

  private FramePeople draw(FramePeople people) {
    if (isWanted(picture)) {
      Header header = images.header(people.frame());
      Estimate seen = people.estimate();
      Image drawn =
          renderer.draw(
              options.drawing(),
              people.frame().image(),
              new Estimate(people.poses(), seen.fields(), seen.transform()));
      picture.publish(PeopleMessages.picture(drawn, header));
    }
    return people;
  }

  /** The topic of the pictures, in full. */
  public String images() {
    return images.topic();
  }

  /**
   * Works until {@link #finish} or the connection's end.
   *
   * @param listener is told of each picture whose people have been published; may draw on it
   */
  public void run(Consumer<FramePeople> listener) {
    pipeline.forEachRemaining(listener);
  }

  /** What has been done so far. */
  public PipelineSummary summary() {
    return pipeline.summary();
  }

  /** Takes no more pictures: those under way are published, then {@link #run} returns. */
  public void finish() {
    pipeline.finish();
  }

  /** Ends all work at once. May be called twice. */
  @Override
  public void close() {
    pipeline.close();
  }
}
