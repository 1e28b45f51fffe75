package org.jpose.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Image;
import org.jpose.core.tracking.TrackerOptions;
import org.jpose.media.pipeline.FramePeople;
import org.jpose.media.pipeline.FramePipeline;
import org.jpose.media.pipeline.PipelineOptions;
import org.jpose.media.results.ImageResult;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FrameSink;
import org.jpose.media.video.VideoFacts;
import org.jpose.media.video.VideoOptions;
import org.jpose.media.video.read.VideoSources;
import org.jpose.media.video.write.RecordingOptions;
import org.jpose.media.video.write.VideoSinks;
import org.jpose.onnx.OnnxBackend;
import org.jpose.spark.VideoSettings.Tracking;
import org.jpose.zoo.ModelZoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeopleOfVideosTest {
  private static final int RATE = 10;

  @TempDir Path folder;

  @Test
  void framesAndNumbersAreThoseOfThePipeline() throws Exception {
    List<Path> videos = List.of(clip("a.mp4", 12), clip("b.mp4", 7));
    VideoSettings track = VideoSettings.defaults().withTracking(Tracking.TRACK);
    List<Row> rows =
        PeopleOfVideos.of(LocalSpark.files(Photos.names(videos), 2), track, Photos.options())
            .collectAsList();
    assertEquals(19, rows.size());
    assertPipeline(videos.get(0), rows.subList(0, 12), VideoOptions.defaults());
    assertPipeline(videos.get(1), rows.subList(12, 19), VideoOptions.defaults());
  }

  @Test
  void everyOtherFrameCanBeTaken() throws Exception {
    Path video = clip("c.mp4", 9);
    VideoSettings settings = VideoSettings.defaults().withTracking(Tracking.TRACK).withStep(2);
    List<Row> rows =
        PeopleOfVideos.of(
                LocalSpark.files(Photos.names(List.of(video)), 1), settings, Photos.options())
            .collectAsList();
    assertEquals(
        List.of(0L, 2L, 4L, 6L, 8L), rows.stream().map(row -> row.<Long>getAs("frame")).toList());
    assertPipeline(video, rows, VideoOptions.defaults().withStep(2));
  }

  @Test
  void badVideosAreRowsWithErrors() throws Exception {
    Path good = clip("good.mp4", 3);
    Path empty = Files.write(folder.resolve("empty.mp4"), new byte[0]);
    Path half = folder.resolve("half.mkv");
    Files.copy(clip("whole.mkv", 40), half);
    byte[] bytes = Files.readAllBytes(half);
    Files.write(half, Arrays.copyOf(bytes, 300));
    Path directory = Files.createDirectory(folder.resolve("folder.mp4"));
    List<Row> rows =
        PeopleOfVideos.of(
                LocalSpark.files(Photos.names(List.of(empty, half, directory, good)), 1),
                VideoSettings.defaults(),
                Photos.options())
            .collectAsList();
    assertEquals(6, rows.size(), rows.toString());
    for (Row bad : rows.subList(0, 3)) {
      assertNull(bad.getAs("people"));
      assertNull(bad.getAs("frame"));
    }
    assertEquals(
        "file:" + empty + ": is empty (0 bytes), expected a video; copy or download it again",
        rows.get(0).getAs("error"));
    assertTrue(rows.get(1).<String>getAs("error").startsWith("file:" + half + ": "));
    assertTrue(rows.get(2).<String>getAs("error").contains("is a folder, expected a video"));
    assertPipeline(good, rows.subList(3, 6), VideoOptions.defaults(), Optional.empty());
    Exception failure =
        assertThrows(
            Exception.class,
            () ->
                PeopleOfVideos.of(
                        LocalSpark.files(Photos.names(List.of(empty)), 1),
                        VideoSettings.defaults(),
                        Photos.options().withFailOnError(true))
                    .collectAsList());
    assertTrue(failure.getMessage().contains("is empty (0 bytes)"), failure.getMessage());
  }

  private static void assertPipeline(Path video, List<Row> rows, VideoOptions reading) {
    assertPipeline(video, rows, reading, Optional.of(TrackerOptions.defaults()));
  }

  private static void assertPipeline(
      Path video, List<Row> rows, VideoOptions reading, Optional<TrackerOptions> tracking) {
    PeopleOptions options = Photos.options();
    PipelineOptions pipeline = PipelineOptions.defaults().withRuns(2);
    pipeline = tracking.map(pipeline::withTracking).orElse(pipeline);
    List<ImageResult> expected = new ArrayList<>();
    try (PoseEstimator estimator =
            new PoseEstimator(
                OnnxBackend.open(ModelZoo.load(Photos.MODEL), "test", 1), options.estimation());
        FramePipeline frames =
            new FramePipeline(VideoSources.open(video.toString(), reading), estimator, pipeline)) {
      while (frames.hasNext()) {
        FramePeople next = frames.next();
        expected.add(next.result("file:" + video).withModel(Photos.MODEL));
      }
    }
    assertTrue(expected.stream().anyMatch(frame -> !frame.people().isEmpty()), "a test of nobody");
    List<ImageResult> found = rows.stream().map(row -> PeopleRows.read(row).orElseThrow()).toList();
    if (tracking.isPresent()) {
      assertEquals(expected, found);
    } else {
      assertEquals(
          expected.stream().map(PeopleOfVideosTest::joints).toList(),
          found.stream().map(PeopleOfVideosTest::joints).toList());
    }
  }

  private static String joints(ImageResult frame) {
    return frame.frame() + " " + frame.people().stream().map(person -> person.pose()).toList();
  }

  private Path clip(String name, int frames) throws Exception {
    Path file = folder.resolve(name);
    BufferedImage photo = ImageIO.read(Photos.sample().toFile());
    VideoFacts facts =
        new VideoFacts(
            name,
            320,
            176,
            RATE,
            OptionalLong.of(frames),
            Optional.of(Duration.ofMillis(1000L * frames / RATE)),
            false);
    try (FrameSink sink = VideoSinks.open(file.toString(), facts, RecordingOptions.defaults())) {
      for (int i = 0; i < frames; i++) {
        BufferedImage moved = new BufferedImage(320, 176, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = moved.createGraphics();
        graphics.drawImage(photo, 3 * i, 0, 320, 176, null);
        graphics.dispose();
        sink.write(new Frame(i, Duration.ofMillis(1000L * i / RATE), Image.of(moved)));
      }
      sink.complete();
    }
    return file;
  }
}
