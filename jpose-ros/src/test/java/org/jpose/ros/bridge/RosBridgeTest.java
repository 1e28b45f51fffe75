package org.jpose.ros.bridge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Image;
import org.jpose.ros.DebianRos;
import org.jpose.ros.PoseNode;
import org.jpose.ros.PoseNodeOptions;
import org.jpose.ros.convert.PeopleMessages;
import org.jpose.ros.message.Header;
import org.jpose.ros.message.ImageMessage;
import org.jpose.ros.message.Text;
import org.jpose.ros.message.Time;
import org.jpose.ros.topic.NodeOptions;
import org.jpose.ros.topic.TopicPublisher;
import org.jpose.testkit.EncodedBackend;
import org.jpose.testkit.RandomPeople;
import org.junit.jupiter.api.Test;

class RosBridgeTest {
  private static final Header HEADER = new Header(3, new Time(12, 34), "eye");

  private final List<String> said = new CopyOnWriteArrayList<>();

  private RosBridge connect(BridgeServer server, Compression compression) {
    NodeOptions options =
        NodeOptions.named("pose").withListener((level, message) -> said.add(message));
    return RosBridge.connect(server.address(), options, compression);
  }

  private static String words(String text) {
    return JsonWriter.publish("/words", Text.TYPE, new Text(text), false);
  }

  @Test
  void picturesOfRos2ComeInCborAndPeopleGoOutAsRos2Has() throws Exception {
    EncodedBackend backend = new EncodedBackend();
    Image picture =
        backend.picture(320, 240, new RandomPeople(new Random(4), 320, 240).people(2, 80, 150, 30));
    try (BridgeServer server = BridgeServer.start(0);
        RosBridge bridge = connect(server, Compression.CBOR);
        PoseEstimator estimator = new PoseEstimator(backend, EstimatorOptions.defaults());
        PoseNode node =
            new PoseNode(
                bridge,
                estimator,
                PoseNodeOptions.of("/eye")
                    .withPose(Optional.empty())
                    .withJson("~json")
                    .withMarkers("~markers"))) {
      DebianRos.await("a subscription", () -> !server.operations("subscribe", "/eye").isEmpty());
      Map<?, ?> asked = server.operations("subscribe", "/eye").get(0);
      assertEquals("sensor_msgs/Image", asked.get("type"));
      assertEquals("cbor", asked.get("compression"));
      Thread worker = new Thread(() -> node.run(people -> {}));
      worker.start();
      server.sendToAll(cbor(picture));
      DebianRos.await("people", () -> !server.operations("publish", "/pose/json").isEmpty());
      DebianRos.await("markers", () -> !server.operations("publish", "/pose/markers").isEmpty());
      assertEquals(
          "std_msgs/String", server.operations("advertise", "/pose/json").get(0).get("type"));
      Map<?, ?> json = (Map<?, ?>) server.operations("publish", "/pose/json").get(0).get("msg");
      Map<?, ?> people = JsonTree.json(json.get("data").toString());
      assertEquals(estimator.estimate(picture).size(), ((List<?>) people.get("people")).size());
      Map<?, ?> array = (Map<?, ?>) server.operations("publish", "/pose/markers").get(0).get("msg");
      Map<?, ?> marker = (Map<?, ?>) ((List<?>) array.get("markers")).get(0);
      assertEquals(
          Map.of("stamp", Map.of("sec", 12, "nanosec", 34), "frame_id", "eye"),
          marker.get("header"));
      node.finish();
      worker.join();
    }
  }

