package org.jpose.media.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jpose.core.image.Image;
import org.jpose.media.video.read.VideoSources;
import org.jpose.media.video.write.RecordingOptions;
import org.jpose.media.video.write.VideoSinks;
import org.jpose.testkit.SharedFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pixels that are not square (DVD, HDV, anamorphic film): known when read, kept when written. */
@Timeout(60)
class PixelAspectTest {
  @TempDir Path folder;

  private static Image first(Path file) {
    try (FrameSource source = VideoSources.open(file.toString(), VideoOptions.defaults())) {
      return source.next().orElseThrow().image();
    }
  }

  private Path made(String name, String aspect) {
    String[] arguments = {
      "-f", "lavfi", "-i", "testsrc=s=64x48:r=10:d=0.3,setsar=" + aspect, "-c:v", "mpeg4"
    };
    return Ffmpeg.make(folder.resolve(name), arguments);
  }

  @ParameterizedTest
  @CsvSource({
    "a.mp4, 2/1, 2",
    "a.mkv, 64/45, 1.4222",
    "a.avi, 4/3, 1.3333",
    "a.mov, 8/9, 0.8889",
    "a.ts, 16/11, 1.4545",
    "a.mp4, 1/1, 1",
    "a.mkv, 0/1, 1"
  })
  void isRead(String name, String stored, double aspect) {
    Image image = first(made(name, stored));
    assertEquals(64, image.width());
    assertEquals(aspect, image.pixelAspect(), 1e-3);
  }

  @Test
  void turnsWithTheFrame() {
    Path lying = made("a.mp4", "2/1");
    Path upright = folder.resolve("b.mp4");
    Ffmpeg.make(upright, "-display_rotation:v:0", "90", "-i", lying.toString(), "-c", "copy");
    Image image = first(upright);
    assertEquals(48, image.width());
    assertEquals(64, image.height());
    assertEquals(0.5, image.pixelAspect(), 1e-3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mp4", "mov", "mkv", "webm", "avi"})
  void isWritten(String kind) {
    Path file = folder.resolve("a." + kind);
    for (double aspect : new double[] {2, 16.0 / 15, 32.0 / 27, 0.9}) {
      try (FrameSink sink =
          VideoSinks.open(file.toString(), Frames.facts(10), RecordingOptions.defaults())) {
        for (int i = 0; i < 3; i++) {
          Image image = Frames.flat(64, 48, 10, 20, 30).withPixelAspect(aspect);
          sink.write(new Frame(i, Duration.ofMillis(100 * i), image));
        }
        sink.complete();
      }
      // WebM stores whole columns as shown.
      assertEquals(aspect, first(file).pixelAspect(), kind.equals("webm") ? 0.01 : 2e-3);
    }
  }

  @Test
  void theCaseOfTheFolder() {
    Path shared = SharedFolder.require("cases/trials/11-pixel-aspect");
    assertEquals(2, first(shared.resolve("sar2.mp4")).pixelAspect());
    assertEquals(1, first(shared.resolve("square.mp4")).pixelAspect());
  }

  @Test
  void nonsenseIsRefused() {
    for (double aspect : List.of(0.0, -1.0, Double.NaN, 100.0)) {
      assertThrows(
          IllegalArgumentException.class, () -> Frames.flat(4, 4, 0, 0, 0).withPixelAspect(aspect));
    }
  }
}
