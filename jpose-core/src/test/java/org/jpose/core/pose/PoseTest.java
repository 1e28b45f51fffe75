package org.jpose.core.pose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PoseTest {
  private static final Skeleton COCO18 = Skeletons.COCO18;

  private static Keypoint keypoint(String name, double x, double y, double score) {
    return new Keypoint(COCO18.indexOf(name), name, (float) x, (float) y, (float) score);
  }

  private static Pose pose(Keypoint... keypoints) {
    return new Pose(COCO18, List.of(keypoints), 0.5f);
  }

  private static Pose everyJoint() {
    List<Keypoint> keypoints = new ArrayList<>();
    for (Joint joint : COCO18.joints()) {
      int index = COCO18.indexOf(joint.name());
      keypoints.add(keypoint(joint.name(), 10 * index, 100 - index, 1 - 0.01 * index));
    }
    return new Pose(COCO18, keypoints, 0.9f);
  }

  @Test
  void keypointsAreSortedByJoint() {
    Pose pose = pose(keypoint("left_ear", 1, 2, 1), keypoint("nose", 3, 4, 1));
    assertEquals(
        List.of("nose", "left_ear"), pose.keypoints().stream().map(Keypoint::name).toList());
  }

  @Test
  void laterChangesOfTheListDoNotReachThePose() {
    List<Keypoint> keypoints = new ArrayList<>(List.of(keypoint("nose", 3, 4, 1)));
    Pose pose = new Pose(COCO18, keypoints, 1);
    keypoints.clear();
    assertEquals(1, pose.keypoints().size());
    assertThrows(UnsupportedOperationException.class, () -> pose.keypoints().clear());
  }

  @Test
  void badPosesAreRefused() {
    assertEquals(
        "a pose needs at least one keypoint",
        assertThrows(IllegalArgumentException.class, () -> pose()).getMessage());
    assertEquals(
        "joint nose is there twice",
        assertThrows(
                IllegalArgumentException.class,
                () -> pose(keypoint("nose", 0, 0, 1), keypoint("nose", 1, 1, 1)))
            .getMessage());
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> pose(new Keypoint(COCO18.jointCount(), "tail", 0, 0, 1)));
  }

  @Test
  void keypointsThatAreNotFiniteAreRefused() {
    assertEquals(
        "nose: NaN, 1.0, score 1.0 is not finite",
        assertThrows(IllegalArgumentException.class, () -> keypoint("nose", Double.NaN, 1, 1))
            .getMessage());
    assertEquals(
        "nose: 1.0, Infinity, score 1.0 is not finite",
        assertThrows(
                IllegalArgumentException.class,
                () -> keypoint("nose", 1, Double.POSITIVE_INFINITY, 1))
            .getMessage());
    assertEquals(
        "nose: 1.0, 1.0, score NaN is not finite",
        assertThrows(IllegalArgumentException.class, () -> keypoint("nose", 1, 1, Double.NaN))
            .getMessage());
  }

  @Test
  void keypointsAreFoundByNameAndIndex() {
    Pose pose = pose(keypoint("neck", 7, 8, 0.5));
    assertEquals(Optional.of(keypoint("neck", 7, 8, 0.5)), pose.keypoint("neck"));
    assertEquals(Optional.of(keypoint("neck", 7, 8, 0.5)), pose.keypoint(1));
    assertEquals(Optional.empty(), pose.keypoint("nose"));
    assertEquals(Optional.empty(), pose.keypoint(0));
  }

  @Test
  void unknownJointNameIsAnErrorThatListsTheKnown() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> pose(keypoint("nose", 0, 0, 1)).keypoint("tail"))
            .getMessage();
    assertEquals(
        "skeleton coco18 has no joint 'tail'; it has "
            + COCO18.joints().stream().map(Joint::name).toList(),
        message);
  }

  @Test
  void boxHoldsAllKeypoints() {
    Pose pose =
        pose(
            keypoint("nose", 5, -2, 1),
            keypoint("neck", -1.5, 8, 1),
            keypoint("left_ear", 3, 3, 1));
    assertEquals(new Box(-1.5f, -2, 6.5f, 10), pose.box());
    assertEquals(new Box(4, 5, 0, 0), pose(keypoint("nose", 4, 5, 1)).box());
  }

  @Test
  void boxOfNegativeExtentIsRefused() {
    assertEquals(
        "box of -1.0x2.0 pixels",
        assertThrows(IllegalArgumentException.class, () -> new Box(0, 0, -1, 2)).getMessage());
    assertEquals(
        "box of 1.0xNaN pixels",
        assertThrows(IllegalArgumentException.class, () -> new Box(0, 0, 1, Float.NaN))
            .getMessage());
  }

  @Test
  void mapMovesKeypointsAndKeepsTheRest() {
    Pose moved =
        pose(keypoint("nose", 1, 2, 0.5), keypoint("neck", 3, 4, 0.25))
            .map(k -> k.at(k.x() + 10, 2 * k.y()));
    assertEquals(pose(keypoint("nose", 11, 4, 0.5), keypoint("neck", 13, 8, 0.25)), moved);
  }

  @Test
  void coco17HasTheSameJointsButTheNeck() {
    Pose all = everyJoint();
    Pose converted = all.to(Skeletons.COCO17).orElseThrow();
    assertEquals(Skeletons.COCO17, converted.skeleton());
    assertEquals(
        Skeletons.COCO17.joints().stream().map(Joint::name).toList(),
        converted.keypoints().stream().map(Keypoint::name).toList());
    for (Keypoint keypoint : converted.keypoints()) {
      Keypoint source = all.keypoint(keypoint.name()).orElseThrow();
      assertEquals(source.at(keypoint.x(), keypoint.y()), source);
      assertEquals(source.score(), keypoint.score());
      assertEquals(Skeletons.COCO17.indexOf(keypoint.name()), keypoint.joint());
    }
    assertEquals(all.score(), converted.score());
  }

  @Test
  void neckAndMiddleOfHipsAreDerivedWithTheLowerScore() {
    Pose coco17 =
        pose(
                keypoint("left_shoulder", 10, 20, 0.9),
                keypoint("right_shoulder", 20, 40, 0.3),
                keypoint("left_hip", 100, 0, 0.2),
                keypoint("right_hip", 50, 10, 0.8))
            .to(Skeletons.COCO17)
            .orElseThrow();
    Pose body25 = coco17.to(Skeletons.BODY25).orElseThrow();
    assertEquals(new Keypoint(1, "neck", 15, 30, 0.3f), body25.keypoint("neck").orElseThrow());
    assertEquals(new Keypoint(8, "mid_hip", 75, 5, 0.2f), body25.keypoint("mid_hip").orElseThrow());
    assertEquals(6, body25.keypoints().size());
    Pose mpii = coco17.to(Skeletons.MPII).orElseThrow();
    assertEquals(new Keypoint(7, "thorax", 15, 30, 0.3f), mpii.keypoint("thorax").orElseThrow());
    assertEquals(new Keypoint(6, "pelvis", 75, 5, 0.2f), mpii.keypoint("pelvis").orElseThrow());
    Pose coco18 = coco17.to(COCO18).orElseThrow();
    assertEquals(keypoint("neck", 15, 30, 0.3), coco18.keypoint("neck").orElseThrow());
  }

  @Test
  void ownJointIsPreferredToTheMiddleOfTwo() {
    Pose body25 =
        pose(
                keypoint("neck", 1, 2, 0.7),
                keypoint("left_shoulder", 10, 20, 0.9),
                keypoint("right_shoulder", 20, 40, 0.3))
            .to(Skeletons.BODY25)
            .orElseThrow();
    assertEquals(new Keypoint(1, "neck", 1, 2, 0.7f), body25.keypoint("neck").orElseThrow());
  }

  @Test
  void middleNeedsBothJoints() {
    Pose body25 = pose(keypoint("left_hip", 1, 2, 1)).to(Skeletons.BODY25).orElseThrow();
    assertEquals(Optional.empty(), body25.keypoint("mid_hip"));
    assertEquals(1, body25.keypoints().size());
  }

  @Test
  void conversionThatLeavesNothingIsEmpty() {
    assertEquals(Optional.empty(), pose(keypoint("nose", 1, 2, 1)).to(Skeletons.MPII));
  }
}
