package org.jpose.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jpose.core.field.DecoderOptions;
import org.jpose.core.field.PoseFields;
import org.jpose.core.field.TfPoseDecoder;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeletons;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The same people, joints, cells and scores as tf-pose's own code finds in the same fields. */
class TfPoseDecoderGoldenTest {
  private static final int STRIDE = 8;
  private static final double SCORE_TOLERANCE = 1e-3;

  @TestFactory
  Stream<DynamicTest> photos() throws IOException {
    return goldens("vectors/tfpose_v2_small", 12);
  }

  @TestFactory
  Stream<DynamicTest> cmuMaps() throws IOException {
    return goldens("vectors/cmu_maps", 3);
  }

  @TestFactory
  Stream<DynamicTest> syntheticCrowds() throws IOException {
    return goldens("vectors/crowds", 16);
  }

  private static Stream<DynamicTest> goldens(String folder, int expected) throws IOException {
    try (Stream<Path> files = Files.walk(SharedFolder.require(folder))) {
      List<Path> goldens =
          files
              .filter(file -> file.getFileName().toString().startsWith("people_up"))
              .sorted()
              .toList();
      assertEquals(expected, goldens.size(), "goldens below " + folder);
      return goldens.stream()
          .map(
              file ->
                  DynamicTest.dynamicTest(
                      file.getParent().getFileName() + "/" + file.getFileName(),
                      () -> decodesTo(file)));
    }
  }

  private static void decodesTo(Path file) {
    GoldenPeople golden = GoldenPeople.read(file);
    PoseFields fields =
        Npy.read(file.resolveSibling("fields.npy")).fields(Skeletons.COCO18, STRIDE);
    assertEquals(golden.width(), fields.width() * golden.upsample());
    assertEquals(golden.height(), fields.height() * golden.upsample());
    List<Pose> people =
        new TfPoseDecoder(golden.upsample(), DecoderOptions.tfPose()).decode(fields);
    List<Pose> left = new ArrayList<>(people);
    for (GoldenPeople.Person person : golden.people()) {
      Pose match =
          left.stream()
              .filter(pose -> cells(pose, golden.upsample()).equals(cells(person)))
              .findFirst()
              .orElseThrow(
                  () ->
                      new AssertionError(
                          "no such person: "
                              + cells(person)
                              + "\nfound: "
                              + people.stream()
                                  .map(pose -> "\n" + cells(pose, golden.upsample()))
                                  .toList()));
      left.remove(match);
      assertEquals(person.score(), match.score(), SCORE_TOLERANCE);
      for (Keypoint keypoint : match.keypoints()) {
        assertEquals(
            person.parts().get(keypoint.joint()).score(), keypoint.score(), SCORE_TOLERANCE);
      }
    }
    assertTrue(left.isEmpty(), () -> "people too many: " + left);
  }

  private static Map<Integer, String> cells(GoldenPeople.Person person) {
    Map<Integer, String> cells = new TreeMap<>();
    person.parts().forEach((joint, part) -> cells.put(joint, part.x() + "," + part.y()));
    return cells;
  }

  private static Map<Integer, String> cells(Pose pose, int upsample) {
    Map<Integer, String> cells = new TreeMap<>();
    for (Keypoint keypoint : pose.keypoints()) {
      cells.put(
          keypoint.joint(), cell(keypoint.x(), upsample) + "," + cell(keypoint.y(), upsample));
    }
    return cells;
  }

  private static long cell(float pixel, int upsample) {
    return Math.round((pixel + 0.5) * upsample / STRIDE);
  }
}
