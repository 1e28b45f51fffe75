package org.jpose.media.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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

/** Debian's FFmpeg, another version built by others, as the second opinion. */
@Timeout(120)
class SameFramesAsFfmpegTest {
  private static final int TOLERANCE = 2;

  @TempDir Path folder;

  private static void assertSameFrames(Path video, int frames, Path raw) throws IOException {
    Ffmpeg.run(
        List.of(
            Ffmpeg.debian("ffmpeg"),
            "-v",
            "error",
            "-nostdin",
            "-i",
            video.toString(),
            "-frames:v",
            Integer.toString(frames),
            "-f",
            "rawvideo",
            "-pix_fmt",
            "bgr24",
            "-fps_mode",
            "passthrough",
            raw.toString()));
    try (InputStream expected = new BufferedInputStream(Files.newInputStream(raw));
        FrameSource source = VideoSources.open(video.toString(), VideoOptions.defaults())) {
      for (int i = 0; i < frames; i++) {
        Frame frame = source.next().orElseThrow();
        byte[] found = frame.image().pixels();
        byte[] wanted = expected.readNBytes(found.length);
        assertEquals(found.length, wanted.length, "bytes of frame " + i);
        int worst = 0;
        for (int k = 0; k < found.length; k++) {
          worst = Math.max(worst, Math.abs((found[k] & 0xff) - (wanted[k] & 0xff)));
        }
        assertTrue(worst <= TOLERANCE, "frame " + i + " differs by " + worst);
      }
      assertEquals(-1, expected.read());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dance.mp4", "Boxing.mp4"})
  void realVideos(String name) throws IOException {
    Path video = SharedFolder.require("video").resolve(name);
    assertSameFrames(video, 8, folder.resolve("raw"));
  }

  @ParameterizedTest
  @CsvSource({
    "yuv420p, tv, smpte170m",
    "yuv420p, tv, bt709",
    "yuv420p, pc, bt709",
    "yuv422p, tv, bt709",
    "yuv444p, pc, smpte170m",
    "yuv420p10le, tv, bt2020nc",
    "gray, pc, unknown",
    "bgr0, pc, rgb"
  })
  void coloursOfEveryKind(String pixels, String range, String space) throws IOException {
    Path video =
        Ffmpeg.make(
            folder.resolve("colours.mkv"),
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=128x72:rate=5:duration=1",
            "-vf",
            "scale=out_range=" + range + ",format=" + pixels,
            "-c:v",
            "ffv1",
            "-color_range",
            range,
            "-colorspace",
            space);
    assertSameFrames(video, 5, folder.resolve("raw"));
  }

  @Test
  void asManyFramesAsFfprobeCounts() {
    Path video = SharedFolder.require("video").resolve("Boxing.mp4");
    String counted =
        Ffmpeg.run(
                List.of(
                    Ffmpeg.debian("ffprobe"),
                    "-v",
                    "error",
                    "-count_frames",
                    "-select_streams",
                    "v:0",
                    "-show_entries",
                    "stream=nb_read_frames",
                    "-of",
                    "csv=p=0",
                    video.toString()))
            .strip();
    try (FrameSource source = VideoSources.open(video.toString(), VideoOptions.defaults())) {
      long frames = 0;
      for (Optional<Frame> f = source.next(); f.isPresent(); f = source.next()) {
        frames++;
      }
      assertEquals(counted, Long.toString(frames));
      assertEquals(OptionalLong.of(frames), source.facts().frames());
    }
  }

  @Test
  void whatWeWriteReadsTheSameThere() throws IOException {
    Path file = folder.resolve("ours.mp4");
    try (FrameSink sink =
        VideoSinks.open(file.toString(), Frames.facts(25), RecordingOptions.defaults())) {
      Frames.write(sink, 130, 70, 0, 40, 80, 130, 500);
      sink.complete();
    }
    assertSameFrames(file, 5, folder.resolve("raw"));
  }
}
