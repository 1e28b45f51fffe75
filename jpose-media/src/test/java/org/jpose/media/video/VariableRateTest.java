package org.jpose.media.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jpose.media.video.read.VideoSources;
import org.jpose.media.video.write.RecordingOptions;
import org.jpose.media.video.write.VideoSinks;
import org.jpose.testkit.SharedFolder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that do not come evenly, into a file that has no times: all lasts as long as it did. */
@Timeout(60)
class VariableRateTest {
  @TempDir Path folder;

  /** Writes frames at these times at 10 a second, and gives the greens that come when. */
  private List<Frame> written(long... millis) {
    Path file = folder.resolve("a.avi");
    try (FrameSink sink =
        VideoSinks.open(file.toString(), Frames.facts(10), RecordingOptions.defaults())) {
      Frames.write(sink, 64, 48, millis);
      sink.complete();
    }
    try (FrameSource source = VideoSources.open(file.toString(), VideoOptions.defaults())) {
      return Frames.all(source);
    }
  }

  private static List<Long> shown(List<Frame> frames) {
    // Green grows by 8 with each frame that was written.
    return frames.stream().map(f -> Math.round(f.image().value(8, 8, 1) / 8.0)).toList();
  }

  @ParameterizedTest
  @CsvSource({
    // Even, and nearly so: nothing is repeated.
    "'0 100 200 300', '0 1 2 3'",
    "'0 97 204 301', '0 1 2 3'",
    // A gap is filled with what was shown.
    "'0 100 400 500', '0 1 1 1 2 3'",
    "'5000 5100 5500', '0 1 1 1 1 2'",
    // Faster for a while: none is lost, and what comes later is in time.
    "'0 50 100 150 600', '0 1 2 3 3 3 4'"
  })
  void framesAreRepeated(String times, String greens) {
    List<Frame> frames =
        written(Arrays.stream(times.split(" ")).mapToLong(Long::parseLong).toArray());
    List<Long> expected = Arrays.stream(greens.split(" ")).map(Long::parseLong).toList();
    assertEquals(expected, shown(frames));
    assertEquals(100L * (expected.size() - 1), Frames.millis(frames).get(expected.size() - 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 50})
  void framesTooFastForTheRateDoNotStretchTime(int rate) {
    long[] millis = new long[2 * rate];
    for (int i = 0; i < millis.length; i++) {
      millis[i] = Math.round(1000.0 * i / rate);
    }
    List<Frame> frames = written(millis);
    assertTrue(Math.abs(frames.size() - 20) <= 4, frames.size() + " frames for two seconds");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vfr.mkv", "vfr-audio.mkv"})
  void theCasesOfTheFolder(String name) {
    Path shared = SharedFolder.require("cases/trials/05-vfr-avi").resolve(name);
    boolean sound = name.contains("audio");
    for (String kind : List.of("avi", "mkv")) {
      Path file = folder.resolve("a." + kind);
      RecordingOptions options = RecordingOptions.defaults();
      try (FrameSource source = VideoSources.open(shared.toString(), VideoOptions.defaults());
          FrameSink sink =
              VideoSinks.open(
                  file.toString(), source.facts(), sound ? options.keepAudio(shared) : options)) {
        Frames.all(source).forEach(sink::write);
        sink.complete();
      }
      try (FrameSource source = VideoSources.open(file.toString(), VideoOptions.defaults())) {
        List<Frame> frames = Frames.all(source);
        assertEquals(kind.equals("avi") ? 45 : 20, frames.size(), kind);
        assertEquals(1.833, frames.get(frames.size() - 1).time().toMillis() / 1e3, 0.05, kind);
      }
    }
  }
}
