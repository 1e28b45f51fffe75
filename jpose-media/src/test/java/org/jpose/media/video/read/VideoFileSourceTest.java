package org.jpose.media.video.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.media.MediaException;
import org.jpose.media.video.Delivery;
import org.jpose.media.video.Ffmpeg;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FramePosition;
import org.jpose.media.video.FrameSink;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.Frames;
import org.jpose.media.video.VideoFacts;
import org.jpose.media.video.VideoOptions;
import org.jpose.media.video.write.RecordingOptions;
import org.jpose.media.video.write.VideoSinks;
import org.jpose.testkit.SharedFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class VideoFileSourceTest {
  private static final VideoOptions DEFAULTS = VideoOptions.defaults();

  @TempDir static Path folder;

  /** 60 frames of 25 a second with B-frames and a key frame each half second. */
  private static Path clip;

  @BeforeAll
  static void makeClip() {
    clip =
        Ffmpeg.make(
            folder.resolve("clip.mp4"),
            "-f",
            "lavfi",
            "-i",
            "testsrc=size=160x90:rate=25:duration=2.4",
            "-c:v",
            "mpeg4",
            "-g",
            "12",
            "-bf",
            "2",
            "-q:v",
            "3");
  }

  private static List<Frame> read(Path file, VideoOptions options) {
    try (FrameSource source = VideoSources.open(file.toString(), options)) {
      return Frames.all(source);
    }
  }

  @ParameterizedTest
  @CsvSource({"Dance.mp4, 382, 15.917, 24", "Boxing.mp4, 303, 12.638, 23.976"})
  void everyFrameOfARealVideo(String name, int frames, double seconds, double rate) {
    Path file = SharedFolder.require("video").resolve(name);
    try (FrameSource source = VideoSources.open(file.toString(), DEFAULTS)) {
      VideoFacts facts = source.facts();
      assertEquals(file.toString(), facts.name());
      assertEquals(1280, facts.width());
      assertEquals(720, facts.height());
      assertEquals(OptionalLong.of(frames), facts.frames());
      assertEquals(seconds, facts.duration().orElseThrow().toMillis() / 1e3, 2e-3);
      assertEquals(rate, facts.framesPerSecond(), 1e-3);
      assertFalse(facts.live());
      int count = 0;
      Optional<Frame> frame = source.next();
      for (; frame.isPresent(); frame = source.next()) {
        assertEquals(count, frame.get().index());
        assertEquals(count / rate, frame.get().time().toNanos() / 1e9, 1e-3);
        count++;
      }
      assertEquals(frames, count);
      assertEquals(Optional.empty(), source.next(), "stays at its end");
    }
  }

  @Test
  void numbersTimesAndAnArrayForEachFrame() {
    List<Frame> frames = read(clip, DEFAULTS);
    assertEquals(LongStream.range(0, 60).boxed().toList(), Frames.indices(frames));
    assertEquals(LongStream.range(0, 60).map(i -> 40 * i).boxed().toList(), Frames.millis(frames));
    assertEquals(60, frames.stream().map(f -> f.image().pixels()).distinct().count());
    assertEquals(ColourOrder.BGR, frames.get(0).image().order());
    assertEquals(60, frames.stream().map(Frames::hash).distinct().count());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 11, 12, 13, 25, 37, 47, 58, 59})
  void theFrameSoughtIsTheOneReadInOrder(int from) {
    List<Frame> all = read(clip, DEFAULTS);
    List<Frame> byNumber = read(clip, DEFAULTS.withFrom(FramePosition.frame(from)));
    assertSame(all.subList(from, 60), byNumber);
    Duration time = Duration.ofMillis(40L * from - 7);
    assertSame(all.subList(from, 60), read(clip, DEFAULTS.withFrom(FramePosition.time(time))));
  }

  private static void assertSame(List<Frame> expected, List<Frame> found) {
    assertEquals(Frames.indices(expected), Frames.indices(found));
    assertEquals(Frames.millis(expected), Frames.millis(found));
    assertEquals(
        expected.stream().map(Frames::hash).toList(), found.stream().map(Frames::hash).toList());
  }

  @Test
  void seeksInARealVideo() {
    Path file = SharedFolder.require("video").resolve("Dance.mp4");
    Map<Long, Integer> all = new HashMap<>();
    try (FrameSource source =
        VideoSources.open(file.toString(), DEFAULTS.withTo(FramePosition.frame(131)))) {
      for (Optional<Frame> f = source.next(); f.isPresent(); f = source.next()) {
        all.put(f.get().index(), Frames.hash(f.get()));
      }
    }
    for (int from : new int[] {3, 64, 100, 130}) {
      VideoOptions options =
          DEFAULTS.withFrom(FramePosition.frame(from)).withTo(FramePosition.frame(from + 1));
      List<Frame> found = read(file, options);
      assertEquals(List.of((long) from), Frames.indices(found));
      assertEquals(all.get((long) from), Frames.hash(found.get(0)), "frame " + from);
    }
  }

  @Test
  void rangesAndSteps() {
    VideoOptions options =
        DEFAULTS
            .withFrom(FramePosition.frame(10))
            .withTo(FramePosition.time(Duration.ofSeconds(1)))
            .withStep(4);
    try (FrameSource source = VideoSources.open(clip.toString(), options)) {
      assertEquals(OptionalLong.of(4), source.facts().frames());
      assertEquals(25 / 4.0, source.facts().framesPerSecond());
      assertEquals(Duration.ofMillis(600), source.facts().duration().orElseThrow());
      assertEquals(List.of(10L, 14L, 18L, 22L), Frames.indices(Frames.all(source)));
      assertEquals(Optional.empty(), source.next());
    }
  }

  @Test
  void aRangeBehindTheEnd() {
    VideoOptions options = DEFAULTS.withFrom(FramePosition.frame(60));
    MediaException failure = assertThrows(MediaException.class, () -> read(clip, options));
    assertEquals(
        clip + ": has 60 frames (2.36 s), none is in the range from frame 60; name an earlier one",
        failure.getMessage());
  }

  @Test
  void loops() {
    VideoOptions options =
        DEFAULTS
            .withFrom(FramePosition.frame(50))
            .withTo(FramePosition.frame(54))
            .withStep(2)
            .withLoop(true);
    try (FrameSource source = VideoSources.open(clip.toString(), options)) {
      assertEquals(OptionalLong.empty(), source.facts().frames());
      List<Frame> frames = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        frames.add(source.next().orElseThrow());
      }
      assertEquals(List.of(50L, 52L, 54L, 56L, 58L, 60L), Frames.indices(frames));
      assertEquals(List.of(2000L, 2080L, 2160L, 2240L, 2320L, 2400L), Frames.millis(frames));
      for (int i = 2; i < 6; i++) {
        assertEquals(Frames.hash(frames.get(i % 2)), Frames.hash(frames.get(i)));
      }
    }
  }

  @Test
  void variableRateKeepsItsTimes() {
    Path file = folder.resolve("variable.mkv");
    long[] times = {0, 40, 200, 210, 1000, 1017, 3000};
    try (FrameSink sink =
        VideoSinks.open(file.toString(), Frames.facts(25), RecordingOptions.defaults())) {
      Frames.write(sink, 64, 48, times);
      sink.complete();
    }
    assertEquals(LongStream.of(times).boxed().toList(), Frames.millis(read(file, DEFAULTS)));
    assertEquals(
        List.of(4L, 5L, 6L),
        Frames.indices(read(file, DEFAULTS.withFrom(FramePosition.time(Duration.ofMillis(500))))));
  }

  @ParameterizedTest
  @CsvSource({
    "90, 24, 32, bottom-left",
    "180, 32, 24, bottom-right",
    "270, 24, 32, top-right",
    "0, 32, 24, top-left"
  })
  void telephonesAreTurned(int counterClockwise, int width, int height, String corner) {
    Path stored = folder.resolve("stored.mp4");
    // A white square at the top left of what is stored.
    Ffmpeg.make(
        stored,
        "-f",
        "lavfi",
        "-i",
        "color=black:size=32x24:rate=5:duration=1,drawbox=x=0:y=0:w=8:h=8:color=white:t=fill",
        "-c:v",
        "mpeg4",
        "-q:v",
        "1");
    Path turned =
        Ffmpeg.make(
            folder.resolve("turned" + counterClockwise + ".mp4"),
            "-display_rotation",
            Integer.toString(counterClockwise),
            "-i",
            stored.toString(),
            "-c",
            "copy");
    try (FrameSource source = VideoSources.open(turned.toString(), DEFAULTS)) {
      assertEquals(width, source.facts().width());
      assertEquals(height, source.facts().height());
      Image image = source.next().orElseThrow().image();
      assertEquals(width, image.width());
      assertEquals(height, image.height());
      String brightest = "";
      int most = -1;
      for (String name : List.of("top-left", "top-right", "bottom-left", "bottom-right")) {
        int x = name.endsWith("left") ? 2 : width - 3;
        int y = name.startsWith("top") ? 2 : height - 3;
        int value = image.value(x, y, 1);
        brightest = value > most ? name : brightest;
        most = Math.max(most, value);
      }
      assertEquals(corner, brightest);
      assertTrue(most > 200, "white is " + most);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a.avi, mpeg4",
    "a.mkv, libopenh264",
    "a.webm, libvpx",
    "a.mov, mjpeg",
    "a.ts, mpeg2video",
    "a.gif, gif",
    "a.y4m, rawvideo"
  })
  void formats(String name, String codec) {
    Path file =
        Ffmpeg.make(
            folder.resolve(name),
            "-f",
            "lavfi",
            "-i",
            "testsrc=size=64x48:rate=20:duration=1",
            "-pix_fmt",
            name.endsWith("gif") ? "rgb8" : name.endsWith("mov") ? "yuvj420p" : "yuv420p",
            "-c:v",
            codec);
    List<Frame> frames = read(file, DEFAULTS.withDecoderThreads(2));
    assertEquals(LongStream.range(0, 20).boxed().toList(), Frames.indices(frames));
    assertEquals(950, Frames.millis(frames).get(19), 1);
    List<Frame> end = read(file, DEFAULTS.withFrom(FramePosition.frame(15)));
    assertSame(frames.subList(15, 20), end);
  }

  @Test
  void closedIsAtItsEnd() {
    FrameSource source = VideoSources.open(clip.toString(), DEFAULTS);
    source.next();
    source.close();
    source.close();
    assertEquals(Optional.empty(), source.next());
  }

  @Test
  void aStoredVideoAtTheSpeedItIsShown() {
    VideoOptions options = DEFAULTS.withDelivery(Delivery.NEWEST).withStep(5);
    try (FrameSource source = VideoSources.open(clip.toString(), options)) {
      List<Frame> frames = Frames.all(source);
      assertEquals(12, frames.size() + source.dropped());
      assertEquals(
          Frames.indices(frames).stream().sorted().distinct().toList(), Frames.indices(frames));
    }
  }
}
