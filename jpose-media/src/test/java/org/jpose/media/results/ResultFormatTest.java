package org.jpose.media.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jpose.core.disk.FileException;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeletons;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResultFormatTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private static Keypoint joint(String name, double x, double y, double score) {
    int joint = Skeletons.COCO18.indexOf(name);
    return new Keypoint(joint, name, (float) x, (float) y, (float) score);
  }

  private static Pose pose(double score, Keypoint... keypoints) {
    return new Pose(Skeletons.COCO18, List.of(keypoints), (float) score);
  }

  /** The person of the documentation. */
  private static Pose documented() {
    return pose(
        0.87314,
        joint("nose", 320.5, 80, 0.93121),
        joint("right_shoulder", 301.2512, 141.7451, 0.8),
        joint("left_shoulder", 341.75, 139.999, 0.8125));
  }

  private static ImageResult documented(String file) {
    return ImageResult.of(file, 640, 480, List.of(documented()));
  }

  private String write(ResultFormat format, ImageResult... results) throws IOException {
    Path file = folder.resolve("result.json");
    try (ResultWriter writer = format.open(file)) {
      for (ImageResult result : results) {
        writer.write(result);
      }
      writer.complete();
    }
    return Files.readString(file);
  }

  /** The n-th example of a language in the documentation. */
  private static String example(String language, int number) throws IOException {
    Path page = Path.of(System.getProperty("jpose.root"), "docs", "RESULTS.md");
    String[] parts = Files.readString(page).split("```" + language + "\n");
    return parts[number].substring(0, parts[number].indexOf("```"));
  }

  @Test
  void jsonIsAsDocumented() throws IOException {
    ImageResult empty = ImageResult.of("photos/empty.png", 64, 48, List.of());
    String text =
        write(
            ResultFormat.JSON,
            documented("photos/a.jpg").withModel("lite"),
            empty.withModel("lite"));
    assertEquals(example("json", 1), text);
    JsonNode document = JSON.readTree(text);
    assertEquals("jpose/1", document.get("format").asText());
    JsonNode person = document.get("images").get(0).get("people").get(0);
    assertEquals(320.5, person.get("keypoints").get(0).get("x").asDouble());
    assertEquals(3, person.get("keypoints").size());
  }

  @Test
  void jsonOfNothingIsADocument() throws IOException {
    assertEquals(0, JSON.readTree(write(ResultFormat.JSON)).get("images").size());
    assertEquals(0, JSON.readTree(write(ResultFormat.COCO)).size());
  }

  @Test
  void jsonLinesAreAsDocumented() throws IOException {
    PersonResult tracked =
        new PersonResult(OptionalInt.of(3), pose(0.5, joint("neck", 10, 20, 0.5)));
    ImageResult frame =
        new ImageResult("walk.mp4", 640, 480, List.of(tracked), Optional.empty(), Optional.empty())
            .withFrame(12, 0.48);
    assertEquals(example("jsonl", 1), write(ResultFormat.JSON_LINES, frame));
    List<String> lines = write(ResultFormat.JSON_LINES, frame, frame).lines().toList();
    assertEquals(2, lines.size());
    assertEquals(12, JSON.readTree(lines.get(1)).get("frame").asInt());
  }

  @Test
  void namesAreEscaped() throws IOException {
    String name = "a \"b\"\\\n\u00e4\u6f22.jpg";
    JsonNode images = JSON.readTree(write(ResultFormat.JSON, documented(name))).get("images");
    assertEquals(name, images.get(0).get("file").asText());
    assertTrue(
        write(ResultFormat.CSV, documented("a \"b\",c.jpg"))
            .contains("\n\"a \"\"b\"\",c.jpg\",0,"));
  }

  @Test
  void csvIsAsDocumented() throws IOException {
    ImageResult empty = ImageResult.of("empty.jpg", 9, 9, List.of());
    assertEquals(
        example("csv", 1), write(ResultFormat.CSV, empty, documented("photos/a.jpg"), empty));
    assertEquals(
        "file,frame,time,person,joint,x,y,score\nv.mp4,7,0.234,0,neck,1,2,0\n",
        write(
            ResultFormat.CSV,
            ImageResult.of("v.mp4", 9, 9, List.of(pose(1, joint("neck", 1, 2, 0.00001))))
                .withFrame(7, 0.23352)));
  }

  /** Someone whose left arm is bent at a right angle. */
  private static ImageResult bent() {
    Pose pose =
        pose(
            0.9,
            joint("nose", 100, 60, 0.9),
            joint("neck", 100, 100, 0.9),
            joint("right_shoulder", 80, 100, 0.9),
            joint("left_shoulder", 120, 100, 0.9),
            joint("left_elbow", 120, 150, 0.8),
            joint("left_wrist", 160, 150, 0.7),
            joint("right_hip", 85, 170, 0.9),
            joint("left_hip", 115, 170, 0.9));
    PersonResult person = new PersonResult(OptionalInt.of(2), pose);
    return new ImageResult(
            "walk.mp4", 640, 480, List.of(person), Optional.empty(), Optional.empty())
        .withFrame(7, 0.28);
  }

  private String write(ResultFormat format, ResultDetails details, ImageResult... results)
      throws IOException {
    Path file = folder.resolve("details");
    try (ResultWriter writer = format.open(file, details)) {
      List.of(results).forEach(writer::write);
      writer.complete();
    }
    return Files.readString(file);
  }

  @Test
  void detailsAreAsDocumented() throws IOException {
    ResultDetails all = ResultDetails.none().withAngles(true).withBoxes(true);
    String line = write(ResultFormat.JSON_LINES, all, bent());
    assertEquals(example("jsonl", 2), line);
    JsonNode person = JSON.readTree(line).get("people").get(0);
    assertEquals(90, person.get("angles").get("left_elbow").asDouble());
    assertEquals(180, person.get("angles").get("neck").asDouble());
    assertFalse(person.get("angles").has("right_elbow"));
    assertTrue(person.get("upper_body_box").get(3).asDouble() >= 110);
    assertEquals(
        write(ResultFormat.JSON_LINES, ResultDetails.none(), bent()),
        line.replaceFirst(",\"angles\".*?]}", "}"));
  }

  @Test
  void longRowsHaveTheAngleOfTheirJoint() throws IOException {
    ResultDetails angles = ResultDetails.none().withAngles(true);
    List<String> lines = write(ResultFormat.CSV, angles, bent()).lines().toList();
    assertEquals("file,frame,time,person,joint,x,y,score,angle", lines.get(0));
    assertTrue(lines.contains("walk.mp4,7,0.28,2,left_elbow,120,150,0.8,90"), lines.toString());
    assertTrue(lines.contains("walk.mp4,7,0.28,2,left_wrist,160,150,0.7,"), lines.toString());
  }

  @Test
  void wideRowsHaveAllJoints() throws IOException {
    ImageResult nobody = ImageResult.of("walk.mp4", 640, 480, List.of()).withFrame(6, 0.24);
    String text = write(ResultFormat.CSV_WIDE, ResultDetails.none(), nobody, bent(), bent());
    assertEquals(example("csv", 2), text.substring(0, text.lastIndexOf("walk.mp4")));
    List<String> lines = text.lines().toList();
    assertEquals(3, lines.size());
    int columns = 3 + 2 + 4 + 3 * 18;
    List<String> names = List.of(lines.get(0).split(","));
    List<String> row = List.of(lines.get(1).split(",", -1));
    assertEquals(columns, names.size());
    assertEquals(columns, row.size());
    assertEquals("120", row.get(names.indexOf("left_elbow_x")));
    assertEquals("", row.get(names.indexOf("right_elbow_x")));
    ResultDetails all = ResultDetails.none().withAngles(true).withBoxes(true);
    List<String> more = write(ResultFormat.CSV_WIDE, all, bent()).lines().toList();
    names = List.of(more.get(0).split(","));
    row = List.of(more.get(1).split(",", -1));
    assertEquals(columns + 9 + 8, names.size());
    assertEquals(names.size(), row.size());
    assertEquals("90", row.get(names.indexOf("left_elbow_angle")));
    assertEquals("", row.get(names.indexOf("right_elbow_angle")));
    assertFalse(row.get(names.indexOf("upper_body_box_height")).isEmpty());
  }

  @Test
  void aWideTableOfNobody() throws IOException {
    ImageResult nobody = ImageResult.of("a.jpg", 640, 480, List.of());
    assertEquals("file,person,score\n", write(ResultFormat.CSV_WIDE, ResultDetails.none(), nobody));
  }

  @Test
  void openPoseIsAsDocumented() throws IOException {
    String text = write(ResultFormat.OPENPOSE, documented("a.jpg"));
    assertEquals(example("json", 2), text);
    JsonNode person = JSON.readTree(text).get("people").get(0);
    assertEquals(3 * 18, person.get("pose_keypoints_2d").size());
  }

  @Test
  void openPoseWithMoreJoints() throws IOException {
    Pose hips = pose(1, joint("right_hip", 10, 20, 0.5), joint("left_hip", 20, 30, 0.25));
    String text =
        write(ResultFormat.OPENPOSE_BODY25, ImageResult.of("a.jpg", 99, 99, List.of(hips)));
    JsonNode numbers = JSON.readTree(text).get("people").get(0).get("pose_keypoints_2d");
    assertEquals(3 * 25, numbers.size());
    int middle = 3 * Skeletons.BODY25.indexOf("mid_hip");
    assertEquals(15, numbers.get(middle).asInt());
    assertEquals(25, numbers.get(middle + 1).asInt());
    assertEquals(0.25, numbers.get(middle + 2).asDouble());
  }

  @Test
  void openPoseFolderHasAFileAnImage() throws IOException {
    Path results = folder.resolve("results");
    try (ResultWriter writer = ResultFormat.OPENPOSE.open(results)) {
      writer.write(documented("photos/a.b.jpg"));
      writer.write(documented("v.mp4").withFrame(12, 0.4));
      FileException failure =
          assertThrows(FileException.class, () -> writer.write(documented("other/a.b.png")));
      assertEquals(
          "other/a.b.png: its result a.b_keypoints.json in "
              + results
              + " would replace that of photos/a.b.jpg; rename one of them, or write them to"
              + " different folders",
          failure.getMessage());
      writer.complete();
    }
    try (Stream<Path> files = Files.list(results)) {
      assertEquals(
          List.of("a.b_keypoints.json", "v_000000000012_keypoints.json"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void openPoseFileHoldsOneImage() {
    Path file = folder.resolve("a.json");
    try (ResultWriter writer = ResultFormat.OPENPOSE.open(file)) {
      FileException none = assertThrows(FileException.class, writer::complete);
      assertEquals(
          file + ": a file of OpenPose's JSON holds one image, none was written; give one",
          none.getMessage());
      writer.write(documented("a.jpg"));
      FileException two =
          assertThrows(FileException.class, () -> writer.write(documented("b.jpg")));
      assertEquals(
          file
              + ": a file of OpenPose's JSON holds one image, b.jpg is another; give a folder"
              + " instead",
          two.getMessage());
    }
    assertFalse(Files.exists(file));
  }

  @Test
  void cocoIsAsDocumented() throws IOException {
    String text = write(ResultFormat.COCO, documented("val/000000000139.jpg"));
    assertEquals(example("json", 3), text);
    assertEquals(51, JSON.readTree(text).get(0).get("keypoints").size());
  }

  @Test
  void cocoNumbersImages() throws IOException {
    ImageResult neckOnly = ImageResult.of("c.jpg", 9, 9, List.of(pose(1, joint("neck", 1, 1, 1))));
    JsonNode people =
        JSON.readTree(
            write(
                ResultFormat.COCO,
                documented("a.mp4"),
                neckOnly,
                documented("2024/b"),
                documented("img_0042.png"),
                documented("v3.mp4").withFrame(7, 1)));
    assertEquals(
        List.of(1, 3, 42, 7),
        Stream.iterate(0, i -> i + 1)
            .limit(people.size())
            .map(i -> people.get(i).get("image_id").asInt())
            .toList());
  }

  /** Else the people of a camera would come to the reader of a pipe when they are gone. */
  @ParameterizedTest
  @EnumSource(
      value = ResultFormat.class,
      names = {"JSON", "JSON_LINES", "CSV", "CSV_WIDE", "COCO"})
  void aPipeHasEachImageAtOnce(ResultFormat format) {
    ByteArrayOutputStream pipe = new ByteArrayOutputStream();
    try (ResultWriter writer = format.open(new BufferedOutputStream(pipe), "standard output")) {
      int before = 0;
      for (int i = 1; i < 4; i++) {
        writer.write(documented("v.mp4").withFrame(i, i));
        assertTrue(pipe.size() > before, format + " holds image " + i + " back");
        before = pipe.size();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ResultFormat.class)
  void nothingIsLeftWithoutComplete(ResultFormat format) throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), "old");
    ResultWriter writer = format.open(file);
    writer.write(documented("a.jpg"));
    writer.close();
    writer.close();
    assertEquals("old", Files.readString(file));
    assertEquals(1, folder.toFile().list().length);
    IllegalStateException failure =
        assertThrows(IllegalStateException.class, () -> writer.write(documented("b.jpg")));
    assertEquals(
        "the writer of " + file + " is complete or closed; open another one", failure.getMessage());
    assertThrows(IllegalStateException.class, writer::complete);
  }

  @ParameterizedTest
  @EnumSource(ResultFormat.class)
  void aFullDiskLeavesNothingBehind(ResultFormat format) throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), "old");
    try (ResultWriter writer =
        format.open(file, path -> new FullDisk(path), ResultDetails.none())) {
      writer.write(documented("a.jpg"));
      FileException failure = assertThrows(FileException.class, writer::complete);
      assertEquals(message(file), failure.getMessage());
      failure = assertThrows(FileException.class, writer::complete);
      assertEquals(message(file), failure.getMessage());
    } catch (FileException early) {
      assertEquals(message(file), early.getMessage());
    }
    assertEquals("old", Files.readString(file));
    assertEquals(1, folder.toFile().list().length);
  }

  @Test
  void aFullDiskForReal() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    try (ResultWriter writer = ResultFormat.CSV.open(full)) {
      FileException failure =
          assertThrows(FileException.class, () -> writer.write(documented("a.jpg")));
      assertEquals(message(full), failure.getMessage());
    }
  }

  private static String message(Path file) {
    return file
        + ": could not be written: No space left on device; nothing incomplete was left under this"
        + " name; check free disk space and permissions";
  }

  @Test
  void badNumbersAreRefused() {
    Pose pose = pose(Double.NaN, joint("neck", 1, 1, 1));
    IllegalArgumentException failure =
        assertThrows(
            IllegalArgumentException.class, () -> ImageResult.of("a.jpg", 9, 9, List.of(pose)));
    assertEquals("a person's score is NaN, not finite", failure.getMessage());
    assertThrows(IllegalArgumentException.class, () -> documented("a.jpg").withFrame(-1, 0));
  }

  /** Opens a file and takes nothing. */
  private static final class FullDisk extends OutputStream {
    private final OutputStream file;

    FullDisk(Path path) throws IOException {
      file = Files.newOutputStream(path);
    }

    @Override
    public void write(int value) throws IOException {
      throw new IOException("No space left on device");
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
