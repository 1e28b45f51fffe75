package org.jpose.ros;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jpose.Jpose;
import org.jpose.core.Estimate;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.media.draw.Drawing;
import org.jpose.media.draw.DrawingOptions;
import org.jpose.media.draw.PoseRenderer;
import org.jpose.media.image.ImageFileWriter;
import org.jpose.ros.convert.PeopleMessages;
import org.jpose.ros.convert.RosImageDecoder;
import org.jpose.ros.message.Clock;
import org.jpose.ros.message.Header;
import org.jpose.ros.message.ImageMessage;
import org.jpose.ros.message.MarkerArray;
import org.jpose.ros.message.MessageType;
import org.jpose.ros.message.Text;
import org.jpose.ros.message.Time;
import org.jpose.ros.node.RosNode;
import org.jpose.ros.topic.TopicPublisher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node among Debian's real ones. */
class DebianRosTest {
  private static final List<MessageType<?>> TYPES =
      List.of(ImageMessage.TYPE, MarkerArray.TYPE, Text.TYPE, Clock.TYPE);

  @TempDir Path folder;

  @Test
  void rospyReadsThePeopleThatTheLibraryFinds() throws Exception {
    List<Image> frames = DanceFrames.read(4, 40);
    try (DebianRos ros = DebianRos.start(folder);
        PoseEstimator estimator = Jpose.estimator();
        RosNode connection = RosNode.start(ros.node("pose_estimator"));
        PoseNode node =
            new PoseNode(
                connection,
                estimator,
                PoseNodeOptions.of("/camera/image_raw")
                    .withMarkers("~markers")
                    .withJson("~json")
                    .withPicture("~picture", Drawing.SKELETON))) {
      Thread worker = new Thread(() -> node.run(people -> {}));
      worker.start();
      Process reader = ros.script("subscribe.py", classes(ros), "/pose_estimator/pose", "6");
      Image first = frames.get(0);
      Path raw = DanceFrames.write(frames, folder.resolve("frames"));
      Process camera = ros.script("publish.py", raw, first.width(), first.height(), "3");
      DebianRos.await("rospy's six messages", () -> !reader.isAlive());
      List<String> lines = ros.said("subscribe.py").lines().toList();
      assertEquals(6, lines.size(), () -> String.join("\n", lines));
      for (String line : lines) {
        int number = Integer.parseInt(line.substring(0, line.indexOf(' '))) - 1000;
        assertSame(estimator.estimate(frames.get(number)), frames.get(number), line);
      }

      String info = ros.run("/usr/bin/rosnode", "info", "/pose_estimator");
      assertTrue(info.contains("* /pose_estimator/pose [tfpose_ros/Persons]"), info);
      assertTrue(info.contains("* /pose_estimator/markers [visualization_msgs/MarkerArray]"), info);
      assertTrue(info.contains("* /camera/image_raw [sensor_msgs/Image]"), info);
      assertTrue(info.contains("* transport: TCPROS"), info);
      String ping = ros.run("/usr/bin/rosnode", "ping", "-c", "1", "/pose_estimator");
      assertTrue(ping.contains("xmlrpc reply from"), ping);
      String json = ros.run("/usr/bin/rostopic", "echo", "-n", "1", "/pose_estimator/json");
      assertTrue(json.contains("\\\"file\\\":\\\"/camera/image_raw\\\""), json);
      String markers =
          ros.run("/usr/bin/rostopic", "echo", "-n", "1", "/pose_estimator/markers/markers[0]");
      assertTrue(markers.contains("frame_id: \"camera_optical\""), markers);
      String picture =
          ros.run("/usr/bin/rostopic", "echo", "-n", "1", "--noarr", "/pose_estimator/picture");
      assertTrue(picture.contains("encoding: \"bgr8\""), picture);
      assertTrue(picture.contains("height: " + first.height()), picture);

      Path bag = folder.resolve("recorded.bag");
      ros.run("/usr/bin/rosbag", "record", "-O", bag.toString(), "-l", "2", "/pose_estimator/pose");
      String recorded = ros.run("/usr/bin/rosbag", "info", bag.toString());
      assertTrue(
          recorded.contains("tfpose_ros/Persons [599d56444c93fa962e2fbdbd99eb4501]"), recorded);
      assertTrue(recorded.contains("/pose_estimator/pose   2 msgs"), recorded);

      ros.kill(camera);
      String killed = ros.run("/usr/bin/rosnode", "kill", "/pose_estimator");
      assertTrue(killed.contains("killed"), killed);
      worker.join(60_000);
      assertFalse(worker.isAlive(), "the node goes on after rosnode kill");
      String left = ros.run("/usr/bin/rosnode", "list");
      assertFalse(left.contains("pose_estimator"), left);
    }
  }

