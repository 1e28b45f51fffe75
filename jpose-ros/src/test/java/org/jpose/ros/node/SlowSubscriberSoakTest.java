package org.jpose.ros.node;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Pose;
import org.jpose.media.draw.Drawing;
import org.jpose.ros.DebianRos;
import org.jpose.ros.PoseNode;
import org.jpose.ros.PoseNodeOptions;
import org.jpose.ros.convert.PeopleMessages;
import org.jpose.ros.message.Header;
import org.jpose.ros.message.ImageMessage;
import org.jpose.ros.message.Time;
import org.jpose.ros.topic.TopicPublisher;
import org.jpose.testkit.EncodedBackend;
import org.jpose.testkit.RandomPeople;
import org.junit.jupiter.api.Test;

/**
 * Pictures for a subscriber that takes two a second: 12 seconds; 20 minutes with {@code -Psoak}.
 */
class SlowSubscriberSoakTest {
  private static final Duration TIME =
      Boolean.getBoolean("jpose.soak") ? Duration.ofMinutes(20) : Duration.ofSeconds(12);
  private static final long ALLOWED_GROWTH = 12 << 20;

  @Test
  void memoryStaysFlat() throws Exception {
    EncodedBackend backend = new EncodedBackend();
    List<Pose> people = new RandomPeople(new Random(8), 640, 360).people(2, 100, 200, 40);
    Image picture = backend.picture(640, 360, people);
    try (FakeMaster master = new FakeMaster();
        PoseEstimator estimator = new PoseEstimator(backend, EstimatorOptions.defaults());
        RosNode camera = RosNode.start(master.node("camera"));
        TopicOwner eye = new TopicOwner(camera)) {
      DebianRos.await("the camera's topic", () -> registrations(master) >= 2);
      try (RosNode ros = RosNode.start(master.node("pose"));
          PoseNode node =
              new PoseNode(
                  ros,
                  estimator,
                  PoseNodeOptions.of("/eye")
                      .withPose(Optional.empty())
                      .withPicture("~picture", Drawing.SKELETON))) {
        Thread worker = new Thread(() -> node.run(frame -> {}));
        worker.start();
        DebianRos.await("the pictures' topic", () -> registrations(master) >= 4);
        try (RosNode slow = RosNode.start(master.node("slow"))) {
          AtomicInteger heard = new AtomicInteger();
          slow.subscribe(
              "/pose/picture",
              ImageMessage.TYPE,
              message -> {
                heard.incrementAndGet();
                pause(500);
              });
          eye.publishFor(picture, TIME.dividedBy(4));
          long before = used();
          eye.publishFor(picture, TIME.dividedBy(4).multipliedBy(3));
          long growth = used() - before;
          assertTrue(node.summary().frames() > 20, node.summary()::toString);
          assertTrue(heard.get() > 4, "the slow one heard " + heard);
          assertTrue(growth < ALLOWED_GROWTH, "memory grew by " + growth);
        }
        node.finish();
        worker.join();
      }
    }
  }

  private static long registrations(FakeMaster master) {
    return List.copyOf(master.calls).stream().filter("registerPublisher"::equals).count();
  }

  private static long used() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      pause(100);
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Publishes a picture about 30 times a second. */
  private static final class TopicOwner implements AutoCloseable {
    private final TopicPublisher<ImageMessage> topic;

    TopicOwner(RosNode node) {
      topic = node.advertise("/eye", ImageMessage.TYPE, 2, false);
    }

    void publishFor(Image picture, Duration time) {
      long end = System.nanoTime() + time.toNanos();
      for (int i = 0; System.nanoTime() < end; i++) {
        topic.publish(PeopleMessages.picture(picture, new Header(i, Time.now(), "eye")));
        pause(33);
      }
    }

    @Override
    public void close() {}
  }
}
