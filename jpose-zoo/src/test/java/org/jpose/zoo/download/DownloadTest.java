package org.jpose.zoo.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jpose.zoo.Samples;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads from a server that does what servers do. */
class DownloadTest {
  private static final byte[] CONTENT = Samples.bytes(300_000);
  private static final int HALF = CONTENT.length / 2;
  private static final String VERSION = "\"one\"";

  @TempDir Path folder;
  private final List<AutoCloseable> servers = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable server : servers) {
      server.close();
    }
  }

  private FileServer server(FileServer.Answer answer) {
    FileServer server = new FileServer(answer);
    servers.add(server);
    return server;
  }

  private Path target() {
    return folder.resolve("weights.pb");
  }

  private URI fetch(ModelFile file, FetchListener listener) throws IOException {
    return new Download(
            Samples.client(), new StoreDisk(StoreDisk.Access.REAL), Samples.POLICY, listener)
        .fetch(file, file.addresses(), target());
  }

  private void fetches(ModelFile file) throws IOException {
    fetch(file, FetchListener.NONE);
    assertArrayEquals(CONTENT, Files.readAllBytes(target()));
    assertEquals(List.of("weights.pb"), names());
  }

  private String fails(ModelFile file) throws IOException {
    IOException thrown = assertThrows(IOException.class, () -> fetch(file, FetchListener.NONE));
    assertTrue(Files.notExists(target()), "a file that is not whole has got its name");
    return thrown.getMessage();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static List<String> ranges(FileServer server) {
    return server.requests().stream().map(request -> String.valueOf(request.range())).toList();
  }

  @Test
  void tellsHowItGoes() throws IOException {
    FileServer server = server((exchange, n) -> FileServer.file(exchange, CONTENT, VERSION));
    List<Long> done = new ArrayList<>();
    fetch(
        Samples.file(CONTENT, server.address("/a")),
        new FetchListener() {
          @Override
          public void progress(long bytes, OptionalLong total) {
            assertEquals(OptionalLong.of(CONTENT.length), total);
            done.add(bytes);
          }
        });
    assertEquals(0, done.get(0));
    assertEquals(CONTENT.length, done.get(done.size() - 1));
    assertEquals(done.stream().sorted().toList(), done);
    assertArrayEquals(CONTENT, Files.readAllBytes(target()));
  }

  @Test
  void goesOnWhereTheConnectionBroke() throws IOException {
    FileServer server =
        server(
            (exchange, n) ->
                FileServer.part(exchange, CONTENT, VERSION, n < 4 ? n * HALF / 2 : CONTENT.length));
    fetches(Samples.file(CONTENT, server.address("/a")));
    assertEquals("null", ranges(server).get(0));
    for (FileServer.Request later : server.requests().subList(1, server.requests().size())) {
      assertTrue(later.range().matches("bytes=[1-9]\\d*-"), later.toString());
      assertEquals(VERSION, later.ifRange());
    }
  }

  @Test
  void aLaterRunGoesOnWhereAnEarlierOneStopped() throws IOException {
    FileServer server =
        server(
            (exchange, n) -> {
              if (n <= 4) {
                FileServer.part(exchange, CONTENT, VERSION, HALF);
              } else {
                FileServer.file(exchange, CONTENT, VERSION);
              }
            });
    ModelFile file = Samples.file(CONTENT, server.address("/a"));
    String message = fails(file);
    assertTrue(message.contains("/a: the connection broke: "), message);
    assertTrue(message.endsWith(", after 4 attempts"), message);
    assertEquals(List.of("weights.pb.part"), names());
    fetches(file);
    assertEquals("bytes=" + HALF + "-", ranges(server).get(4));
  }

  @Test
  void aServerWithoutRangesBeginsAgain() throws IOException {
    FileServer server =
        server(
            (exchange, n) ->
                FileServer.whole(exchange, CONTENT, VERSION, n == 1 ? HALF : CONTENT.length));
    fetches(Samples.file(CONTENT, server.address("/a")));
    assertEquals(List.of("null", "bytes=" + HALF + "-"), ranges(server));
  }

  @Test
  void aServerWithoutVersionsIsGoneOnWithWhereTheHashIsKnown() throws IOException {
    FileServer server =
        server(
            (exchange, n) ->
                FileServer.part(exchange, CONTENT, null, n == 1 ? HALF : CONTENT.length));
    fetches(Samples.file(CONTENT, server.address("/a")));
    assertEquals(List.of("null", "bytes=" + HALF + "-"), ranges(server));
  }

  @Test
  void aServerWithoutVersionsIsAskedForAllWhereNoHashIsKnown() throws IOException {
    FileServer server =
        server(
            (exchange, n) ->
                FileServer.part(exchange, CONTENT, null, n == 1 ? HALF : CONTENT.length));
    fetches(Samples.unknown(CONTENT.length, server.address("/a")));
    assertEquals(List.of("null", "null"), ranges(server));
  }

  /** Honest servers send all of a changed file; others send its rest under another version. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFileThatChangesBetweenAttemptsIsNotPatched(boolean honest) throws IOException {
    byte[] old = Samples.bytes(CONTENT.length - 1);
    FileServer server =
        server(
            (exchange, n) -> {
              if (n == 1) {
                FileServer.part(exchange, old, "\"old\"", HALF);
              } else if (honest) {
                FileServer.file(exchange, CONTENT, VERSION);
              } else {
                FileServer.range(exchange, CONTENT, VERSION, CONTENT.length);
              }
            });
    fetches(Samples.unknown(CONTENT.length, server.address("/a")));
    assertEquals("\"old\"", server.requests().get(1).ifRange());
  }

  /** Nothing but the hash tells. */
  @Test
  void aChangedFileOfAServerWithoutVersionsIsFetchedAnew() throws IOException {
    byte[] old = Samples.bytes(CONTENT.length - 1);
    FileServer server =
        server(
            (exchange, n) -> {
              if (n == 1) {
                byte[] longer = java.util.Arrays.copyOf(old, CONTENT.length);
                FileServer.part(exchange, longer, null, HALF);
              } else {
                FileServer.file(exchange, CONTENT, null);
              }
            });
    fetches(Samples.file(CONTENT, server.address("/a")));
    assertEquals(List.of("null", "bytes=" + HALF + "-", "null"), ranges(server));
  }

  @Test
  void aPartLongerThanTheFileBeginsAgain() throws IOException {
    Files.write(folder.resolve("weights.pb.part"), new byte[CONTENT.length + 5]);
    FileServer server =
        server(
            (exchange, n) -> {
              if (n == 1) {
                FileServer.status(exchange, 416);
              } else {
                FileServer.file(exchange, CONTENT, VERSION);
              }
            });
    fetches(Samples.file(CONTENT, server.address("/a")));
    assertEquals(List.of("bytes=" + (CONTENT.length + 5) + "-", "null"), ranges(server));
  }

  @Test
  void aTotalThatIsNoLengthBeginsAgain() throws IOException {
    FileServer server =
        server(
            (exchange, n) -> {
              if (n == 1) {
                FileServer.part(exchange, CONTENT, VERSION, HALF);
              } else if (n == 2) {
                exchange
                    .getResponseHeaders()
                    .set("Content-Range", "bytes " + HALF + "-9/" + "9".repeat(30));
                exchange.sendResponseHeaders(206, -1);
              } else {
                FileServer.file(exchange, CONTENT, VERSION);
              }
            });
    fetches(Samples.file(CONTENT, server.address("/a")));
    assertEquals(List.of("null", "bytes=" + HALF + "-", "null"), ranges(server));
  }

  @Test
  void aWrongFileIsRemovedAndTheNextMirrorAsked() throws IOException {
    byte[] wrong = Samples.bytes(CONTENT.length);
    wrong[HALF] ^= 1;
    FileServer bad = server((exchange, n) -> FileServer.file(exchange, wrong, VERSION));
    FileServer good = server((exchange, n) -> FileServer.file(exchange, CONTENT, VERSION));
    String message = fails(Samples.file(CONTENT, bad.address("/bad")));
    assertEquals(
        "weights.pb cannot be fetched. "
            + bad.address("/bad")
            + ": wrong file: "
            + Samples.sha256(wrong)
            + ", expected "
            + Samples.sha256(CONTENT).hex()
            + "; removed",
        message);
    assertEquals(List.of(), names());
    assertEquals(1, bad.requests().size(), "a wrong file does not become right");
    fetches(Samples.file(CONTENT, bad.address("/bad"), good.address("/good")));
  }

  @Test
  void aWrongLengthIsRefusedBeforeItIsFetched() throws IOException {
    FileServer server =
        server((exchange, n) -> FileServer.file(exchange, Samples.bytes(10), VERSION));
    String message = fails(Samples.file(CONTENT, server.address("/a")));
    assertTrue(message.endsWith("/a: has a file of 10 bytes, the card says 300000"), message);
    message = fails(Samples.unknown(9, server.address("/a")));
    assertTrue(message.endsWith("/a: has a file of 10 bytes, expected at most 9"), message);
    assertEquals(2, server.requests().size());
    assertEquals(List.of(), names());
  }

  @Test
  void anEndlessBodyIsCutOff() throws IOException {
    FileServer server = server((exchange, n) -> FileServer.endless(exchange));
    String message = fails(Samples.unknown(CONTENT.length, server.address("/a")));
    assertTrue(message.endsWith("/a: sends more than the 300000 bytes expected; cut off"), message);
    assertEquals(List.of(), names());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aWebPageIsNamedAsSuch(boolean labelled) throws IOException {
    byte[] page = "\n<!DOCTYPE html><html><p>Sign in".getBytes(StandardCharsets.UTF_8);
    FileServer server =
        server(
            (exchange, n) -> {
              if (labelled) {
                exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
              }
              FileServer.file(exchange, page, VERSION);
            });
    String message = fails(Samples.unknown(CONTENT.length, server.address("/a")));
    assertTrue(message.contains("/a: gave a web page instead of the file; "), message);
    assertEquals(1, server.requests().size());
    assertEquals(List.of(), names());
  }

  @Test
  void followsRedirectsAndGoesOnBehindThem() throws IOException {
    FileServer store =
        server(
            (exchange, n) ->
                FileServer.part(exchange, CONTENT, VERSION, n == 1 ? HALF : CONTENT.length));
    FileServer front =
        server(
            (exchange, n) -> {
              exchange.getResponseHeaders().set("Location", store.address("/at/" + n).toString());
              FileServer.status(exchange, 302);
            });
    fetches(Samples.file(CONTENT, front.address("/a")));
    assertEquals(List.of("null", "bytes=" + HALF + "-"), ranges(store));
  }

  @Test
  void aRedirectInACircleEnds() throws IOException {
    FileServer[] server = new FileServer[1];
    server[0] =
        server(
            (exchange, n) -> {
              exchange.getResponseHeaders().set("Location", server[0].address("/a").toString());
              FileServer.status(exchange, 302);
            });
    String message = fails(Samples.file(CONTENT, server[0].address("/a")));
    assertTrue(message.contains("HTTP 302 to ") && message.endsWith("(not followed)"), message);
  }

  @Test
  void aServerThatIsBusyIsAskedAgain() throws IOException {
    FileServer server =
        server(
            (exchange, n) -> {
              if (n < 3) {
                exchange.getResponseHeaders().set("Retry-After", "3600");
                FileServer.status(exchange, n == 1 ? 503 : 429);
              } else {
                FileServer.file(exchange, CONTENT, VERSION);
              }
            });
    fetches(Samples.file(CONTENT, server.address("/a")));
    assertEquals(3, server.requests().size());
  }

  @Test
  void aServerThatStaysBusyIsGivenUp() throws IOException {
    FileServer server = server((exchange, n) -> FileServer.status(exchange, 503));
    String message = fails(Samples.file(CONTENT, server.address("/a")));
    assertTrue(message.endsWith("/a: HTTP 503, after 3 attempts"), message);
  }

  @Test
  void aFileThatIsNotThereIsAskedForOnce() throws IOException {
    FileServer server = server((exchange, n) -> FileServer.status(exchange, n == 1 ? 404 : 403));
    String message = fails(Samples.file(CONTENT, server.address("/a"), server.address("/b")));
    assertEquals(
        "weights.pb cannot be fetched. "
            + server.address("/a")
            + ": HTTP 404 (not there). "
            + server.address("/b")
            + ": HTTP 403 (refused)",
        message);
    assertEquals(2, server.requests().size());
  }

  @Test
  void noServerAtAll() throws IOException {
    FileServer server = new FileServer((exchange, n) -> FileServer.status(exchange, 200));
    server.close();
    String message = fails(Samples.file(CONTENT, server.address("/a")));
    assertTrue(message.contains("/a: no connection to 127.0.0.1:" + server.port()), message);
    message = fails(Samples.file(CONTENT, URI.create("http://models.invalid/a")));
    assertTrue(
        message.contains("no address is known of models.invalid; is this machine offline"),
        message);
  }

  /** A slow server is waited for as long as something comes. */
  @Test
  void aSlowTrickleArrives() throws IOException {
    byte[] content = Samples.bytes(40);
    FileServer server =
        server(
            (exchange, n) -> {
              exchange.sendResponseHeaders(200, content.length);
              for (byte b : content) {
                exchange.getResponseBody().write(b);
                exchange.getResponseBody().flush();
                pause(5);
              }
            });
    fetch(Samples.file(content, server.address("/a")), FetchListener.NONE);
    assertArrayEquals(content, Files.readAllBytes(target()));
    assertEquals(1, server.requests().size());
  }

  @Test
  void aServerThatFallsSilentIsAskedForTheRest() throws IOException {
    FileServer server =
        server(
            (exchange, n) -> {
              FileServer.part(exchange, CONTENT, VERSION, n == 1 ? HALF : CONTENT.length);
              if (n == 1) {
                pause(60_000);
              }
            });
    RetryPolicy impatient =
        new RetryPolicy(
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            3,
            20,
            Duration.ofMillis(1),
            Duration.ofMillis(5));
    List<String> reasons = new ArrayList<>();
    ModelFile file = Samples.file(CONTENT, server.address("/a"));
    new Download(
            Samples.client(),
            new StoreDisk(StoreDisk.Access.REAL),
            impatient,
            new FetchListener() {
              @Override
              public void retrying(URI address, String reason) {
                reasons.add(reason);
              }
            })
        .fetch(file, file.addresses(), target());
    assertEquals(List.of("the connection broke: no byte for 1 s"), reasons);
    assertArrayEquals(CONTENT, Files.readAllBytes(target()));
    assertEquals(List.of("null", "bytes=" + HALF + "-"), ranges(server));
  }

  private static void pause(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IOException(e); // the test is over
    }
  }

  /** The part of one address is gone on with from another where the hash is known. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anotherMirrorGoesOnIfTheHashIsKnown(boolean known) throws IOException {
    FileServer broken = server((exchange, n) -> FileServer.part(exchange, CONTENT, VERSION, HALF));
    FileServer good = server((exchange, n) -> FileServer.file(exchange, CONTENT, "\"other\""));
    URI[] mirrors = {broken.address("/a"), good.address("/a")};
    fetches(known ? Samples.file(CONTENT, mirrors) : Samples.unknown(CONTENT.length, mirrors));
    assertEquals(List.of(known ? "bytes=" + HALF + "-" : "null"), ranges(good));
  }

  @Test
  void aThreadThatIsInterruptedStops() throws Exception {
    FileServer server =
        server(
            (HttpExchange exchange, int n) -> {
              FileServer.part(exchange, CONTENT, VERSION, HALF);
              pause(60_000);
            });
    ModelFile file = Samples.file(CONTENT, server.address("/a"));
    Throwable[] thrown = new Throwable[1];
    Thread thread =
        new Thread(
            () -> {
              try {
                fetch(
                    file,
                    new FetchListener() {
                      @Override
                      public void progress(long bytes, OptionalLong total) {
                        if (bytes > 0) {
                          Thread.currentThread().interrupt();
                        }
                      }
                    });
              } catch (IOException e) {
                thrown[0] = e;
              }
            });
    thread.start();
    thread.join();
    assertEquals("interrupted while downloading", thrown[0].getMessage());
  }
}
