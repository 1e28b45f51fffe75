package org.jpose.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.imageio.ImageIO;
import org.jpose.Jpose;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageReadOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The server under load, on this machine only. Prints its figures, which docs/BENCHMARKS.md has
 * from runs with {@code -Psoak}; asserts what does not depend on the machine's speed.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class LoadTest {
  private static final boolean SOAK = Boolean.getBoolean("jpose.soak");
  private static final int PHOTOS = SOAK ? 400 : 20;
  private static final int REQUESTS = SOAK ? 20_000 : 60;
  private static final int STREAMS = SOAK ? 200 : 20;
  private static final int STREAM_SECONDS = SOAK ? 60 : 2;
  private static final long ASKS_AGAIN_AFTER = TimeUnit.MILLISECONDS.toNanos(3);

  private final PoseEstimator estimator = Jpose.estimator("lite", EstimatorOptions.defaults());
  private PoseServer server;
  private Client client;
  private byte[] photo;

  @BeforeEach
  void start() throws Exception {
    photo =
        Files.readAllBytes(
            Path.of(System.getProperty("jpose.root", "..")).resolve("samples/two-people.jpg"));
    server = PoseServer.start(estimator, ServerOptions.defaults().withPort(0).withModel("lite"));
    client = new Client(server);
    while (client.get("/readyz").status() != 200) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @AfterEach
  void stop() {
    server.close();
    estimator.close();
  }

  @Test
  void besideAPlainLoop() {
    ImageFileReader reader = new ImageFileReader(ImageReadOptions.defaults());
    double loop = 0;
    double served = 0;
    for (int round = 0; round < 3; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < PHOTOS; i++) {
        estimator.estimate(reader.read(photo, "photo"));
      }
      loop += System.nanoTime() - start;
      start = System.nanoTime();
      assertEquals(PHOTOS, answered(PHOTOS));
      served += System.nanoTime() - start;
    }
    print(
        "%d photos: the loop %.1f images/s, the server %.1f requests/s, ratio %.2f%n",
        3 * PHOTOS, 3 * PHOTOS / loop * 1e9, 3 * PHOTOS / served * 1e9, loop / served);
  }

  /** As many clients as have room ask one after the other; whoever is refused asks again. */
  private int answered(int requests) {
    AtomicInteger left = new AtomicInteger(requests);
    AtomicInteger answered = new AtomicInteger();
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      clients.add(
          CompletableFuture.runAsync(
              () -> {
                while (left.getAndDecrement() > 0) {
                  while (send().join().statusCode() != 200) {
                    LockSupport.parkNanos(ASKS_AGAIN_AFTER);
                  }
                  answered.incrementAndGet();
                }
              }));
    }
    clients.forEach(CompletableFuture::join);
    return answered.get();
  }

  private CompletableFuture<HttpResponse<byte[]>> send() {
    return client
        .http()
        .sendAsync(
            client.request("/v1/people").POST(BodyPublishers.ofByteArray(photo)).build(),
            BodyHandlers.ofByteArray());
  }

  @Test
  void twiceWhatItCanDo() throws Exception {
    List<Double> idle = new ArrayList<>();
    for (int i = 0; i < Math.min(PHOTOS, 50); i++) {
      long start = System.nanoTime();
      assertEquals(200, send().join().statusCode());
      idle.add((System.nanoTime() - start) / 1e6);
    }
    long before = resident();
    long pause = (long) (median(idle) * 1e6 / 2);
    ConcurrentLinkedQueue<Double> answered = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Double> refused = new ConcurrentLinkedQueue<>();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    long next = System.nanoTime();
    for (int i = 0; i < REQUESTS; i++) {
      long start = System.nanoTime();
      all.add(
          send()
              .thenAccept(
                  reply -> {
                    assertTrue(reply.statusCode() == 200 || reply.statusCode() == 503);
                    (reply.statusCode() == 200 ? answered : refused)
                        .add((System.nanoTime() - start) / 1e6);
                  }));
      next += pause;
      TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
      all.removeIf(CompletableFuture::isDone);
    }
    all.forEach(CompletableFuture::join);
    assertEquals(REQUESTS, answered.size() + refused.size());
    assertTrue(answered.size() > 0);
    print(
        "twice the load, %d requests: idle %.0f ms; answered %d, median %.0f ms (%.2f of idle), 95 %%"
            + " within %.0f ms (%.2f), longest %.0f ms; refused %d, median %.1f ms, longest %.0f ms;"
            + " resident %d MB before, %d MB after%n",
        REQUESTS,
        median(idle),
        answered.size(),
        median(answered),
        median(answered) / median(idle),
        part(answered, 0.95),
        part(answered, 0.95) / median(idle),
        part(answered, 1),
        refused.size(),
        refused.isEmpty() ? 0 : median(refused),
        refused.isEmpty() ? 0 : part(refused, 1),
        before >> 20,
        resident() >> 20);
    awaitNoBodies();
  }

  /** A body's bytes are given back a moment after its answer. */
  private void awaitNoBodies() throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!client.get("/metrics").text().contains("jpose_bodies_bytes 0.0")) {
      assertTrue(System.nanoTime() < end, "bytes of bodies are kept");
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** The photo as the page sends frames: 640 pixels wide. */
  private byte[] frame() throws IOException {
    BufferedImage large = ImageIO.read(new ByteArrayInputStream(photo));
    int height = 640 * large.getHeight() / large.getWidth();
    BufferedImage small = new BufferedImage(640, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = small.createGraphics();
    graphics.drawImage(large, 0, 0, 640, height, null);
    graphics.dispose();
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(small, "jpeg", jpeg);
    return jpeg.toByteArray();
  }

  @Test
  void manyStreams() throws Exception {
    byte[] frame = frame();
    List<StreamClient> streams = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      streams.add(StreamClient.open(client.http(), client.port(), "?track=true", Map.of()));
    }
    long before = resident();
    long start = System.nanoTime();
    do {
      for (StreamClient stream : streams) {
        stream.send(frame);
      }
      TimeUnit.MILLISECONDS.sleep(500);
    } while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(STREAM_SECONDS)
        || streams.stream().anyMatch(stream -> stream.waiting() == 0));
    List<Integer> answers = streams.stream().map(StreamClient::waiting).sorted().toList();
    double seconds = (System.nanoTime() - start) / 1e9;
    print(
        "%d streams, a frame each half a second for %.0f s: %.1f answers/s; %d to %d a stream;"
            + " resident %d MB before, %d MB after%n",
        STREAMS,
        seconds,
        answers.stream().mapToInt(Integer::intValue).sum() / seconds,
        answers.get(0),
        answers.get(STREAMS - 1),
        before >> 20,
        resident() >> 20);
    // Each had its turns: nobody has more answers than the others by more than was under way.
    assertTrue(answers.get(STREAMS - 1) - answers.get(0) <= 3, answers::toString);
    streams.forEach(StreamClient::close);
    while (!client.get("/metrics").text().contains("jpose_streams 0.0")) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static double median(java.util.Collection<Double> values) {
    return part(values, 0.5);
  }

  private static double part(java.util.Collection<Double> values, double part) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) (part * (sorted.size() - 1)));
  }

  private static long resident() throws Exception {
    Path statm = Path.of("/proc/self/statm");
    return Files.exists(statm) ? 4096 * Long.parseLong(Files.readString(statm).split(" ")[1]) : 0;
  }

  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format, values);
  }
}
