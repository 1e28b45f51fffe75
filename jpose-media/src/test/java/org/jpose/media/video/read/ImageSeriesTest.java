package org.jpose.media.video.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jpose.media.MediaException;
import org.jpose.media.image.ImageFileWriter;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FramePosition;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.Frames;
import org.jpose.media.video.VideoOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSeriesTest {
  private static final VideoOptions DEFAULTS = VideoOptions.defaults().withSeriesRate(10);

  @TempDir Path folder;

  @BeforeEach
  void makeImages() {
    for (int i = 0; i < 12; i++) {
      int number = i < 6 ? i + 1 : i + 3;
      Path file = folder.resolve("f_%03d.png".formatted(number));
      new ImageFileWriter().write(Frames.flat(4, 3, 0, 10 * i, 0), file);
    }
  }

  private static List<Integer> greens(String source, VideoOptions options) {
    try (FrameSource series = VideoSources.open(source, options)) {
      return Frames.all(series).stream().map(f -> f.image().value(0, 0, 1) / 10).toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/*.png", "/f_%03d.png", "/f_?[0-9]?.png"})
  void foldersPatternsAndNumbers(String rest) {
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), greens(folder + rest, DEFAULTS));
  }

  @Test
  void numbersAreSortedAsNumbers() throws IOException {
    for (int i : new int[] {2, 10, 1}) {
      new ImageFileWriter()
          .write(Frames.flat(4, 3, 0, 10 * i, 0), folder.resolve("n" + i + ".png"));
    }
    assertEquals(List.of(1, 2, 10), greens(folder + "/n%d.png", DEFAULTS));
  }

  @Test
  void factsTimesAndRanges() {
    VideoOptions options =
        DEFAULTS
            .withFrom(FramePosition.time(Duration.ofMillis(300)))
            .withTo(FramePosition.frame(10))
            .withStep(3);
    try (FrameSource series = VideoSources.open(folder.toString(), options)) {
      assertEquals(OptionalLong.of(3), series.facts().frames());
      List<Frame> frames = Frames.all(series);
      assertEquals(List.of(3L, 6L, 9L), Frames.indices(frames));
      assertEquals(List.of(300L, 600L, 900L), Frames.millis(frames));
    }
  }

  @Test
  void loops() {
    VideoOptions options = DEFAULTS.withFrom(FramePosition.frame(10)).withLoop(true);
    try (FrameSource series = VideoSources.open(folder.toString(), options)) {
      for (int i = 0; i < 7; i++) {
        Frame frame = series.next().orElseThrow();
        assertEquals(10 + i, frame.index());
        assertEquals(Duration.ofMillis(1000 + 100 * i), frame.time());
        assertEquals(10 * (10 + i % 2), frame.image().value(0, 0, 1));
      }
    }
  }

  @Test
  void anImageAlone() {
    Path one = folder.resolve("f_003.png");
    assertEquals(List.of(2), greens(one.toString(), DEFAULTS));
  }

  @Test
  void badFilesAreToldAndLeftOut() throws IOException {
    Files.writeString(folder.resolve("f_003.png"), "nothing");
    List<String> told = new ArrayList<>();
    try (FrameSource series =
        VideoSources.open(folder.toString(), DEFAULTS.withListener(told::add))) {
      assertEquals(
          List.of(0L, 1L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L),
          Frames.indices(Frames.all(series)));
    }
    assertEquals(
        List.of(
            folder
                + ": 2 numbers are missing between f_001.png and f_014.png; the 12 files that are"
                + " there follow each other",
            folder.resolve("f_003.png")
                + ": not an image jpose reads (JPEG, PNG, BMP, GIF, TIFF, WebP, HEIC, AVIF, JPEG 2000, PNM, TGA): it begins with"
                + " the text 'nothing'; image 2 of the series left out"),
        told);
  }

  @Test
  void noneIsGood() throws IOException {
    Path bad = Files.createDirectory(folder.resolve("bad"));
    Files.writeString(bad.resolve("a.png"), "nothing");
    MediaException failure =
        assertThrows(MediaException.class, () -> VideoSources.open(bad.toString(), DEFAULTS));
    assertTrue(
        failure.getMessage().startsWith(bad + ": none of its 1 image files can be read; the first"),
        failure.getMessage());
  }

  @Test
  void noneIsThere() {
    MediaException failure =
        assertThrows(
            MediaException.class, () -> VideoSources.open(folder + "/g%04d.png", DEFAULTS));
    assertEquals(
        folder + "/g%04d.png: there is no file g0000.png or of another number; check the name",
        failure.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> VideoSources.open(folder + "/%d/%d.png", DEFAULTS));
  }

  @Test
  void closedIsAtItsEnd() {
    FrameSource series = VideoSources.open(folder.toString(), DEFAULTS);
    series.close();
    assertEquals(Optional.empty(), series.next());
  }
}