  /** Python classes of tfpose_ros, made by Debian's generator from its definitions. */
  private Path classes(DebianRos ros) throws IOException, InterruptedException {
    Path messages = Files.createDirectories(folder.resolve("tfpose_ros/msg"));
    Files.writeString(
        messages.resolve("BodyPartElm.msg"),
        "uint32 part_id\nfloat32 x\nfloat32 y\nfloat32 confidence\n");
    Files.writeString(messages.resolve("Person.msg"), "BodyPartElm[] body_part\n");
    Files.writeString(
        messages.resolve("Persons.msg"),
        "Person[] persons\nuint32 image_w\nuint32 image_h\nHeader header\n");
    Path made = Files.createDirectories(folder.resolve("classes/tfpose_ros/msg"));
    List<String> command =
        new ArrayList<>(
            List.of("/usr/bin/python3", "/usr/lib/genpy/genmsg_py.py", "-p", "tfpose_ros"));
    command.addAll(List.of("-o", made.toString(), "-Itfpose_ros:" + messages));
    command.add("-Istd_msgs:/usr/share/std_msgs/msg");
    List<String> initialisation = new ArrayList<>(command);
    for (String name : List.of("BodyPartElm", "Person", "Persons")) {
      command.add(messages.resolve(name + ".msg").toString());
    }
    assertEquals("", ros.run(command.toArray(String[]::new)));
    initialisation.add("--initpy");
    assertEquals("", ros.run(initialisation.toArray(String[]::new)));
    Files.writeString(made.getParent().resolve("__init__.py"), "");
    return folder.resolve("classes");
  }

  private static void assertSame(List<Pose> expected, Image frame, String line) {
    String[] people = line.split(" \\|");
    assertEquals(
        "5 camera_optical %d %d".formatted(frame.width(), frame.height()),
        people[0].substring(people[0].indexOf(' ') + 1));
    assertEquals(expected.size(), people.length - 1, line);
    for (int i = 0; i < expected.size(); i++) {
      String[] numbers = people[i + 1].strip().split(" ");
      List<Keypoint> joints = expected.get(i).keypoints();
      assertEquals(joints.size() * 4, numbers.length, line);
      for (int j = 0; j < joints.size(); j++) {
        Keypoint joint = joints.get(j);
        assertEquals(joint.joint(), Integer.parseInt(numbers[4 * j]));
        float x = Float.parseFloat(numbers[4 * j + 1]) * frame.width() - 0.5f;
        float y = Float.parseFloat(numbers[4 * j + 2]) * frame.height() - 0.5f;
        assertEquals(joint.x(), x, 1e-3);
        assertEquals(joint.y(), y, 1e-3);
        assertEquals(joint.score(), Float.parseFloat(numbers[4 * j + 3]), 1e-6);
      }
    }
  }

  /** What rostopic and RViz would show: the people drawn where they are, as PNG under target/. */
  @Test
  void thePictureHasThePeopleDrawn() throws Exception {
    Image frame = DanceFrames.read(2, 40).get(1);
    try (DebianRos ros = DebianRos.start(folder);
        PoseEstimator estimator = Jpose.estimator();
        RosNode connection = RosNode.start(ros.node("pose_estimator"));
        PoseNode node =
            new PoseNode(
                connection,
                estimator,
                PoseNodeOptions.of("/camera/image_raw").withPicture("~picture", Drawing.SKELETON));
        RosNode viewer = RosNode.start(ros.node("viewer"))) {
      Thread worker = new Thread(() -> node.run(people -> {}));
      worker.start();
      CompletableFuture<ImageMessage> seen = new CompletableFuture<>();
      viewer.subscribe("/pose_estimator/picture", ImageMessage.TYPE, seen::complete);
      TopicPublisher<ImageMessage> camera =
          viewer.advertise("/camera/image_raw", ImageMessage.TYPE, 1, true);
      while (!seen.isDone()) {
        camera.publish(PeopleMessages.picture(frame, new Header(1, new Time(9, 8), "lens")));
        pause(200);
      }
      assertEquals(new Time(9, 8), seen.join().header().stamp());
      Image picture = new RosImageDecoder().decode(seen.join());
      Estimate estimate = estimator.analyze(frame);
      assertFalse(estimate.people().isEmpty());
      Image expected =
          new PoseRenderer(DrawingOptions.defaults()).draw(Drawing.SKELETON, frame, estimate);
      for (int y = 0; y < frame.height(); y++) {
        for (int x = 0; x < frame.width(); x++) {
          for (int c = 0; c < 3; c++) {
            int channel = expected.order() == picture.order() ? c : 2 - c;
            assertEquals(expected.value(x, y, channel), picture.value(x, y, c));
          }
        }
      }
      Files.write(
          Files.createDirectories(Path.of("target")).resolve("ros-picture.png"),
          ImageFileWriter.png(picture));
      node.finish();
      worker.join();
    }
  }

