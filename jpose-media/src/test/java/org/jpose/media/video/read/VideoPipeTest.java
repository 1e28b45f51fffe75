package org.jpose.media.video.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jpose.media.MediaException;
import org.jpose.media.Pipe;
import org.jpose.media.video.FramePosition;
import org.jpose.media.video.FrameSink;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.Frames;
import org.jpose.media.video.VideoOptions;
import org.jpose.media.video.write.RecordingOptions;
import org.jpose.media.video.write.VideoSinks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Videos from pipes: the frames of the file, once. */
@Timeout(60)
class VideoPipeTest {
  @TempDir Path folder;

  private Path pipe(String kind) throws IOException, InterruptedException {
    Path file = folder.resolve("clip." + kind);
    try (FrameSink sink =
        VideoSinks.open(file.toString(), Frames.facts(10), RecordingOptions.defaults())) {
      Frames.write(sink, 64, 48, 0, 100, 200, 300, 400, 500, 600, 700);
      sink.complete();
    }
    return Pipe.of(folder.resolve(kind + ".fifo"), Files.readAllBytes(file));
  }

  private static List<Long> indices(Path pipe, VideoOptions options) {
    try (FrameSource source = VideoSources.open(pipe.toString(), options)) {
      return Frames.indices(Frames.all(source));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mkv", "mp4", "webm", "avi"})
  void givesAllFrames(String kind) throws IOException, InterruptedException {
    assertEquals(
        List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L), indices(pipe(kind), VideoOptions.defaults()));
  }

  @Test
  void givesARangeByReadingWhatIsBeforeIt() throws IOException, InterruptedException {
    VideoOptions options =
        VideoOptions.defaults()
            .withFrom(FramePosition.parse("3"))
            .withTo(FramePosition.parse("0.7s"))
            .withStep(2);
    assertEquals(List.of(3L, 5L), indices(pipe("mkv"), options));
  }

  @Test
  void isNotLooped() throws IOException, InterruptedException {
    Path pipe = pipe("mkv");
    try (FrameSource source =
        VideoSources.open(pipe.toString(), VideoOptions.defaults().withLoop(true))) {
      MediaException e = assertThrows(MediaException.class, () -> Frames.all(source));
      assertEquals(
          pipe + ": is a pipe, which gives its video once; save it to a file", e.getMessage());
    }
  }

  @Test
  void hasNoSoundToBeKept() throws IOException, InterruptedException {
    assertFalse(VideoSources.isVideoFile(pipe("mkv").toString()));
    assertFalse(VideoSources.isVideoFile("-"));
    assertTrue(VideoSources.isVideoFile("./-"));
  }

  @Test
  void tellsWhereItIsCutOff() throws IOException, InterruptedException {
    Path whole = pipe("mkv");
    byte[] bytes = Files.readAllBytes(folder.resolve("clip.mkv"));
    Path cut = Pipe.of(folder.resolve("cut"), Arrays.copyOf(bytes, bytes.length * 3 / 4));
    MediaException e =
        assertThrows(MediaException.class, () -> indices(cut, VideoOptions.defaults()));
    assertTrue(e.getMessage().startsWith(cut + ": damaged or cut off after "), e.getMessage());
    assertEquals(8, indices(whole, VideoOptions.defaults()).size());
  }
}
