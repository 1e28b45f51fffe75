package org.jpose.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jpose.core.PoseEstimator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class StreamTest {
  private static final String TOKEN = "0123456789abcdef/secret+=";

  private final Scenes scenes = new Scenes();
  private final PoseEstimator estimator = scenes.estimator();
  private PoseServer server;
  private Client client;

  private void start(ServerOptions options) throws InterruptedException {
    server = PoseServer.start(estimator, options.withPort(0).withModel("painted"));
    client = new Client(server);
    while (client.get("/readyz").status() != 200) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @AfterEach
  void stop() {
    scenes.hold().countDown();
    server.close();
    estimator.close();
  }

  private StreamClient open(String query) {
    return StreamClient.open(client.http(), client.port(), query, Map.of());
  }

  private String metrics() {
    return client.get("/metrics").text();
  }

  private void await(String line) throws InterruptedException {
    while (!metrics().contains(line)) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  @Test
  void everyFrameThatIsTakenHasAnAnswer() throws Exception {
    start(ServerOptions.defaults());
    StreamClient stream = open("?track=true&smooth=true&angles=true");
    for (int i = 0; i < 3; i++) {
      stream.send(scenes.png());
      JsonNode answer = stream.answer();
      assertEquals(i, answer.get("frame").asInt());
      assertEquals(0, answer.get("skipped").asInt());
      assertEquals(i, answer.at("/result/frame").asInt());
      assertEquals(320, answer.at("/result/width").asInt());
      List<String> ids = answer.at("/result/people").findValuesAsText("id");
      assertEquals(List.of("1", "2"), ids.stream().sorted().toList());
      assertTrue(answer.at("/result/people/0/angles").size() > 0);
      assertTrue(answer.at("/ms/total").asDouble() > 0);
    }
    stream.close();
    assertEquals(1000, stream.closeCode());
    await("jpose_streams 0.0");
  }

  @Test
  void withoutTrackingPeopleHaveTheirPlace() throws Exception {
    start(ServerOptions.defaults());
    StreamClient stream = open("");
    stream.send(scenes.png());
    JsonNode people = stream.answer().at("/result/people");
    assertEquals(List.of("0", "1"), people.findValuesAsText("id"));
    assertFalse(people.get(0).has("angles"));
  }

  @Test
  void theNewestFrameWinsAndThosePassedOverAreCounted() throws Exception {
    start(ServerOptions.defaults());
    CountDownLatch gate = scenes.hold();
    StreamClient stream = open("");
    stream.send(scenes.png());
    scenes.awaitRun();
    for (int i = 1; i < 10; i++) {
      stream.send(scenes.png());
    }
    await("jpose_stream_frames_total{outcome=\"passed-over\"} 8.0");
    gate.countDown();
    assertEquals(0, stream.answer().get("frame").asInt());
    JsonNode newest = stream.answer();
    assertEquals(9, newest.get("frame").asInt());
    assertEquals(8, newest.get("skipped").asInt());
    assertEquals(0, stream.waiting());
  }

  @Test
  void oneStreamDoesNotKeepOthersFromTheirTurn() throws Exception {
    start(ServerOptions.defaults());
    List<StreamClient> streams = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      streams.add(open(""));
    }
    // The first one sends as fast as it can; each of the others has a turn before its second one.
    int[] answers = new int[5];
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 10; i++) {
        streams.get(0).send(scenes.png());
      }
      for (int i = 1; i < 5; i++) {
        streams.get(i).send(scenes.png());
        streams.get(i).answer();
        answers[i]++;
      }
    }
    answers[0] = streams.get(0).waiting();
    assertTrue(
        answers[0] <= 2 * 4 * 20 + 10, "the one that hurries had " + answers[0] + " answers");
    assertTrue(answers[0] > 0);
  }

  /**
   * Others may have their turns for long: who waits for an answer is not idle, who sends none is.
   */
  @Test
  void aStreamThatWaitsIsKeptAndOneThatIsIdleIsClosed() throws Exception {
    start(
        ServerOptions.defaults()
            .withLimits(RequestLimits.defaults().withTimeout(Duration.ofMillis(500))));
    CountDownLatch gate = scenes.hold();
    StreamClient waiting = open("");
    waiting.send(scenes.png());
    StreamClient idle = open("");
    assertEquals(1001, idle.closeCode());
    StreamClient second = open("");
    assertEquals(1001, second.closeCode(), "twice as long as a stream is kept");
    gate.countDown();
    assertEquals(2, waiting.answer().at("/result/people").size());
    assertEquals(1001, waiting.closeCode(), "and now it is idle, too");
  }

  @Test
  void aBadFrameIsAnsweredAndTheStreamGoesOn() throws Exception {
    start(ServerOptions.defaults());
    StreamClient stream = open("");
    stream.send(new byte[0]);
    assertEquals("urn:jpose:problem:no-image", stream.answer().at("/problem/type").asText());
    stream.send("no picture".getBytes(StandardCharsets.UTF_8));
    assertEquals("urn:jpose:problem:unknown-kind", stream.answer().at("/problem/type").asText());
    stream.send(scenes.png());
    assertEquals(2, stream.answer().at("/result/people").size());
    scenes.damage();
    stream.send(scenes.png());
    assertEquals("urn:jpose:problem:broken-model", stream.answer().at("/problem/type").asText());
  }

  @Test
  void textAndFramesTooLargeEndTheStream() throws Exception {
    start(ServerOptions.defaults().withLimits(RequestLimits.defaults().withBytes(100_000)));
    StreamClient text = open("");
    text.sendText("a frame?");
    assertEquals(1003, text.closeCode());
    StreamClient large = open("");
    large.send(new byte[100_001]);
    assertEquals(1009, large.closeCode());
    assertEquals(200, client.photo("", scenes.png()).status());
  }

  @Test
  void halvesOfFramesCountAndAreNotWaitedFor() throws Exception {
    start(
        ServerOptions.defaults()
            .withLimits(RequestLimits.defaults().withTimeout(Duration.ofMillis(500))));
    StreamClient slow = open("");
    slow.sendPart(new byte[100_000]);
    await("jpose_bodies_bytes 100000.0");
    assertEquals(1008, slow.closeCode());
    await("jpose_bodies_bytes 0.0");
  }

  @Test
  void framesComeInParts() throws Exception {
    start(ServerOptions.defaults());
    StreamClient stream = open("");
    byte[] png = scenes.png();
    stream.sendPart(Arrays.copyOf(png, 100));
    stream.sendPart(Arrays.copyOfRange(png, 100, 200));
    stream.send(Arrays.copyOfRange(png, 200, png.length));
    assertEquals(2, stream.answer().at("/result/people").size());
    await("jpose_bodies_bytes 0.0");
  }

  /** Who sends frames and reads no answer would keep a place for ever. */
  @Test
  void whoDoesNotReadIsLetGo() throws Exception {
    start(
        ServerOptions.defaults()
            .withLimits(RequestLimits.defaults().withTimeout(Duration.ofMillis(500))));
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(1000);
      socket.connect(new InetSocketAddress("127.0.0.1", client.port()));
      OutputStream out = socket.getOutputStream();
      out.write(
          ("GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                  + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                  + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      // A masked frame of two bytes that are no picture; each is answered with a problem.
      byte[] frame = {(byte) 0x82, (byte) 0x82, 0, 0, 0, 0, 1, 2};
      assertThrows(
          IOException.class,
          () -> {
            while (true) {
              out.write(frame);
              TimeUnit.MICROSECONDS.sleep(100);
            }
          });
    }
    await("jpose_streams 0.0");
    await("jpose_bodies_bytes 0.0");
  }

  @Test
  void clientsThatVanishLeaveNothing() throws Exception {
    start(ServerOptions.defaults());
    CountDownLatch gate = scenes.hold();
    for (int i = 0; i < 20; i++) {
      StreamClient stream = open("?track=true");
      stream.send(scenes.png());
      stream.send(scenes.png());
      stream.abort();
    }
    gate.countDown();
    await("jpose_streams 0.0");
    await("jpose_bodies_bytes 0.0");
    assertEquals(200, client.photo("", scenes.png()).status());
  }

  @Test
  void aStreamNeedsTokenAndOrigin() throws Exception {
    start(ServerOptions.defaults().withAccess(AccessRules.open().withToken(TOKEN)));
    assertEquals(401, refusal(Map.of()));
    assertEquals(401, refusal(Map.of("protocol", "jpose.bearer." + encoded("wrong"))));
    assertEquals(
        403, refusal(Map.of("Origin", "http://evil.example", "Authorization", "Bearer " + TOKEN)));
    StreamClient header =
        StreamClient.open(
            client.http(), client.port(), "", Map.of("Authorization", "Bearer " + TOKEN));
    header.send(scenes.png());
    assertEquals(2, header.answer().at("/result/people").size());
    StreamClient browser =
        StreamClient.open(
            client.http(),
            client.port(),
            "",
            Map.of(
                "protocol",
                "jpose.bearer." + encoded(TOKEN),
                "Origin",
                "http://127.0.0.1:" + client.port()));
    assertEquals("jpose", browser.protocol());
  }

  private static String encoded(String token) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(token.getBytes(StandardCharsets.ISO_8859_1));
  }

  private int refusal(Map<String, String> headers) {
    CompletionException refused =
        assertThrows(
            CompletionException.class,
            () -> StreamClient.open(client.http(), client.port(), "", headers));
    return ((WebSocketHandshakeException) refused.getCause()).getResponse().statusCode();
  }

  @Test
  void closingTellsTheStreams() throws Exception {
    start(ServerOptions.defaults());
    StreamClient stream = open("");
    stream.send(scenes.png());
    stream.answer();
    server.close();
    assertEquals(1001, stream.closeCode());
  }
}
