package org.jpose.core.pose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class BodyBoxesTest {
  private static final Skeleton COCO18 = Skeletons.COCO18;

  private static Keypoint keypoint(String name, double x, double y, double score) {
    return new Keypoint(COCO18.indexOf(name), name, (float) x, (float) y, (float) score);
  }

  private static Pose pose(Keypoint... keypoints) {
    return new Pose(COCO18, List.of(keypoints), 0.5f);
  }

  /** Nose at the middle of a picture of 400x400, eyes 20 apart, so a face of 40. */
  private static Pose face() {
    return pose(
        keypoint("nose", 199.5, 199.5, 0.9),
        keypoint("right_eye", 189.5, 189.5, 0.9),
        keypoint("left_eye", 209.5, 189.5, 0.9));
  }

  @TestFactory
  Stream<DynamicTest> boxesAreThoseOfTfPose() throws IOException {
    try (InputStream file = BodyBoxesTest.class.getResourceAsStream("body-boxes.txt")) {
      List<String> lines =
          new String(file.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .toList();
      assertEquals(48, lines.size());
      return IntStream.range(0, lines.size())
          .mapToObj(i -> DynamicTest.dynamicTest("person " + (i + 1), () -> check(lines.get(i))));
    }
  }

  private static void check(String line) {
    String[] parts = line.split(" \\| ");
    String[] picture = parts[0].split("; ");
    String[] size = picture[0].split("x");
    int width = Integer.parseInt(size[0]);
    int height = Integer.parseInt(size[1]);
    List<Keypoint> keypoints = new ArrayList<>();
    for (String joint : picture[1].split(", ")) {
      String[] words = joint.split(" ");
      keypoints.add(
          keypoint(
              words[0],
              Double.parseDouble(words[1]),
              Double.parseDouble(words[2]),
              Double.parseDouble(words[3])));
    }
    Pose pose = new Pose(COCO18, keypoints, 1);
    assertEquals(parts[1], middleAndSize(BodyBoxes.face(pose, width, height)), "face");
    assertEquals(parts[2], cornerAndSize(BodyBoxes.head(pose, width, height)), "head");
    assertEquals(parts[3], middleAndSize(BodyBoxes.upperBody(pose, width, height)), "upper body");
  }

  private static String middleAndSize(Optional<Box> box) {
    return box.map(b -> rounded(b, b.x() + 0.5 + b.width() / 2, b.y() + 0.5 + b.height() / 2))
        .orElse("none");
  }

  private static String cornerAndSize(Optional<Box> box) {
    return box.map(b -> rounded(b, b.x() + 0.5, b.y() + 0.5)).orElse("none");
  }

  private static String rounded(Box box, double x, double y) {
    return "%.0f %.0f %.0f %.0f"
        .formatted(Math.rint(x), Math.rint(y), Math.rint(box.width()), Math.rint(box.height()));
  }

  @Test
  void noseIsAThirdFromTheTopOfTheFaceAndInItsMiddle() {
    assertEquals(Optional.of(new Box(179.5f, 186.5f, 40, 40)), BodyBoxes.face(face(), 400, 400));
  }

  @Test
  void headIsTheSameSquareFurtherUp() {
    assertEquals(Optional.of(new Box(179.5f, 175.5f, 40, 40)), BodyBoxes.head(face(), 400, 400));
  }

  @Test
  void boxesEndWhereTheImageEnds() {
    Optional<Box> box = BodyBoxes.face(face(), 205, 210);
    // The image ends half a pixel after the centre of its last pixel.
    assertEquals(204.5f, box.get().x() + box.get().width());
    assertEquals(209.5f, box.get().y() + box.get().height());
  }

  @Test
  void nobodyOutsideTheImageHasAFace() {
    assertEquals(Optional.empty(), BodyBoxes.face(face(), 100, 400));
    assertEquals(Optional.empty(), BodyBoxes.head(face(), 400, 100));
  }

  @Test
  void scoresCountAboveTheirThresholdsOnly() {
    Pose unsure = face().map(k -> new Keypoint(k.joint(), k.name(), k.x(), k.y(), 0.19f));
    assertEquals(Optional.empty(), BodyBoxes.face(unsure, 400, 400));
    Pose sure = face().map(k -> new Keypoint(k.joint(), k.name(), k.x(), k.y(), 0.21f));
    assertTrue(BodyBoxes.face(sure, 400, 400).isPresent());
  }

  @Test
  void skeletonsWithoutANeckHaveOneBetweenTheShoulders() {
    Pose person =
        pose(
            keypoint("nose", 200, 100, 0.9),
            keypoint("neck", 200, 150, 0.9),
            keypoint("right_shoulder", 170, 150, 0.9),
            keypoint("left_shoulder", 230, 150, 0.9),
            keypoint("right_hip", 180, 250, 0.9),
            keypoint("left_hip", 220, 250, 0.9));
    Pose withoutNeck = person.to(Skeletons.COCO17).get();
    assertEquals(BodyBoxes.face(person, 400, 400), BodyBoxes.face(withoutNeck, 400, 400));
    assertEquals(BodyBoxes.upperBody(person, 400, 400), BodyBoxes.upperBody(withoutNeck, 400, 400));
    assertTrue(BodyBoxes.upperBody(person, 400, 400).isPresent());
  }

  @Test
  void skeletonsWithoutAFaceHaveNoBox() {
    Skeleton mpii = Skeletons.MPII;
    Pose ankle = new Pose(mpii, List.of(new Keypoint(0, mpii.joints().get(0).name(), 5, 5, 1)), 1);
    assertEquals(Optional.empty(), BodyBoxes.face(ankle, 10, 10));
    assertEquals(Optional.empty(), BodyBoxes.upperBody(ankle, 10, 10));
    Pose hand =
        new Pose(
            new Skeleton("hand", List.of(new Joint("thumb", 0.1, List.of())), List.of()),
            List.of(new Keypoint(0, "thumb", 5, 5, 1)),
            1);
    assertEquals(Optional.empty(), BodyBoxes.head(hand, 10, 10));
  }

  @Test
  void imagesWithoutPixelsAreRefused() {
    assertEquals(
        "an image of 0x5 pixels, expected 1x1 or more",
        assertThrows(IllegalArgumentException.class, () -> BodyBoxes.face(face(), 0, 5))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> BodyBoxes.upperBody(face(), 5, -1));
  }
}
