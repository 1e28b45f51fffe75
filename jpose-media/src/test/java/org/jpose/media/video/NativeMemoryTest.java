package org.jpose.media.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.jpose.media.MediaException;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageReadOptions;
import org.jpose.media.video.read.VideoSources;
import org.jpose.media.video.write.RecordingOptions;
import org.jpose.media.video.write.VideoSinks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is opened is freed, also where opening fails. */
@Timeout(120)
class NativeMemoryTest {
  private static final VideoOptions OPTIONS =
      VideoOptions.defaults().withReconnection(new Reconnection(1, Duration.ofMillis(1)));

  /** Room for what other threads and FFmpeg's own tables take; a leak of one frame is more. */
  private static final long SLACK = 24 << 20;

  private static final int MOST_SERIES = 4;

  @TempDir Path folder;

  private interface Round {
    void run() throws Exception;
  }

  /**
   * The process also grows with Java's heap and with what other tests began: that ends, a leak
   * grows with each series.
   */
  private static void assertFlat(int rounds, Round round) throws Exception {
    repeat(5, round);
    long pointers = Pointer.totalCount();
    long bytes = Pointer.totalBytes();
    long grown = growth(rounds, round);
    for (int i = 1; i < MOST_SERIES && grown >= SLACK; i++) {
      grown = growth(rounds, round);
    }
    assertTrue(Pointer.totalCount() <= pointers + 16, "pointers " + Pointer.totalCount());
    assertTrue(Pointer.totalBytes() <= bytes + 4096, "bytes " + Pointer.totalBytes());
    assertTrue(grown < SLACK, "the process has grown by " + grown + " bytes in each series");
  }

  private static long growth(int rounds, Round round) throws Exception {
    long before = residentBytes();
    repeat(rounds, round);
    return residentBytes() - before;
  }

  private static long residentBytes() {
    System.gc();
    return Pointer.physicalBytes();
  }

  private static void repeat(int rounds, Round round) throws Exception {
    for (int i = 0; i < rounds; i++) {
      round.run();
    }
  }

  @Test
  void pictures() throws Exception {
    byte[] heic;
    try (InputStream in =
        NativeMemoryTest.class.getResourceAsStream("/org/jpose/media/image/heif/turned.heic")) {
      heic = in.readAllBytes();
    }
    byte[] cut = Arrays.copyOf(heic, heic.length - 20);
    byte[] grey = "P5 2 1 255\n\0\1".getBytes(StandardCharsets.US_ASCII);
    ImageFileReader reader = new ImageFileReader(ImageReadOptions.defaults());
    assertFlat(
        20,
        () -> {
          assertEquals(64, reader.read(heic, "a.heic").width());
          assertEquals(2, reader.read(grey, "a.pgm").width());
          assertThrows(MediaException.class, () -> reader.read(cut, "cut.heic"));
        });
  }

  private Path video(int width, int height) {
    Path file = folder.resolve("video.mp4");
    try (FrameSink sink =
        VideoSinks.open(file.toString(), Frames.facts(25), RecordingOptions.defaults())) {
      Frames.write(sink, width, height, 0, 40, 80);
      sink.complete();
    }
    return file;
  }

  @Test
  void files() throws Exception {
    Path file = video(64, 48);
    VideoOptions sought = OPTIONS.withFrom(FramePosition.frame(1));
    assertFlat(
        60,
        () -> {
          try (FrameSource source = VideoSources.open(file.toString(), sought)) {
            assertEquals(2, Frames.all(source).size());
          }
        });
  }

  // Decoded but not converted: Java's own memory for images would hide what is native.
  @Test
  void largeFiles() throws Exception {
    Path file = video(1280, 720);
    assertFlat(60, () -> VideoSources.open(file.toString(), OPTIONS).close());
  }

  @Test
  void sinks() throws Exception {
    assertFlat(30, () -> video(320, 240));
  }

  @Test
  void sinksThatAreNotCompleted() throws Exception {
    assertFlat(
        30,
        () -> {
          String name = folder.resolve("a.mkv").toString();
          try (FrameSink sink =
              VideoSinks.open(name, Frames.facts(25), RecordingOptions.defaults())) {
            Frames.write(sink, 320, 240, 0, 40);
          }
        });
  }

  @Test
  void whatCannotBeOpened() throws Exception {
    Path sound = Ffmpeg.make(folder.resolve("s.m4a"), "-f", "lavfi", "-i", "sine=duration=1");
    assertFlat(
        60,
        () ->
            assertThrows(MediaException.class, () -> VideoSources.open(sound.toString(), OPTIONS)));
  }

  @Test
  void streams() throws Exception {
    try (FakeCamera camera = new FakeCamera(s -> s.head().images(0, 6, 0))) {
      assertFlat(
          30,
          () -> {
            try (FrameSource source = VideoSources.open(camera.url(), OPTIONS)) {
              source.next();
            }
          });
    }
  }

  @Test
  void aStreamThatIsLostAgainAndAgain() throws Exception {
    try (FakeCamera camera = new FakeCamera(s -> s.head().images(0, 3, 0));
        FrameSource source =
            VideoSources.open(camera.url(), OPTIONS.withDelivery(Delivery.EVERY_FRAME))) {
      assertFlat(
          60,
          () -> {
            for (int i = 0; i < 3; i++) {
              source.next().orElseThrow();
            }
          });
      assertTrue(camera.connections() > 50, camera.connections() + " connections");
    }
  }
}
