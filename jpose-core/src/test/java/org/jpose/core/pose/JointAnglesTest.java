package org.jpose.core.pose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class JointAnglesTest {
  private static final Skeleton COCO18 = Skeletons.COCO18;

  private static Pose pose(Skeleton skeleton, Object... nameXy) {
    List<Keypoint> keypoints = new ArrayList<>();
    for (int i = 0; i < nameXy.length; i += 3) {
      String name = (String) nameXy[i];
      float x = ((Number) nameXy[i + 1]).floatValue();
      float y = ((Number) nameXy[i + 2]).floatValue();
      keypoints.add(new Keypoint(skeleton.indexOf(name), name, x, y, 1));
    }
    return new Pose(skeleton, keypoints, 1);
  }

  private static String angles(Pose pose) {
    return new JointAngles(pose.skeleton())
        .of(pose).stream()
            .map(angle -> angle.joint() + " " + Math.round(angle.degrees() * 1000) / 1000.0)
            .collect(Collectors.joining(", "));
  }

  @Test
  void armsAndLegsBendBetweenTheirParts() {
    assertEquals(
        "left_elbow 90.0",
        angles(pose(COCO18, "left_shoulder", 0, 0, "left_elbow", 0, 10, "left_wrist", 7, 10)));
    assertEquals(
        "right_knee 180.0",
        angles(pose(COCO18, "right_hip", 0, 0, "right_knee", 3, 10, "right_ankle", 6, 20)));
    assertEquals(
        "right_elbow 0.0",
        angles(pose(COCO18, "right_shoulder", 0, 0, "right_elbow", 0, 9, "right_wrist", 0, 1)));
    assertEquals(
        "left_knee 45.0",
        angles(pose(COCO18, "left_hip", 5, 0, "left_knee", 5, 10, "left_ankle", 0, 5)));
  }

  @Test
  void shouldersAndHipsAreMeasuredAgainstTheTrunk() {
    assertEquals(
        "left_shoulder 90.0",
        angles(pose(COCO18, "left_hip", 0, 20, "left_shoulder", 0, 0, "left_elbow", 9, 0)));
    assertEquals(
        "right_hip 135.0",
        angles(pose(COCO18, "right_shoulder", 0, 0, "right_hip", 0, 9, "right_knee", 4, 13)));
  }

  @Test
  void neckIsBentBetweenHeadAndTheMiddleOfTheHips() {
    assertEquals(
        "neck 135.0",
        angles(pose(COCO18, "nose", 5, -5, "neck", 0, 0, "right_hip", -3, 20, "left_hip", 3, 20)));
    assertEquals(
        "neck 180.0",
        angles(pose(Skeletons.MPII, "head_top", 0, -5, "thorax", 0, 0, "pelvis", 0, 20)));
    assertEquals(
        "neck 90.0",
        angles(
            pose(
                Skeletons.COCO17,
                "nose",
                5,
                0,
                "left_shoulder",
                2,
                0,
                "right_shoulder",
                -2,
                0,
                "left_hip",
                1,
                9,
                "right_hip",
                -1,
                9)));
  }

  @Test
  void namesAreAllThatASkeletonCanHave() {
    String both =
        "neck, left_shoulder, left_elbow, left_hip, left_knee, right_shoulder, right_elbow,"
            + " right_hip, right_knee";
    for (Skeleton skeleton : List.of(COCO18, Skeletons.COCO17, Skeletons.MPII)) {
      assertEquals(both, String.join(", ", new JointAngles(skeleton).names()), skeleton.name());
    }
    assertEquals(
        "neck, left_shoulder, left_elbow, left_hip, left_knee, left_ankle, right_shoulder,"
            + " right_elbow, right_hip, right_knee, right_ankle",
        String.join(", ", new JointAngles(Skeletons.BODY25).names()));
  }

  @Test
  void otherSkeletonsBendWhereTwoLimbsMeet() {
    List<Joint> joints =
        List.of(
            new Joint("palm", 0.1, List.of()),
            new Joint("knuckle", 0.1, List.of()),
            new Joint("middle", 0.1, List.of()),
            new Joint("tip", 0.1, List.of()));
    Skeleton finger =
        new Skeleton(
            "finger", joints, List.of(new Limb(0, 1, 0), new Limb(2, 1, 2), new Limb(2, 3, 4)));
    assertEquals(List.of("knuckle", "middle"), new JointAngles(finger).names());
    assertEquals(
        "knuckle 180.0, middle 90.0",
        angles(pose(finger, "palm", 0, 0, "knuckle", 0, 5, "middle", 0, 8, "tip", 2, 8)));
  }

  @Test
  void missingAndCoincidingJointsHaveNoAngle() {
    assertEquals("", angles(pose(COCO18, "left_shoulder", 0, 0, "left_wrist", 7, 10)));
    assertEquals(
        "", angles(pose(COCO18, "left_shoulder", 4, 4, "left_elbow", 4, 4, "left_wrist", 7, 10)));
  }

  @Test
  void turningMirroringAndScalingChangeNoAngle() {
    Random random = new Random(5);
    for (int round = 0; round < 100; round++) {
      Object[] joints = new Object[3 * COCO18.jointCount()];
      for (int joint = 0; joint < COCO18.jointCount(); joint++) {
        joints[3 * joint] = COCO18.joints().get(joint).name();
        joints[3 * joint + 1] = 100 * random.nextDouble();
        joints[3 * joint + 2] = 100 * random.nextDouble();
      }
      Pose person = pose(COCO18, joints);
      double turn = 2 * Math.PI * random.nextDouble();
      Pose turned =
          person.map(
              k ->
                  k.at(
                      -3 * (k.x() * Math.cos(turn) - k.y() * Math.sin(turn)),
                      3 * (k.x() * Math.sin(turn) + k.y() * Math.cos(turn))));
      List<JointAngle> before = new JointAngles(COCO18).of(person);
      List<JointAngle> after = new JointAngles(COCO18).of(turned);
      assertEquals(9, before.size());
      for (int i = 0; i < before.size(); i++) {
        assertEquals(before.get(i).joint(), after.get(i).joint());
        assertEquals(before.get(i).degrees(), after.get(i).degrees(), 1e-2);
      }
    }
  }

  @Test
  void peopleOfOtherSkeletonsAreRefused() {
    assertEquals(
        "a person of skeleton mpii, these are angles of coco18",
        assertThrows(
                IllegalArgumentException.class,
                () -> new JointAngles(COCO18).of(pose(Skeletons.MPII, "pelvis", 1, 1)))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> new JointAngle("neck", Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new JointAngle("neck", 181));
  }
}
