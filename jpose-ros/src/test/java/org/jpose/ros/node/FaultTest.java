package org.jpose.ros.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jpose.ros.DebianRos;
import org.jpose.ros.message.Text;
import org.jpose.ros.topic.NodeOptions;
import org.jpose.ros.topic.TopicPublisher;
import org.junit.jupiter.api.Test;

/** What others do wrong costs their messages, never the node. */
class FaultTest {
  private final List<String> said = new CopyOnWriteArrayList<>();

  private RosNode node(FakeMaster master, String name) {
    return RosNode.start(master.node(name).withListener((level, message) -> said.add(message)));
  }

  private static void greet(OutputStream out, String sum) throws IOException {
    Map<String, String> header = new LinkedHashMap<>();
    header.put("callerid", "/faulty");
    header.put("md5sum", sum);
    header.put("type", "std_msgs/String");
    ConnectionHeader.write(out, header);
  }

  private static byte[] framed(byte[] message) {
    return ByteBuffer.allocate(4 + message.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(message.length)
        .put(message)
        .array();
  }

  private static byte[] framed(String text) {
    return framed(Text.TYPE.bytes(new Text(text)));
  }

  @Test
  void connectionsThatBreakAreTakenUpAndNothingElseIsLost() throws Exception {
    FaultyPublisher.Answer answer =
        (number, asked, out) -> {
          assertEquals("/words", asked.get("topic"));
          if (number == 0) {
            greet(out, Text.TYPE.md5());
            out.write(framed("first"));
            // In the middle of a message.
            out.write(Arrays.copyOf(framed("cut off"), 9));
          } else if (number == 1) {
            greet(out, Text.TYPE.md5());
            out.write(framed("second"));
            // No message of this type, but whole: the next one is good.
            out.write(framed(new byte[] {9, 9, 9}));
            out.write(framed("third"));
            out.write(new byte[] {-1, -1, -1, -1, 0, 0});
          } else if (number == 2) {
            greet(out, Text.TYPE.md5());
            // 200 MB are promised and never come.
            out.write(new byte[] {0, 0, 0, 0x0c, 0, 0});
          } else if (number == 3) {
            out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          } else if (number == 4) {
            greet(out, Text.TYPE.md5());
            out.write(framed("fourth"));
          }
        };
    try (FakeMaster master = new FakeMaster();
        FaultyPublisher publisher = new FaultyPublisher(answer)) {
      master.list("/words", publisher.uri());
      try (RosNode node = node(master, "reader")) {
        List<String> heard = new CopyOnWriteArrayList<>();
        node.subscribe("/words", Text.TYPE, text -> heard.add(text.data()));
        DebianRos.await("the last word", () -> heard.contains("fourth"));
        assertEquals(List.of("first", "second", "third", "fourth"), heard);
        String all = String.join("\n", said);
        assertTrue(all.contains("the connection ended after 5 of a message's 11 bytes"), all);
        assertTrue(all.contains("a message was left out: std_msgs/String: "), all);
        assertTrue(all.contains("a message of 4294967295 bytes is announced"), all);
        assertTrue(
            all.contains("the connection ended after 2 of a message's 201326592 bytes"), all);
        assertTrue(all.contains("no TCPROS: a header of 1347703880 bytes"), all);
      }
    }
  }

  @Test
  void anotherDefinitionIsSaidWithBothSums() throws Exception {
    String wrong = "0123456789abcdef0123456789abcdef";
    try (FakeMaster master = new FakeMaster();
        FaultyPublisher publisher =
            new FaultyPublisher((number, asked, out) -> greet(out, wrong))) {
      master.list("/words", publisher.uri());
      try (RosNode node = node(master, "reader")) {
        node.subscribe("/words", Text.TYPE, text -> {});
        DebianRos.await("both sums", () -> !said.isEmpty() && publisher.connections() > 2);
        assertEquals(1, said.size(), said::toString);
        assertTrue(said.get(0).contains(wrong), said::toString);
        assertTrue(said.get(0).contains(Text.TYPE.md5()), said::toString);
      }
    }
  }

  @Test
  void aSubscriberOfAnotherDefinitionIsToldBothSums() throws Exception {
    String wrong = "0123456789abcdef0123456789abcdef";
    try (FakeMaster master = new FakeMaster();
        RosNode node = node(master, "speaker")) {
      node.advertise("/words", Text.TYPE, 1, false);
      Map<String, String> asked = new LinkedHashMap<>();
      asked.put("topic", "/words");
      asked.put("type", "std_msgs/String");
      asked.put("md5sum", wrong);
      asked.put("callerid", "/other");
      try (Socket socket = connect(node)) {
        ConnectionHeader.write(socket.getOutputStream(), asked);
        String error = ConnectionHeader.read(socket.getInputStream()).get("error");
        assertTrue(error.contains(wrong) && error.contains(Text.TYPE.md5()), error);
      }
      asked.put("topic", "/nothing");
      try (Socket socket = connect(node)) {
        ConnectionHeader.write(socket.getOutputStream(), asked);
        String error = ConnectionHeader.read(socket.getInputStream()).get("error");
        assertEquals("topic '/nothing' is not published here", error);
      }
    }
  }

  private static Socket connect(RosNode node) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), node.topicPort());
  }

  @Test
  void garbageOnThePortsHurtsNobody() throws Exception {
    try (FakeMaster master = new FakeMaster();
        RosNode node = node(master, "speaker");
        RosNode reader = node(master, "reader")) {
      TopicPublisher<Text> words = node.advertise("/words", Text.TYPE, 1, true);
      words.publish(new Text("still here"));
      byte[] garbage = new byte[5000];
      new Random(3).nextBytes(garbage);
      byte[] small = garbage.clone();
      // A header that promises to end, of fields that do not.
      System.arraycopy(new byte[] {0, 4, 0, 0}, 0, small, 0, 4);
      for (byte[] bytes :
          List.of(garbage, small, new byte[] {-1, -1, -1, -1}, new byte[] {1}, new byte[0])) {
        for (int port : List.of(node.topicPort(), callsPort(node, master))) {
          try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            socket.getInputStream().readNBytes(1);
          } catch (IOException e) {
            // Hung up on: as good as an answer.
            continue;
          }
        }
      }
      DebianRos.await("the words registered", () -> master.calls.contains("registerPublisher"));
      List<String> heard = new CopyOnWriteArrayList<>();
      DebianRos.await(
          "the topic",
          () ->
              List.copyOf(master.calls).stream().filter("registerPublisher"::equals).count() >= 3);
      reader.subscribe("/words", Text.TYPE, text -> heard.add(text.data()));
      DebianRos.await("the words", () -> heard.contains("still here"));
      String all = String.join("\n", said);
      assertTrue(all.contains("was refused: no TCPROS: a header of 4294967295 bytes"), all);
      assertFalse(all.contains("Exception"), all);
    }
  }

  private static int callsPort(RosNode node, FakeMaster master) throws IOException {
    XmlRpcClient client = new XmlRpcClient(Duration.ofSeconds(5));
    DebianRos.await("the node's registration", () -> master.calls.contains("registerPublisher"));
    Object uri =
        client.call(
            URI.create(master.node("x").master().toString()), "lookupNode", "/x", node.name());
    return URI.create(uri.toString()).getPort();
  }

  @Test
  void aMasterThatIsNotThereIsWaitedFor() throws Exception {
    int port;
    try (FakeMaster gone = new FakeMaster()) {
      port = gone.node("x").master().getPort();
    }
    try (RosNode node =
        RosNode.start(
            NodeOptions.named("early")
                .withHost("127.0.0.1")
                .withMaster("http://127.0.0.1:" + port)
                .withListener((level, message) -> said.add(message)))) {
      node.advertise("~words", Text.TYPE, 1, false);
      assertEquals(1, said.size(), said::toString);
      assertTrue(
          said.get(0).startsWith("the master at http://127.0.0.1:" + port + " cannot be reached: "),
          said::toString);
      assertTrue(node.parameter("~camera").isEmpty());
    }
  }
}
