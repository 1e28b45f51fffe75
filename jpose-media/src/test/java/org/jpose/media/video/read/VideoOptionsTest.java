package org.jpose.media.video.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jpose.core.image.Image;
import org.jpose.media.video.Delivery;
import org.jpose.media.video.FramePosition;
import org.jpose.media.video.Reconnection;
import org.jpose.media.video.VideoOptions;
import org.jpose.media.video.ffmpeg.TimeBase;
import org.jpose.media.video.write.RecordingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VideoOptionsTest {
  private static final VideoOptions DEFAULTS = VideoOptions.defaults();

  @ParameterizedTest
  @CsvSource({
    "12.5s, 12.5",
    "12.5, 12.5",
    "7s, 7",
    "1:20, 80",
    "1:02:03.25, 3723.25",
    "0:00.001, 0.001"
  })
  void times(String text, double seconds) {
    assertEquals(
        FramePosition.time(Duration.ofNanos(Math.round(seconds * 1e9))), FramePosition.parse(text));
  }

  @Test
  void frames() {
    assertEquals(FramePosition.frame(120), FramePosition.parse("120"));
    assertEquals("frame 120", FramePosition.parse("120").toString());
    assertEquals("1.5 s", FramePosition.parse("1.5").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "x", "1:2:3:4", "1.", "12 s", "99999999999999999999"})
  void neither(String text) {
    IllegalArgumentException failure =
        assertThrows(IllegalArgumentException.class, () -> FramePosition.parse(text));
    assertEquals(
        "'" + text + "': expected a frame (120) or a time (12.5s, 1:20, 1:02:03.5)",
        failure.getMessage());
  }

  @Test
  void timesAreExactAndEndWhereOnlyDamageIs() {
    TimeBase ntsc = new TimeBase(1001, 30_000);
    assertEquals(Duration.ofNanos(33_366_666), ntsc.time(1));
    assertEquals(Duration.ofSeconds(1001), ntsc.time(30_000));
    assertEquals(Duration.ofSeconds(-1001), ntsc.time(-30_000));
    assertEquals(Duration.ofDays(36_525), TimeBase.MICROS.time(36_525L * 86_400 * 1_000_000));
    Duration most = Duration.ofSeconds(1L << 32);
    for (TimeBase base : List.of(ntsc, TimeBase.MICROS, new TimeBase(Integer.MAX_VALUE, 1))) {
      assertEquals(most, base.time(Long.MAX_VALUE));
      assertEquals(most.negated(), base.time(Long.MIN_VALUE));
    }
    assertEquals(1L << 33, most.plus(most).toNanos() / 1_000_000_000);
  }

  @Test
  void wrongOptions() {
    FramePosition ten = FramePosition.frame(10);
    for (Runnable wrong :
        List.<Runnable>of(
            () -> DEFAULTS.withStep(0),
            () -> DEFAULTS.withSeriesRate(0),
            () -> DEFAULTS.withSeriesRate(Double.NaN),
            () -> DEFAULTS.withDecoderThreads(-1),
            () -> DEFAULTS.withTimeout(Duration.ZERO),
            () -> DEFAULTS.withFrom(ten).withTo(ten),
            () -> FramePosition.frame(-1),
            () -> FramePosition.time(Duration.ofMillis(-1)),
            () -> FramePosition.parse("999999999:00:00"),
            () -> new Reconnection(-1, Duration.ZERO),
            () -> RecordingOptions.defaults().withRate(0),
            () -> RecordingOptions.defaults().withThreads(0),
            () -> RecordingOptions.defaults().withBitRate(1),
            () -> RecordingOptions.defaults().withRate(5).keepAudio(Path.of("a")))) {
      assertThrows(IllegalArgumentException.class, wrong::run);
    }
  }

  @Test
  void eachOptionChangesItself() {
    VideoOptions options =
        DEFAULTS
            .withFrom(FramePosition.frame(1))
            .withTo(FramePosition.frame(9))
            .withStep(2)
            .withLoop(true)
            .withDelivery(Delivery.NEWEST)
            .withSeriesRate(3)
            .withDecoderThreads(4)
            .withTimeout(Duration.ofSeconds(5))
            .withReconnection(Reconnection.never())
            .withInputOptions(Map.of("a", "b"));
    assertEquals(
        new VideoOptions(
            java.util.Optional.of(FramePosition.frame(1)),
            java.util.Optional.of(FramePosition.frame(9)),
            2,
            true,
            Delivery.NEWEST,
            3,
            4,
            Duration.ofSeconds(5),
            Reconnection.never(),
            Map.of("a", "b"),
            options.listener()),
        options);
  }

  @Test
  void pausesDouble() {
    Reconnection reconnection = new Reconnection(9, Duration.ofMillis(10));
    long[] pauses = new long[7];
    for (int i = 0; i < pauses.length; i++) {
      pauses[i] = reconnection.pause(i + 1).toMillis();
    }
    assertEquals("[10, 20, 40, 80, 160, 160, 160]", java.util.Arrays.toString(pauses));
  }

  @Test
  void passwordsAreNotShown() {
    assertEquals(
        "rtsp://me:***@10.0.0.1/live", VideoSources.shownName("rtsp://me:1:2@10.0.0.1/live"));
    assertEquals("http://a/b@c:d", VideoSources.shownName("http://a/b@c:d"));
  }

  @Test
  void namesOfVideoFiles(@TempDir Path folder) {
    for (String file : List.of("a.mp4", "a", "a.gif", "file:///tmp/a.mkv")) {
      assertTrue(VideoSources.isVideoFile(file), file);
    }
    for (String other :
        List.of(
            folder.toString(),
            "a.png",
            "f_%04d.png",
            "photos/*",
            "0",
            "camera:front",
            "/dev/video0",
            "rtsp://10.0.0.1/live")) {
      assertFalse(VideoSources.isVideoFile(other), other);
    }
  }

  @Test
  void turnsFollowTheirMatrix() {
    int one = 1 << 16;
    byte[] stored = {1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6};
    record Case(FrameRotation rotation, int width, String expected) {}
    for (Case c :
        List.of(
            new Case(FrameRotation.ofMatrix(one, 0, 0, one), 3, "123456"),
            new Case(FrameRotation.ofMatrix(-one, 0, 0, one), 3, "321654"),
            new Case(FrameRotation.ofMatrix(-one, 0, 0, -one), 3, "654321"),
            new Case(FrameRotation.ofMatrix(0, one, -one, 0), 2, "415263"),
            new Case(FrameRotation.ofMatrix(0, -one, one, 0), 2, "362514"),
            new Case(FrameRotation.ofMatrix(0, one, one, 0), 2, "142536"))) {
      byte[] upright = c.rotation.upright(stored, 3, 2);
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < upright.length; i += 3) {
        text.append(upright[i]);
      }
      assertEquals(c.expected, text.toString(), c.rotation.toString());
      assertEquals(c.width, c.rotation.width(3, 2));
    }
  }

  @Test
  void aLargeImageIsTurnedInBlocks() {
    int width = 70;
    int height = 45;
    byte[] pixels = new byte[width * height * 3];
    new java.util.Random(3).nextBytes(pixels);
    FrameRotation quarter = new FrameRotation(true, true, false);
    byte[] once = quarter.upright(pixels, width, height);
    Image turned = Image.wrap(height, width, org.jpose.core.image.ColourOrder.BGR, once);
    Image stored = Image.wrap(width, height, org.jpose.core.image.ColourOrder.BGR, pixels);
    for (int y = 0; y < width; y++) {
      for (int x = 0; x < height; x++) {
        assertEquals(stored.value(y, height - 1 - x, 2), turned.value(x, y, 2));
      }
    }
  }
}
