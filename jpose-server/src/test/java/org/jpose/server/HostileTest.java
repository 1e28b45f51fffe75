package org.jpose.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.jpose.core.PoseEstimator;
import org.jpose.http.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Those who mean no good, or do not know better; after each of them the server works as before. */
@Timeout(180)
class HostileTest {
  private static final long GIGABYTE = 1L << 30;

  /** What lies in the buffers of both ends' operating system. */
  private static final long SLACK = 64L << 20;

  private final Scenes scenes = new Scenes();
  private final PoseEstimator estimator = scenes.estimator();
  private PoseServer server;
  private Client client;

  @BeforeEach
  void start() {
    server =
        PoseServer.start(
            estimator,
            ServerOptions.defaults()
                .withPort(0)
                .withModel("painted")
                .withLimits(
                    RequestLimits.defaults().withTimeout(Duration.ofSeconds(3)).withQueue(8)));
    client = new Client(server);
  }

  @AfterEach
  void stillWorks() throws Exception {
    try {
      assertEquals(200, client.photo("", scenes.png()).status());
      while (!client.get("/metrics").text().contains("jpose_bodies_bytes 0.0")) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    } finally {
      server.close();
      estimator.close();
    }
  }

  private void assertProblem(int status, String code, Client.Reply reply) {
    assertEquals(status, reply.status(), reply::text);
    assertEquals(code, reply.problem());
    String text = reply.text();
    assertTrue(!text.contains("/") || text.contains("/openapi.yaml"), "names a path: " + text);
    assertTrue(!text.contains("Exception") && !text.contains("org.jpose"), text);
  }

  @Test
  void noBody() {
    assertProblem(400, "no-image", client.photo("", new byte[0]));
  }