  /** A picture that is left out is told on /rosout, as rostopic reads it. */
  @Test
  void rosoutTellsWhyAPictureIsLeftOut() throws Exception {
    try (DebianRos ros = DebianRos.start(folder);
        RosNode node = RosNode.start(ros.node("watcher"));
        RosNode camera = RosNode.start(ros.node("camera"));
        ImageTopic images = ImageTopic.subscribe(node, "/eye", false, OptionalDouble.empty())) {
      Thread taker = new Thread(images::next);
      taker.start();
      TopicPublisher<ImageMessage> eye = camera.advertise("/eye", ImageMessage.TYPE, 1, false);
      ros.start("echo", List.of("/usr/bin/rostopic", "echo", "/rosout"));
      AtomicInteger number = new AtomicInteger();
      DebianRos.await(
          "the reason on /rosout",
          () -> {
            // A reason is told once until there is another.
            String encoding = number.incrementAndGet() % 2 == 0 ? "32FC1" : "64FC1";
            Header header = new Header(number.get(), Time.now(), "eye");
            eye.publish(new ImageMessage(header, 1, 1, encoding, false, 8, ByteBuffer.allocate(8)));
            return saidOf(ros, "echo").contains("encoding '32FC1' is not read");
          });
      String said = saidOf(ros, "echo");
      assertTrue(said.contains("name: \"/watcher\""), said);
      assertTrue(said.contains("level: 4"), said);
    }
  }

