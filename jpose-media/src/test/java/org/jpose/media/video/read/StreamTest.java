package org.jpose.media.video.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jpose.media.MediaException;
import org.jpose.media.video.Delivery;
import org.jpose.media.video.FakeCamera;
import org.jpose.media.video.Ffmpeg;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FramePosition;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.Frames;
import org.jpose.media.video.NewestFrames;
import org.jpose.media.video.Reconnection;
import org.jpose.media.video.VideoOptions;
import org.jpose.media.video.ffmpeg.FfmpegException;
import org.jpose.media.video.ffmpeg.InputAddress;
import org.jpose.media.video.ffmpeg.Interruption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class StreamTest {
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final VideoOptions everyFrame =
      VideoOptions.defaults()
          .withDelivery(Delivery.EVERY_FRAME)
          .withTimeout(Duration.ofSeconds(5))
          .withReconnection(new Reconnection(2, Duration.ofMillis(20)))
          .withListener(told::add);

  private static void stall(FakeCamera.Sender sender) throws InterruptedException {
    Thread.sleep(60_000);
  }

  private static int green(Frame frame) {
    return frame.image().value(30, 20, 1);
  }

  private List<Frame> take(FrameSource source, int count) {
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      frames.add(source.next().orElseThrow());
    }
    return frames;
  }

  @Test
  void everyFrameInOrder() throws Exception {
    try (FakeCamera camera = new FakeCamera(s -> s.head().images(0, 60, 1));
        FrameSource source = VideoSources.open(camera.url(), everyFrame)) {
      assertTrue(source.facts().live());
      assertEquals(camera.url(), source.facts().name());
      assertEquals(64, source.facts().width());
      assertEquals(48, source.facts().height());
      assertEquals(OptionalLong.empty(), source.facts().frames());
      List<Frame> frames = take(source, 50);
      for (int i = 0; i < 50; i++) {
        assertEquals(i, frames.get(i).index());
        assertEquals(4 * i, green(frames.get(i)), 6, "frame " + i);
      }
      assertEquals(Duration.ZERO, frames.get(0).time());
      for (int i = 1; i < 50; i++) {
        assertTrue(frames.get(i).time().compareTo(frames.get(i - 1).time()) > 0);
      }
      assertEquals(0, source.dropped());
      long arrived = source.origin().getAsLong() + frames.get(49).time().toNanos();
      assertTrue(System.nanoTime() - arrived >= 0, "arrived before now");
    }
    assertEquals(List.of(), told);
  }

  @Test
  void droppedConnectionsAreMadeAgain() throws Exception {
    try (FakeCamera camera =
            new FakeCamera(
                s -> s.head().images(0, 10, 1),
                s -> s.head().images(10, 10, 1),
                s -> s.text("HTTP/1.0 503 Busy\r\n\r\n"),
                s -> s.head().images(20, 10, 1),
                StreamTest::stall);
        FrameSource source = VideoSources.open(camera.url(), everyFrame)) {
      List<Frame> frames = take(source, 30);
      for (int i = 0; i < 30; i++) {
        assertEquals(i, frames.get(i).index());
        assertEquals(4 * i, green(frames.get(i)), 6, "frame " + i);
      }
      assertTrue(camera.connections() >= 4, camera.connections() + " connections");
    }
    String name = told.get(0).substring(0, told.get(0).indexOf(": lost"));
    assertEquals(
        name + ": lost after 10 frames: it ended; trying again in 0.0 s (1 of 2)", told.get(0));
    assertEquals(name + ": back after 1 try", told.get(1));
    assertEquals(
        name + ": lost after 20 frames: it ended; trying again in 0.0 s (1 of 2)", told.get(2));
    assertTrue(
        told.get(3).startsWith(name + ": lost after 20 frames: Server returned 5XX"), told.get(3));
    assertTrue(told.get(3).endsWith("; trying again in 0.0 s (2 of 2)"), told.get(3));
    assertEquals(name + ": back after 2 tries", told.get(4));
  }

  @Test
  void stallsAreGivenUp() throws Exception {
    VideoOptions options = everyFrame.withTimeout(Duration.ofMillis(400));
    try (FakeCamera camera =
            new FakeCamera(
                s -> {
                  s.head().images(0, 5, 1);
                  stall(s);
                },
                s -> s.head().images(5, 20, 1));
        FrameSource source = VideoSources.open(camera.url(), options)) {
      List<Frame> frames = take(source, 15);
      assertEquals(14, frames.get(14).index());
      assertTrue(
          told.get(0).contains(": lost after 5 frames: nothing came in the time allowed; trying"),
          told.toString());
      assertTrue(told.get(1).endsWith(": back after 1 try"), told.toString());
    }
  }

  @Test
  void garbageIsLeftOutOrBegunAnew() throws Exception {
    byte[] noise = new byte[3000];
    new java.util.Random(1).nextBytes(noise);
    try (FakeCamera camera =
            new FakeCamera(
                s -> {
                  s.head().images(0, 5, 1);
                  s.part(noise);
                  s.part("no picture".getBytes()).images(5, 5, 1);
                },
                s -> {
                  s.head().images(10, 5, 1);
                  s.text("this is no boundary\r\n".repeat(50));
                },
                s -> s.head().images(15, 20, 1));
        FrameSource source = VideoSources.open(camera.url(), everyFrame)) {
      List<Frame> frames = take(source, 20);
      assertEquals(
          List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19),
          frames.stream().map(f -> Math.round(green(f) / 4f)).toList());
      assertTrue(
          told.stream().anyMatch(t -> t.endsWith("packets cannot be decoded")), told.toString());
    }
  }

  @Test
  void goneForGood() throws Exception {
    FakeCamera camera = new FakeCamera(s -> s.head().images(0, 10, 1));
    try (FrameSource source = VideoSources.open(camera.url(), everyFrame)) {
      take(source, 5);
      camera.close();
      MediaException failure =
          assertThrows(
              MediaException.class,
              () -> {
                while (source.next().isPresent()) {
                  assertTrue(told.size() < 10, "ends at last");
                }
              });
      String message = failure.getMessage();
      assertTrue(message.startsWith(camera.url() + ": lost after "), message);
      assertTrue(
          message.contains(" frames, and not back after 2 tries: Connection refused"), message);
      assertTrue(message.endsWith("; the frames before are good; is it on and in reach?"), message);
      assertEquals(
          message, assertThrows(MediaException.class, source::next).getMessage(), "stays lost");
    }
  }

  @Test
  void withoutTriesTheEndIsTheEnd() throws Exception {
    VideoOptions options = everyFrame.withReconnection(Reconnection.never());
    try (FakeCamera camera = new FakeCamera(s -> s.head().images(0, 10, 1));
        FrameSource source = VideoSources.open(camera.url(), options)) {
      assertEquals(10, Frames.all(source).size());
      assertEquals(1, camera.connections());
    }
  }

  @Test
  void onlyTheWantedPart() throws Exception {
    VideoOptions options =
        everyFrame.withFrom(FramePosition.frame(3)).withTo(FramePosition.frame(12)).withStep(3);
    try (FakeCamera camera = new FakeCamera(s -> s.head().images(0, 60, 1));
        FrameSource source = VideoSources.open(camera.url(), options)) {
      assertEquals(List.of(3L, 6L, 9L), Frames.indices(Frames.all(source)));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> {
          try (FakeCamera camera = new FakeCamera(s -> s.head().images(0, 60, 1))) {
            VideoSources.open(camera.url(), everyFrame.withLoop(true)).close();
          }
        });
  }

  @Test
  void theNewestFrameWins() throws Exception {
    VideoOptions options = everyFrame.withDelivery(Delivery.BY_SOURCE);
    CountDownLatch sent = new CountDownLatch(1);
    try (FakeCamera camera =
            new FakeCamera(
                s -> {
                  s.head().images(0, 60, 2);
                  sent.countDown();
                  stall(s);
                });
        FrameSource source = VideoSources.open(camera.url(), options)) {
      assertTrue(sent.await(30, TimeUnit.SECONDS));
      long last = -1;
      int taken = 0;
      // The last frame may be on its way.
      while (last < 58) {
        Frame frame = source.next().orElseThrow();
        assertTrue(frame.index() > last);
        last = frame.index();
        assertEquals(4 * last, green(frame), 6);
        taken++;
      }
      assertTrue(taken <= 30, taken + " frames were not dropped");
      assertEquals(last + 1, source.dropped() + taken);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Delivery.class,
      names = {"EVERY_FRAME", "NEWEST"})
  void closeEndsWaiting(Delivery delivery) throws Exception {
    VideoOptions options = everyFrame.withDelivery(delivery).withTimeout(Duration.ofSeconds(50));
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try (FakeCamera camera =
        new FakeCamera(
            s -> {
              s.head().images(0, 3, 1);
              stall(s);
            })) {
      FrameSource source = VideoSources.open(camera.url(), options);
      CountDownLatch began = new CountDownLatch(1);
      Future<Integer> frames =
          reader.submit(
              () -> {
                int count = 0;
                for (Optional<Frame> f = source.next(); f.isPresent(); f = source.next()) {
                  began.countDown();
                  count++;
                }
                return count;
              });
      assertTrue(began.await(30, TimeUnit.SECONDS));
      source.close();
      source.close();
      assertTrue(frames.get(20, TimeUnit.SECONDS) <= 3);
      assertEquals(Optional.empty(), source.next());
    } finally {
      reader.shutdownNow();
    }
    assertEquals(List.of(), told);
  }

  @Test
  void closeEndsTheWaitForAnotherTry() throws Exception {
    VideoOptions options = everyFrame.withReconnection(new Reconnection(3, Duration.ofMinutes(10)));
    CountDownLatch lost = new CountDownLatch(1);
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try (FakeCamera camera = new FakeCamera(s -> s.head().images(0, 3, 1))) {
      FrameSource source =
          VideoSources.open(camera.url(), options.withListener(line -> lost.countDown()));
      Future<Integer> frames = reader.submit(() -> Frames.all(source).size());
      assertTrue(lost.await(30, TimeUnit.SECONDS));
      assertFalse(frames.isDone());
      source.close();
      assertEquals(3, frames.get(20, TimeUnit.SECONDS));
    } finally {
      reader.shutdownNow();
    }
  }

  @Test
  void aServerThatSaysNothing() throws Exception {
    VideoOptions options = everyFrame.withTimeout(Duration.ofMillis(400));
    try (FakeCamera camera = new FakeCamera(StreamTest::stall)) {
      MediaException failure =
          assertThrows(MediaException.class, () -> VideoSources.open(camera.url(), options));
      assertEquals(
          camera.url()
              + ": cannot be opened: nothing came in the time allowed; check the name, and that it"
              + " is on and in reach",
          failure.getMessage());
    }
  }

  /** As a camera, but that FFmpeg's program calls us: it sends a second, hangs up, calls again. */
  @Test
  void rtspThatDropsIsMadeAgain() throws Exception {
    Ffmpeg.requireCameraPart();
    String url;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      url = "rtsp://127.0.0.1:" + free.getLocalPort() + "/live";
    }
    VideoOptions options =
        everyFrame
            .withTimeout(Duration.ofSeconds(20))
            .withInputOptions(Map.of("rtsp_flags", "listen"));
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService camera = Executors.newSingleThreadExecutor();
    Future<?> calls =
        camera.submit(
            () -> {
              while (!over.get()) {
                Ffmpeg.send(url, "-re", "-i", "testsrc=size=96x64:rate=25:duration=1");
              }
            });
    try (FrameSource source = VideoSources.open(url, options)) {
      assertTrue(source.facts().live());
      List<Frame> frames = take(source, 60);
      assertEquals(59, frames.get(59).index());
      assertEquals(96, frames.get(59).image().width());
    } finally {
      over.set(true);
      camera.shutdown();
    }
    calls.get(30, TimeUnit.SECONDS);
    assertTrue(told.get(0).startsWith(url + ": lost after 25 frames: "), told.toString());
    assertTrue(told.get(1).startsWith(url + ": back after 1 try"), told.toString());
    assertTrue(told.get(2).startsWith(url + ": lost after 50 frames: "), told.toString());
  }

  @Test
  void aPageIsNoVideo() throws Exception {
    try (FakeCamera camera =
        new FakeCamera(
            s ->
                s.text(
                    "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"))) {
      MediaException failure =
          assertThrows(MediaException.class, () -> VideoSources.open(camera.url(), everyFrame));
      assertTrue(
          failure.getMessage().startsWith(camera.url() + ": cannot be opened: Invalid data"),
          failure.getMessage());
    }
  }

  /**
   * FFmpeg's own test picture is a device as a camera is: opened by format, read without waiting.
   */
  @Test
  void aDevice() throws Exception {
    Ffmpeg.requireCameraPart();
    InputAddress address =
        new InputAddress(
            "camera test", "testsrc=size=64x48:rate=20", Optional.of("lavfi"), Map.of());
    Interruption interruption = new Interruption();
    VideoReader reader = LiveVideo.open(address, everyFrame, interruption);
    assertFalse(StoredVideo.isStored(reader));
    LiveVideo camera = new LiveVideo(address, reader, everyFrame, interruption);
    try (FrameSource source =
        new NewestFrames(new SelectedFrames(camera, everyFrame.withStep(2)))) {
      assertTrue(source.facts().live());
      assertEquals(10, source.facts().framesPerSecond(), 1e-9);
      long last = -1;
      for (int i = 0; i < 5; i++) {
        Frame frame = source.next().orElseThrow();
        assertTrue(frame.index() > last && frame.index() % 2 == 0);
        last = frame.index();
      }
    }
    InputAddress unknown = new InputAddress("x", "x", Optional.of("none"), Map.of());
    try (Interruption other = new Interruption()) {
      assertEquals(
          "this FFmpeg has no input device 'none'",
          assertThrows(FfmpegException.class, () -> LiveVideo.open(unknown, everyFrame, other))
              .getMessage());
    }
  }

  @Test
  void aStoredVideoBehindAnAddress(@TempDir Path folder) throws Exception {
    Path file =
        Ffmpeg.make(
            folder.resolve("video.mp4"),
            "-f",
            "lavfi",
            "-i",
            "testsrc=size=96x64:rate=25:duration=2",
            "-c:v",
            "mpeg4",
            "-bf",
            "2",
            "-movflags",
            "+faststart");
    List<Frame> stored;
    try (FrameSource source = VideoSources.open(file.toString(), VideoOptions.defaults())) {
      stored = Frames.all(source);
    }
    byte[] bytes = Files.readAllBytes(file);
    try (FakeCamera server =
            new FakeCamera(
                s -> {
                  s.text("HTTP/1.0 200 OK\r\nContent-Type: video/mp4\r\n");
                  s.text("Content-Length: " + bytes.length + "\r\n\r\n").bytes(bytes);
                });
        FrameSource source = VideoSources.open(server.url(), VideoOptions.defaults())) {
      assertFalse(source.facts().live());
      assertEquals(OptionalLong.of(50), source.facts().frames());
      List<Frame> frames = Frames.all(source);
      assertEquals(Frames.millis(stored), Frames.millis(frames));
      assertEquals(
          stored.stream().map(Frames::hash).toList(), frames.stream().map(Frames::hash).toList());
    }
  }
}