  @Test
  void garbage() {
    byte[] bytes = new byte[10_000];
    new java.util.Random(1).nextBytes(bytes);
    assertProblem(415, "unknown-kind", client.photo("", bytes));
    assertProblem(415, "unknown-kind", client.photo("", "GET me".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void truncatedPhotos() {
    byte[] png = scenes.png();
    assertProblem(422, "damaged-image", client.photo("", Arrays.copyOf(png, png.length / 2)));
    assertProblem(422, "damaged-image", client.photo("", Arrays.copyOf(png, 20)));
  }

  /** Few bytes that claim to be a picture that fits into no memory. */
  @Test
  void bombs() throws IOException {
    assertProblem(413, "too-many-pixels", client.photo("", pngClaiming(100_000, 100_000)));
    Client.Reply reply = client.photo("", pngClaiming(30_000, 30_000));
    assertProblem(413, "too-many-pixels", reply);
    assertTrue(
        reply
            .text()
            .contains(
                "pixels this server takes, or so many scans that it decodes far more; send it"
                    + " smaller, as an ordinary JPEG."),
        reply.text());
  }

  private static byte[] pngClaiming(int width, int height) throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream sides = new DataOutputStream(header);
    sides.writeInt(width);
    sides.writeInt(height);
    sides.write(new byte[] {8, 2, 0, 0, 0});
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    writeChunk(png, "IHDR", header.toByteArray());
    writeChunk(png, "IDAT", new byte[64]);
    writeChunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private static void writeChunk(ByteArrayOutputStream png, String type, byte[] content)
      throws IOException {
    ByteArrayOutputStream checked = new ByteArrayOutputStream();
    checked.writeBytes(type.getBytes(StandardCharsets.US_ASCII));
    checked.writeBytes(content);
    CRC32 check = new CRC32();
    check.update(checked.toByteArray());
    DataOutputStream out = new DataOutputStream(png);
    out.writeInt(content.length);
    out.write(checked.toByteArray());
    out.writeInt((int) check.getValue());
  }

  @Test
  void aGigabyteThatIsDeclared() throws IOException {
    String answer =
        client.raw(
            "POST /v1/people HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                + GIGABYTE
                + "\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
    assertTrue(answer.contains("urn:jpose:problem:too-large"), answer);
  }

  /** However fast it comes: the server reads little more than its limits and closes. */
  @Test
  void aGigabyteThatIsSent() throws Exception {
    long limit = RequestLimits.defaults().bytes();
    assertTrue(floodOf("Content-Length: " + GIGABYTE, false) <= Exchange.DRAIN_BYTES + SLACK);
    assertTrue(floodOf("Transfer-Encoding: chunked", true) <= limit + Exchange.DRAIN_BYTES + SLACK);
  }

  /** Sends a gigabyte, or what is taken of it, while it reads the answer. */
  private long floodOf(String length, boolean chunks) throws Exception {
    try (Socket socket = client.open()) {
      CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> rest(socket));
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST /v1/people HTTP/1.1\r\nHost: localhost\r\n" + length + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      long sent = flood(out, chunks);
      String text = answer.get(60, TimeUnit.SECONDS);
      assertTrue(text.startsWith("HTTP/1.1 413 "), text);
      assertTrue(text.contains("urn:jpose:problem:too-large"), text);
      return sent;
    }
  }

  private static String rest(Socket socket) {
    try {
      return Client.described(Client.rest(socket));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long flood(OutputStream out, boolean chunks) {
    byte[] block = new byte[1 << 20];
    long sent = 0;
    try {
      while (sent < GIGABYTE) {
        if (chunks) {
          out.write("100000\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.write(block);
        if (chunks) {
          out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        sent += block.length;
      }
    } catch (IOException e) {
      // Closed by the server, as it should be.
      return sent;
    }
    return sent;
  }

  @Test
  void tenThousandHeaders() throws IOException {
    StringBuilder request = new StringBuilder("GET /healthz HTTP/1.1\r\nHost: localhost\r\n");
    for (int i = 0; i < 10_000; i++) {
      request.append("X-").append(i).append(": y\r\n");
    }
    String answer = client.raw(request + "\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 431 "), answer);
  }

  @Test
  void noHttpAtAll() throws IOException {
    String answer = client.raw("HELLO\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
    String tooOld =
        client.raw("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertTrue(tooOld.startsWith("HTTP/1.1 414 "), tooOld);
  }

  /** Headers that never end are cut off, though something comes all the time. */
  @Test
  void slowHeaders() throws Exception {
    try (Socket socket = client.open()) {
      OutputStream out = socket.getOutputStream();
      out.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n".getBytes(StandardCharsets.US_ASCII));
      long start = System.nanoTime();
      try {
        while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(60)) {
          out.write("X-Drip: drop\r\n".getBytes(StandardCharsets.US_ASCII));
          out.flush();
          TimeUnit.MILLISECONDS.sleep(100);
        }
      } catch (IOException e) {
        return;
      }
      throw new AssertionError("the connection was kept for a minute");
    }
  }

  @Test
  void aSlowBody() throws Exception {
    try (Socket socket = client.open()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST /v1/people HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      Thread dripping =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 600; i++) {
                    out.write('x');
                    out.flush();
                    TimeUnit.MILLISECONDS.sleep(100);
                  }
                } catch (IOException | InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      dripping.start();
      String answer = Client.described(Client.rest(socket));
      assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
      assertTrue(answer.contains("urn:jpose:problem:too-slow"), answer);
      dripping.interrupt();
      dripping.join();
    }
  }

  @Test
  void sendersWhoLeave() throws Exception {
    for (int i = 0; i < 50; i++) {
      try (Socket socket = client.open()) {
        OutputStream out = socket.getOutputStream();
        out.write(
            "POST /v1/people HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[100_000]);
        out.flush();
        if (i % 2 == 0) {
          socket.setSoLinger(true, 0);
        }
      }
    }
  }

  @Test
  void fiveHundredConnections() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 500; i++) {
        Socket socket = client.open();
        sockets.add(socket);
        if (i % 2 == 0) {
          socket
              .getOutputStream()
              .write(
                  "POST /v1/people HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nab"
                      .getBytes(StandardCharsets.US_ASCII));
        }
      }
      assertEquals(200, client.photo("", scenes.png()).status());
      for (Socket socket : sockets) {
        // The server ends each of them by itself.
        Client.rest(socket);
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