  private static String saidOf(DebianRos ros, String name) {
    try {
      return ros.said(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void sumsOfTypesAreRos() throws Exception {
    try (DebianRos ros = DebianRos.start(folder)) {
      for (MessageType<?> type : TYPES) {
        String[] name = type.name().split("/");
        String sum =
            ros.run(
                "/usr/bin/python3",
                "-c",
                "from %s.msg import %s as T; print(T._md5sum)".formatted(name[0], name[1]));
        assertEquals(sum.strip(), type.md5(), type.name());
      }
    }
  }

  @Test
  void aMasterThatIsKilledAndStartedAgainGetsTheNodeBack() throws Exception {
    try (DebianRos ros = DebianRos.start(folder);
        RosNode node = RosNode.start(ros.node("steady"))) {
      AtomicInteger heard = new AtomicInteger();
      node.subscribe("/words", Text.TYPE, text -> heard.incrementAndGet());
      TopicPublisher<Text> answers = node.advertise("~answers", Text.TYPE, 1, true);
      answers.publish(new Text("still here"));
      Process talker = talker(ros);
      DebianRos.await("words", () -> heard.get() > 2);

      ros.killCore();
      int before = heard.get();
      DebianRos.await("words without a master", () -> heard.get() > before + 2);
      ros.startCore();
      String echo = ros.run("/usr/bin/rostopic", "echo", "-n", "1", "/steady/answers");
      assertTrue(echo.contains("still here"), echo);

      ros.kill(talker);
      Process other = talker(ros);
      int then = heard.get();
      DebianRos.await("words of a publisher that came later", () -> heard.get() > then + 2);
      ros.kill(other);
    }
  }

  private static Process talker(DebianRos ros) throws IOException {
    return ros.start(
        "talker",
        List.of("/usr/bin/rostopic", "pub", "-r", "10", "/words", "std_msgs/String", "hello"));
  }

  @Test
  void severalPublishersAreHeardAndAnewWhenOneIsKilled() throws Exception {
    try (DebianRos ros = DebianRos.start(folder);
        RosNode node = RosNode.start(ros.node("listener"))) {
      List<String> heard = new CopyOnWriteArrayList<>();
      node.subscribe("/words", Text.TYPE, text -> heard.add(text.data()));
      Process one = speaker(ros, "one");
      speaker(ros, "two");
      DebianRos.await("both", () -> heard.contains("one") && heard.contains("two"));
      ros.kill(one);
      heard.clear();
      DebianRos.await("the other one", () -> heard.contains("two"));
      // Killed, it has not left the master's list: it is looked for until somebody cleans up.
      Process again = speaker(ros, "one");
      DebianRos.await("the one that came back", () -> heard.contains("one"));
      ros.kill(again);
    }
  }

  private static Process speaker(DebianRos ros, String word) throws IOException {
    return ros.start(
        "speaker-" + word,
        List.of(
            "/usr/bin/rostopic", "pub", "-r", "10", "/words", "std_msgs/String", "data: " + word));
  }

  @Test
  void whoTakesTheNameOfANodeEndsIt() throws Exception {
    try (DebianRos ros = DebianRos.start(folder);
        RosNode first = RosNode.start(ros.node("twin"))) {
      AtomicInteger closed = new AtomicInteger();
      first.whenClosed(closed::incrementAndGet);
      try (RosNode second = RosNode.start(ros.node("twin"))) {
        DebianRos.await("the end of the first", () -> closed.get() == 1);
        String ping = ros.run("/usr/bin/rosnode", "ping", "-c", "1", second.name());
        assertTrue(ping.contains("xmlrpc reply from"), ping);
      }
    }
  }

  @Test
  void timeIsThatOfASimulation() throws Exception {
    try (DebianRos ros = DebianRos.start(folder)) {
      ros.run("/usr/bin/rosparam", "set", "/use_sim_time", "true");
      try (RosNode node = RosNode.start(ros.node("simulated"));
          RosNode clock = RosNode.start(ros.node("clock"))) {
        TopicPublisher<Clock> time = clock.advertise("/clock", Clock.TYPE, 1, true);
        time.publish(new Clock(new Time(42, 7)));
        DebianRos.await("the time", () -> node.now().equals(new Time(42, 7)));
      }
    }
  }

  @Test
  void aSlowSubscriberHoldsNobodyUp() throws Exception {
    try (DebianRos ros = DebianRos.start(folder);
        RosNode speaker = RosNode.start(ros.node("speaker"));
        RosNode quick = RosNode.start(ros.node("quick"));
        RosNode slow = RosNode.start(ros.node("slow"))) {
      TopicPublisher<Text> topic = speaker.advertise("/long", Text.TYPE, 2, false);
      AtomicLong quickHeard = new AtomicLong();
      AtomicInteger slowHeard = new AtomicInteger();
      quick.subscribe("/long", Text.TYPE, text -> quickHeard.incrementAndGet());
      slow.subscribe(
          "/long",
          Text.TYPE,
          text -> {
            slowHeard.incrementAndGet();
            pause(400);
          });
      Text text = new Text("x".repeat(2_000_000));
      DebianRos.await(
          "both subscribers",
          () -> {
            topic.publish(new Text(""));
            return quickHeard.get() > 0 && slowHeard.get() > 0;
          });
      quickHeard.set(0);
      for (int i = 0; i < 40; i++) {
        topic.publish(text);
        pause(25);
      }
      DebianRos.await("most at the quick one", () -> quickHeard.get() > 20);
      assertTrue(topic.dropped() > 0, "nothing was dropped for the slow one");
      assertTrue(slowHeard.get() < 30, "the slow one heard " + slowHeard);
    }
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void parametersOfTfPosesNodeAreRead() throws Exception {
    try (DebianRos ros = DebianRos.start(folder)) {
      ros.run("/usr/bin/rosparam", "set", "/pose/model", "mobilenet_thin");
      try (RosNode node =
          RosNode.start(
              ros.node("pose")
                  .withArguments(
                      List.of(
                          "_camera:=/eyes/image", "_resize_out_ratio:=4.0", "~pose:=/people")))) {
        NodeParameters parameters = NodeParameters.of(node);
        assertEquals("/eyes/image", parameters.camera().orElseThrow());
        assertEquals("mobilenet_thin", parameters.model().orElseThrow());
        assertEquals(4, parameters.resizeOutRatio().orElseThrow());
        assertTrue(parameters.resolution().isEmpty());
        assertEquals("/people", node.resolve("~pose"));
        String set = ros.run("/usr/bin/rosparam", "get", "/pose/resize_out_ratio");
        assertEquals("4.0", set.strip());
      }
    }
  }
}