  /** As rosbridge of ROS 2 sends it: bytes as they are, no number in the header. */
  private static byte[] cbor(Image picture) throws IOException {
    ImageMessage message = PeopleMessages.picture(picture, HEADER);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator cbor = new CBORFactory().createGenerator(bytes)) {
      cbor.writeStartObject();
      cbor.writeStringField("op", "publish");
      cbor.writeStringField("topic", "/eye");
      cbor.writeObjectFieldStart("msg");
      cbor.writeObjectFieldStart("header");
      cbor.writeObjectFieldStart("stamp");
      cbor.writeNumberField("sec", 12);
      cbor.writeNumberField("nanosec", 34);
      cbor.writeEndObject();
      cbor.writeStringField("frame_id", "eye");
      cbor.writeEndObject();
      cbor.writeNumberField("height", message.height());
      cbor.writeNumberField("width", message.width());
      cbor.writeStringField("encoding", message.encoding());
      cbor.writeNumberField("is_bigendian", 0);
      cbor.writeNumberField("step", message.step());
      cbor.writeBinaryField("data", picture.pixels());
      cbor.writeEndObject();
      cbor.writeEndObject();
    }
    return bytes.toByteArray();
  }

  @Test
  void whatIsSentIsReadHoweverItIsPacked() throws Exception {
    try (BridgeServer server = BridgeServer.start(0);
        RosBridge bridge = connect(server, Compression.NONE)) {
      List<String> heard = new CopyOnWriteArrayList<>();
      List<ImageMessage> pictures = new CopyOnWriteArrayList<>();
      bridge.subscribe("/words", Text.TYPE, text -> heard.add(text.data()));
      bridge.subscribe("/eye", ImageMessage.TYPE, pictures::add);
      DebianRos.await(
          "subscriptions",
          () ->
              !server.operations("subscribe", "/words").isEmpty()
                  && !server.operations("subscribe", "/eye").isEmpty());
      server.sendToAll(words("plain"));
      String whole = words("in parts ä");
      int third = whole.length() / 3;
      // Also in another order.
      server.sendToAll(part(whole.substring(2 * third), 2));
      server.sendToAll(part(whole.substring(0, third), 0));
      server.sendToAll(part(whole.substring(third, 2 * third), 1));
      server.sendToAll(
          JsonWriter.operation(Map.of("op", "png", "data", png(words("in a picture")))));
      byte[] raw = Text.TYPE.bytes(new Text("raw"));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (JsonGenerator cbor = new CBORFactory().createGenerator(bytes)) {
        cbor.writeStartObject();
        cbor.writeStringField("op", "publish");
        cbor.writeStringField("topic", "/words");
        cbor.writeObjectFieldStart("msg");
        cbor.writeNumberField("secs", 1);
        cbor.writeNumberField("nsecs", 1);
        cbor.writeBinaryField("bytes", raw);
        cbor.writeEndObject();
        cbor.writeEndObject();
      }
      server.sendToAll(bytes.toByteArray());
      ImageMessage sent =
          new ImageMessage(
              HEADER, 1, 2, "bgr8", false, 6, ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6}));
      server.sendToAll(JsonWriter.publish("/eye", ImageMessage.TYPE, sent, false));
      DebianRos.await("the picture", () -> pictures.size() == 1);
      assertEquals(List.of("plain", "in parts ä", "in a picture", "raw"), heard);
      byte[] pixels = new byte[6];
      pictures.get(0).data().get(pixels);
      assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6}, pixels);
      assertEquals(HEADER, pictures.get(0).header());
      assertEquals(List.of(), said);
    }
  }

  private static String part(String data, int number) {
    return JsonWriter.operation(
        Map.of("op", "fragment", "id", "x", "data", data, "num", number, "total", 3));
  }

  /** As rosbridge packs text: bytes as colours, filled up with line feeds. */
  private static String png(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int width = (int) Math.ceil(Math.sqrt(bytes.length / 3.0));
    int height = (int) Math.ceil(bytes.length / 3.0 / width);
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      int rgb = 0;
      for (int c = 0; c < 3; c++) {
        int at = 3 * i + c;
        rgb = rgb << 8 | (at < bytes.length ? bytes[at] & 0xff : '\n');
      }
      picture.setRGB(i % width, i / width, rgb);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", file);
    return Base64.getEncoder().encodeToString(file.toByteArray());
  }

  @Test
  void wrongMessagesAreLeftOutAndSaid() throws Exception {
    try (BridgeServer server = BridgeServer.start(0);
        RosBridge bridge = connect(server, Compression.NONE)) {
      List<String> heard = new CopyOnWriteArrayList<>();
      bridge.subscribe("/words", Text.TYPE, text -> heard.add(text.data()));
      DebianRos.await("a subscription", () -> !server.operations("subscribe", "/words").isEmpty());
      for (String wrong :
          List.of(
              "nonsense",
              "[]",
              "{\"op\":\"publish\",\"topic\":\"/words\",\"msg\":{}}",
              "{\"op\":\"publish\",\"topic\":\"/words\"}",
              "{\"op\":\"fragment\",\"id\":\"a\",\"num\":9,\"total\":3,\"data\":\"\"}",
              "{\"op\":\"fragment\",\"id\":\"a\",\"num\":0,\"total\":2000000000,\"data\":\"\"}",
              "{\"op\":\"png\",\"data\":\"AAAA\"}",
              "[".repeat(2000))) {
        server.sendToAll(wrong);
      }
      server.sendToAll("{\"op\":\"status\",\"level\":\"error\",\"msg\":\"no such type\"}");
      server.sendToAll(words("still here"));
      DebianRos.await("the good one", () -> heard.contains("still here"));
      assertEquals(List.of("still here"), heard);
      String all = String.join("\n", said);
      assertTrue(all.contains("/words: field data is missing, expected a String"), all);
      assertTrue(all.contains("part 9 of 3 of an operation"), all);
      assertTrue(all.contains("part 0 of 2000000000"), all);
      assertTrue(all.contains("the rosbridge server says: no such type"), all);
    }
  }

  @Test
  void aServerThatGoesAndComesBackIsTakenUpAgain() throws Exception {
    BridgeServer first = BridgeServer.start(0);
    int port = first.getPort();
    AtomicInteger heard = new AtomicInteger();
    try (RosBridge bridge = connect(first, Compression.CBOR)) {
      TopicPublisher<Text> answers = bridge.advertise("~answers", Text.TYPE, 1, false);
      bridge.subscribe("/words", Text.TYPE, text -> heard.incrementAndGet());
      DebianRos.await("a subscription", () -> !first.operations("subscribe", "/words").isEmpty());
      first.close();
      DebianRos.await("the loss", () -> !answers.isWanted());
      try (BridgeServer second = BridgeServer.start(port)) {
        DebianRos.await(
            "all of it again",
            () ->
                !second.operations("subscribe", "/words").isEmpty()
                    && !second.operations("advertise", "/pose/answers").isEmpty());
        second.sendToAll(words("again"));
        DebianRos.await("a word", () -> heard.get() == 1);
        answers.publish(new Text("answer"));
        DebianRos.await(
            "an answer", () -> !second.operations("publish", "/pose/answers").isEmpty());
      }
      assertTrue(String.join("\n", said).contains("is lost"), said::toString);
    }
  }

  @Test
  void halfACharacterEndsNoConnection() throws Exception {
    try (BridgeServer server = BridgeServer.start(0);
        RosBridge bridge = connect(server, Compression.NONE)) {
      TopicPublisher<Text> answers = bridge.advertise("~answers", Text.TYPE, 5, false);
      DebianRos.await(
          "the topic", () -> !server.operations("advertise", "/pose/answers").isEmpty());
      answers.publish(new Text("half \ud83d of one"));
      answers.publish(new Text("\ud83d\ude42 \u00fc"));
      DebianRos.await("both", () -> server.operations("publish", "/pose/answers").size() == 2);
      assertEquals(
          Map.of("data", "\ud83d\ude42 \u00fc"),
          server.operations("publish", "/pose/answers").get(1).get("msg"));
      assertEquals(List.of(), said);
    }
  }

  @Test
  void whatIsNoAddressIsRefused() {
    NodeOptions options = NodeOptions.named("pose");
    for (String wrong : List.of("robot:9090", "http://robot:9090", "ws:", "ws://", "a b")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> RosBridge.connect(wrong, options, Compression.CBOR),
          wrong);
    }
  }
}
