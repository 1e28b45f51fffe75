package org.jpose.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.jpose.Jpose;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FrameSink;
import org.jpose.media.video.VideoFacts;
import org.jpose.media.video.write.RecordingOptions;
import org.jpose.media.video.write.VideoSinks;
import org.jpose.testkit.SmallCoco;
import org.jpose.zoo.ModelZoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each example does what it says, as a program of its own. */
class ExamplesTest {
  private static final Path PHOTO =
      Path.of(System.getProperty("jpose.root"), "samples", "two-people.jpg");

  @TempDir private Path folder;

  private List<String> run(Class<?> example, Object... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                example.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Path log = folder.resolve(example.getSimpleName() + ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    process.destroyForcibly();
    List<String> lines = Files.readAllLines(log);
    assertTrue(ended, () -> "still running: " + lines);
    assertEquals(0, process.exitValue(), lines::toString);
    return lines;
  }

  private Path photos(int count) throws IOException {
    Path photos = Files.createDirectory(folder.resolve("photos"));
    for (int i = 0; i < count; i++) {
      Files.copy(PHOTO, photos.resolve(i + ".jpg"));
    }
    return photos;
  }

  @Test
  void photo() throws Exception {
    Path drawn = folder.resolve("drawn.png");
    List<String> lines = run(PhotoExample.class, PHOTO, drawn);
    assertEquals(2, lines.stream().filter(line -> line.startsWith("score ")).count());
    assertEquals(ImageIO.read(PHOTO.toFile()).getWidth(), ImageIO.read(drawn.toFile()).getWidth());
  }

  @Test
  void folderWithABadImage() throws Exception {
    Path photos = photos(2);
    Files.writeString(photos.resolve("2.jpg"), "no picture");
    Path json = folder.resolve("people.json");
    List<String> lines = run(FolderExample.class, photos, json);
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.get(0).startsWith(photos.resolve("2.jpg").toString()), lines::toString);
    assertEquals(3, Files.readString(json).split("\"people\"", -1).length);
  }

  private Path clip(int frames) throws IOException {
    Path file = folder.resolve("clip.mp4");
    BufferedImage photo = ImageIO.read(PHOTO.toFile());
    Duration length = Duration.ofMillis(100L * frames);
    VideoFacts facts =
        new VideoFacts("clip", 432, 232, 10, OptionalLong.of(frames), Optional.of(length), false);
    try (FrameSink sink = VideoSinks.open(file.toString(), facts, RecordingOptions.defaults())) {
      for (int i = 0; i < frames; i++) {
        BufferedImage moved = new BufferedImage(432, 232, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = moved.createGraphics();
        graphics.drawImage(photo, 3 * i, 0, 432, 232, null);
        graphics.dispose();
        sink.write(new Frame(i, Duration.ofMillis(100L * i), Image.of(moved)));
      }
      sink.complete();
    }
    return file;
  }

  @Test
  void videoWithTracking() throws Exception {
    Path drawn = folder.resolve("drawn.mp4");
    List<String> lines = run(VideoExample.class, clip(4), drawn);
    List<String> numbers = lines.stream().filter(line -> line.matches("\\d+")).toList();
    assertEquals(8, numbers.size(), lines::toString);
    assertEquals(2, numbers.stream().distinct().count(), lines::toString);
    assertTrue(Files.size(drawn) > 0);
  }

  @Test
  void trainFromScratch() throws Exception {
    Path coco = folder.resolve("coco");
    SmallCoco.write(coco, "train", 4, true);
    SmallCoco.write(coco, "val", 2, true);
    Path run = folder.resolve("run");
    assertEquals(List.of("DONE after step 2"), run(TrainExample.class, coco, run, 2));
    assertTrue(Files.isRegularFile(run.resolve("mine.onnx")));
  }

  @Test
  void fineTuneOwnJoints() throws Exception {
    Path skeleton = folder.resolve("upper.json");
    Files.writeString(
        skeleton,
        "{\"name\": \"upper\", \"joints\": [{\"name\": \"nose\"}, {\"name\": \"left_wrist\"},"
            + " {\"name\": \"right_wrist\"}],"
            + " \"limbs\": [[\"nose\", \"left_wrist\"], [\"nose\", \"right_wrist\"]]}");
    Path coco = folder.resolve("coco");
    SmallCoco.write(coco, "train", 4, true);
    Path run = folder.resolve("run");
    run(OwnJointsExample.class, skeleton, coco, run, 2);
    try (PoseEstimator estimator =
        Jpose.estimator(run.resolve("mine.onnx"), EstimatorOptions.defaults())) {
      assertEquals("upper", estimator.model().skeleton().name());
    }
  }

  @Test
  void convertAndQuantise() throws Exception {
    Path weights = folder.resolve("lite.onnx");
    Files.write(weights, ModelZoo.load("lite"));
    List<String> lines = run(ConvertExample.class, weights, photos(2), folder);
    assertEquals(List.of("calibrated on 2 photos"), lines);
    EstimatorOptions small = EstimatorOptions.defaults().withSize(new NetworkSize(256, 192));
    for (String model : List.of("fast.onnx", "int8.onnx")) {
      try (PoseEstimator estimator = Jpose.estimator(folder.resolve(model), small)) {
        Image photo = Image.of(ImageIO.read(PHOTO.toFile()));
        assertEquals(2, estimator.estimate(photo).size(), model);
      }
    }
  }

  @Test
  void serveABatch() throws Exception {
    List<String> answers = run(ServerExample.class, PHOTO, PHOTO);
    String all = String.join("\n", answers);
    assertEquals(3, all.split("\"people\"", -1).length, all);
  }
}
