package org.jpose.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jpose.core.Estimate;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.jpose.media.draw.Drawing;
import org.jpose.media.draw.DrawingOptions;
import org.jpose.media.draw.PoseRenderer;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageFileWriter;
import org.jpose.media.image.ImageReadOptions;
import org.jpose.media.results.ImageResult;
import org.jpose.media.results.ResultDetails;
import org.jpose.media.results.ResultFormat;
import org.jpose.media.results.ResultWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server as its users see it. */
@Timeout(120)
class PoseServerTest {
  private static final String TOKEN = "0123456789abcdef-secret";

  private final Scenes scenes = new Scenes();
  private final PoseEstimator estimator = scenes.estimator();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private PoseServer server;
  private Client client;

  private static ServerOptions options() {
    return ServerOptions.defaults().withPort(0).withModel("painted");
  }

  private void start(ServerOptions options) {
    server = PoseServer.start(estimator, options.withAccessLog(log::add));
    client = new Client(server);
  }

  @AfterEach
  void stop() {
    scenes.hold().countDown();
    server.close();
    estimator.close();
  }

  private void awaitReady() throws InterruptedException {
    while (client.get("/readyz").status() != 200) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private byte[] file(ResultFormat format, String name, boolean angles) {
    Estimate estimate = estimator.analyze(scenes.image());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ResultWriter writer =
        format.open(bytes, "file", ResultDetails.none().withAngles(angles))) {
      writer.write(ImageResult.of(name, 320, 240, estimate.people()).withModel("painted"));
      writer.complete();
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({"json, JSON", "csv, CSV", "openpose, OPENPOSE", "coco, COCO"})
  void resultsAreThoseOfTheProgram(String format, ResultFormat file) {
    start(options());
    Client.Reply reply = client.photo("?angles=true&format=" + format, scenes.png());
    assertEquals(200, reply.status());
    assertArrayEquals(file(file, "photo", true), reply.response().body());
    assertTrue(reply.header("Server-Timing").matches("decode;dur=[0-9.]+, .*people;dur=[0-9.]+"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"skeleton", "heatmap", "affinity", "all"})
  void picturesAreThoseOfTheProgram(String drawing) {
    start(options());
    Client.Reply reply = client.photo("?format=png&draw=" + drawing, scenes.png());
    assertEquals(200, reply.status());
    Image photo = new ImageFileReader(ImageReadOptions.defaults()).read(scenes.png(), "photo");
    Estimate estimate = estimator.analyze(photo);
    Image drawn =
        new PoseRenderer(DrawingOptions.defaults())
            .draw(Drawing.valueOf(drawing.toUpperCase(java.util.Locale.ROOT)), photo, estimate);
    assertArrayEquals(ImageFileWriter.png(drawn), reply.response().body());
  }

  @Test
  void formsBringAPhotoWithItsName() {
    start(options());
    Client.Reply reply = form("photo", "dir\\sub/beach photo.png", scenes.png());
    assertEquals(200, reply.status(), reply::text);
    assertArrayEquals(file(ResultFormat.JSON, "beach photo.png", false), reply.response().body());
  }

  private Client.Reply form(String field, String name, byte[] photo) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        ("--x\r\nContent-Disposition: form-data; name=\""
                + field
                + "\""
                + (name == null ? "" : "; filename=\"" + name.replace("\\", "\\\\") + "\"")
                + "\r\nContent-Type: image/png\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(photo);
    body.writeBytes("\r\n--x--\r\n".getBytes(StandardCharsets.UTF_8));
    return client.send(
        client
            .request("/v1/people")
            .header("Content-Type", "multipart/form-data; boundary=x")
            .POST(BodyPublishers.ofByteArray(body.toByteArray()))
            .build());
  }

  @Test
  void formsWithoutOnePhotoAreRefused() {
    start(options());
    assertEquals(
        "wrong-form", form("format", null, "png".getBytes(StandardCharsets.UTF_8)).problem());
    assertEquals("no-image", form("photo", "a.png", new byte[0]).problem());
    Client.Reply noForm =
        client.send(
            client
                .request("/v1/people")
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(BodyPublishers.ofString("no form"))
                .build());
    assertEquals("wrong-form", noForm.problem());
  }

  @Test
  void optionsOfARequestCount() {
    start(options());
    JsonNode one = client.photo("?max-people=1", scenes.png()).json();
    assertEquals(1, one.at("/images/0/people").size());
    JsonNode none = client.photo("?min-score=3", scenes.png()).json();
    assertEquals(0, none.at("/images/0/people").size());
    JsonNode more = client.photo("?scales=0.5,1&flip=true&size=-1x240", scenes.png()).json();
    assertEquals(scenes.people(), more.at("/images/0/people").size());
  }

  @Test
  void allWrongParametersAreNamed() {
    start(options());
    Client.Reply reply =
        client.photo(
            "?format=xml&size=big&scales=0,1&flip=perhaps&min-score=much&max-people=0&angles=1&angles=1&colour=red&draw=all",
            scenes.png());
    assertEquals(400, reply.status());
    assertEquals("wrong-parameters", reply.problem());
    List<String> names = reply.json().get("parameters").findValuesAsText("name");
    assertEquals(
        List.of(
            "angles",
            "colour",
            "draw",
            "flip",
            "format",
            "max-people",
            "min-score",
            "scales",
            "size"),
        names.stream().sorted().toList());
  }

  @Test
  void requestsForTooMuchWorkAreRefused() {
    start(options());
    assertEquals("too-much-work", client.photo("?size=8000x8000", scenes.png()).problem());
    assertEquals(
        "too-much-work", client.photo("?scales=3,3,3,3,3,3,3,3&flip=true", scenes.png()).problem());
  }

  @Test
  void aNetworkOfOneSizeTakesNoScales() {
    scenes.takeOnly(new NetworkSize(320, 240));
    start(options());
    Client.Reply reply = client.photo("?scales=0.5,1", scenes.png());
    assertEquals(400, reply.status());
    assertEquals("scales", reply.json().at("/parameters/0/name").asText());
    assertEquals(
        scenes.people(), client.photo("", scenes.png()).json().at("/images/0/people").size());
  }

  @Test
  void aNetworkThatGivesNoNumbersIsAnErrorAndNotNobody() {
    start(options());
    scenes.damage();
    Client.Reply reply = client.photo("", scenes.png());
    assertEquals(500, reply.status());
    assertEquals("broken-model", reply.problem());
  }

  @Test
  void anImageForWhichTheNetworkHasNoRoomIsTooLarge() throws Exception {
    start(options());
    awaitReady();
    scenes.fill();
    Client.Reply reply = client.photo("", scenes.png());
    assertEquals(413, reply.status());
    assertEquals("needs-more-memory", reply.problem());
  }

  @Test
  void whatDoesNotFitIsRefusedAtOnceAndTheRestIsAnswered() throws Exception {
    start(options().withLimits(RequestLimits.defaults().withQueue(1)));
    awaitReady();
    CountDownLatch gate = scenes.hold();
    int room = Math.max(1, Runtime.getRuntime().availableProcessors() / 4) + 1;
    ExecutorService senders = Executors.newFixedThreadPool(room + 1);
    try {
      CompletionService<Client.Reply> replies = new ExecutorCompletionService<>(senders);
      for (int i = 0; i < room + 1; i++) {
        replies.submit(() -> client.photo("", scenes.png()));
      }
      // While the network is held only the one that is refused has an answer.
      Client.Reply refused = replies.take().get();
      assertEquals(503, refused.status());
      assertEquals("busy", refused.problem());
      assertEquals("1", refused.header("Retry-After"));
      gate.countDown();
      for (int i = 0; i < room; i++) {
        assertEquals(200, replies.take().get().status());
      }
    } finally {
      senders.shutdownNow();
    }
    assertEquals(200, client.photo("", scenes.png()).status(), "and then there is room again");
  }

  @Test
  void modelsHealthMetricsAndDescription() throws Exception {
    start(options());
    awaitReady();
    assertEquals("painted", client.get("/v1/models").json().at("/serving/name").asText());
    assertEquals(18, client.get("/v1/models").json().at("/serving/skeleton/joints").size());
    assertEquals("ok", client.get("/healthz").json().get("status").asText());
    client.photo("", scenes.png());
    client.photo("", new byte[] {1, 2, 3});
    String metrics = client.get("/metrics").text();
    assertTrue(metrics.contains("jpose_people_total 2.0"), metrics);
    assertTrue(metrics.contains("jpose_rejected_total{problem=\"unknown-kind\"} 1.0"), metrics);
    assertTrue(
        metrics.contains(
            "jpose_http_requests_seconds_bucket{method=\"POST\",route=\"/v1/people\",status=\"200\",le=\"10.0\"} 1"),
        metrics);
    assertTrue(metrics.contains("jvm_memory_used_bytes{area=\"heap\""), metrics);
    assertTrue(metrics.contains("jpose_bodies_bytes 0.0"), metrics);
    assertTrue(client.get("/openapi.yaml").text().startsWith("openapi: 3.1.0"));
  }

  @Test
  void everyPathIsDescribed() {
    start(options());
    for (String path :
        List.of("/v1/people", "/v1/models", "/v1/stream", "/metrics", "/healthz", "/readyz")) {
      assertTrue(Description.paths().has(path), path);
    }
    assertEquals(6, Description.paths().size());
  }

  @Test
  void thePageComesFromHereOnlyAndIsNotSentTwice() {
    start(options());
    Client.Reply page = client.get("/");
    assertEquals(200, page.status());
    assertTrue(page.header("Content-Security-Policy").startsWith("default-src 'none'"));
    Client.Reply again =
        client.send(client.request("/").header("If-None-Match", page.header("ETag")).build());
    assertEquals(304, again.status());
    assertEquals(0, again.response().body().length);
  }

  @Test
  void wrongPathsAndMethodsAreNamed() {
    start(options());
    assertEquals("not-found", client.get("/v2/people").problem());
    assertEquals("wrong-request", client.get("/page/../../etc/passwd").problem());
    Client.Reply get = client.get("/v1/people");
    assertEquals(405, get.status());
    assertEquals("POST", get.header("Allow"));
    Client.Reply delete = client.send(client.request("/v1/models").DELETE().build());
    assertEquals(405, delete.status());
    assertEquals("GET, HEAD", delete.header("Allow"));
    assertEquals("no-websocket", client.get("/v1/stream").problem());
    assertEquals("wrong-parameters", client.get("/v1/stream?track=perhaps").problem());
  }

  @Test
  void whoHasNoTokenGetsNothing() {
    start(options().withAccess(AccessRules.open().withToken(TOKEN)));
    for (String path : List.of("/v1/models", "/metrics", "/v1/stream")) {
      Client.Reply reply = client.get(path);
      assertEquals(401, reply.status(), path);
      assertEquals("unauthorized", reply.problem());
      assertEquals("Bearer", reply.header("WWW-Authenticate"));
    }
    assertEquals(401, client.photo("", scenes.png()).status());
    assertEquals(401, models("Bearer wrong-token-0123456789").status());
    assertEquals(401, models("Basic " + TOKEN).status());
    assertEquals(200, models("Bearer " + TOKEN).status());
    assertEquals(200, models("bearer  " + TOKEN).status());
    assertEquals(200, client.get("/healthz").status());
    assertEquals(200, client.get("/").status());
  }

  private Client.Reply models(String authorization) {
    return client.send(client.request("/v1/models").header("Authorization", authorization).build());
  }

  @Test
  void pagesOfOtherOriginsAskOnlyIfTheyMay() throws Exception {
    start(
        options()
            .withAccess(
                AccessRules.open().withOrigins(java.util.Set.of("https://Friend.example"))));
    assertEquals("wrong-origin", from("https://evil.example").problem());
    assertEquals("wrong-origin", from("null").problem());
    assertEquals("wrong-origin", from("http://127.0.0.1:1").problem());
    assertEquals(200, from("http://127.0.0.1:" + server.port()).status());
    Client.Reply friend = from("https://friend.example");
    assertEquals(200, friend.status());
    assertEquals("https://friend.example", friend.header("Access-Control-Allow-Origin"));
    assertNull(client.get("/v1/models").header("Access-Control-Allow-Origin"));
    Client.Reply preflight =
        client.send(
            client
                .request("/v1/people")
                .header("Origin", "https://friend.example")
                .method("OPTIONS", BodyPublishers.noBody())
                .build());
    assertEquals(204, preflight.status());
    assertEquals("POST", preflight.header("Access-Control-Allow-Methods"));
    // A foreign name that was made to lead to this machine.
    String rebound =
        client.raw("GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assertTrue(rebound.startsWith("HTTP/1.1 403 "), rebound);
  }

  private Client.Reply from(String origin) {
    return client.send(client.request("/v1/models").header("Origin", origin).build());
  }

  @Test
  void theLogNamesRequestsWithoutWhatTheyAskedFor() {
    start(options());
    client.get("/v1/models?token=secret");
    server.close();
    assertEquals(1, log.size(), log::toString);
    assertTrue(log.get(0).matches("\\S+Z 127.0.0.1 GET /v1/models 200 \\d+ \\d+ms"), log.get(0));
  }

  @Test
  void closingFinishesWhatRuns() throws Exception {
    start(options());
    awaitReady();
    CountDownLatch gate = scenes.hold();
    CompletableFuture<Client.Reply> running =
        CompletableFuture.supplyAsync(() -> client.photo("", scenes.png()));
    scenes.awaitRun();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
    TimeUnit.MILLISECONDS.sleep(100);
    assertFalse(closing.isDone(), "closed before its work was done");
    gate.countDown();
    assertEquals(200, running.join().status());
    closing.join();
    assertThrows(UncheckedIOException.class, () -> client.get("/healthz"));
    server.close();
    assertEquals(scenes.people(), estimator.estimate(scenes.image()).size(), "still the caller's");
  }

  @Test
  void closingWaitsNoLongerThanItsGrace() throws Exception {
    start(options().withGrace(Duration.ofMillis(200)));
    awaitReady();
    scenes.hold();
    CompletableFuture<Client.Reply> running =
        CompletableFuture.supplyAsync(() -> client.photo("", scenes.png()));
    scenes.awaitRun();
    long start = System.nanoTime();
    server.close();
    assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30), "closed in time");
    assertThrows(RuntimeException.class, running::join);
  }

  /**
   * Closing while the network is still being warmed: that is at its end, too, and nothing failed.
   */
  @Test
  void closingEndsTheWarmUp() {
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    scenes.hold();
    start(options().withFailureLog(failures::add));
    server.close();
    estimator.close();
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().equals("jpose-warm-up")));
    assertEquals(List.of(), failures);
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    start(options());
    UncheckedIOException failure =
        assertThrows(
            UncheckedIOException.class,
            () -> PoseServer.start(estimator, options().withPort(server.port())));
    assertTrue(
        failure.getMessage().startsWith("cannot listen on 127.0.0.1:" + server.port() + ": "),
        failure.getMessage());
  }
}
