package org.jpose.core.pose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JointMappingTest {
  private static Skeleton renamed(UnaryOperator<String> rename) {
    List<Joint> joints =
        Skeletons.COCO17.joints().stream()
            .map(joint -> new Joint(rename.apply(joint.name()), joint.sigma(), List.of()))
            .toList();
    return new Skeleton("mine", joints, Skeletons.COCO17.limbs());
  }

  private static Skeleton of(String... names) {
    return new Skeleton(
        "mine",
        java.util.Arrays.stream(names).map(name -> new Joint(name, 0.1, List.of())).toList(),
        List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "left_eye",
        "Left_eye",
        "LEFT_EYE",
        "left eye",
        "Left Eye",
        "leftEye",
        "LeftEye",
        "l_eye",
        "L_Eye",
        "l-eye",
        "LEye",
        "lEye",
        "eye_l",
        "Eye.L",
        "eye_left",
        "EyeLeft",
        "lefteye",
        "leye",
        "Lt eye",
        " left  eye "
      })
  void aNameIsTheSameHoweverItIsWritten(String written) {
    assertEquals(1, Skeletons.COCO17.indexOf(written), written);
    assertEquals(0, of(written).indexOf("left_eye"), written);
    assertEquals(Skeletons.COCO17.indexOf("right_eye"), 2);
  }

  @ParameterizedTest
  @CsvSource({
    "RBigToe, right_big_toe",
    "LSmallToe, left_small_toe",
    "MidHip, mid_hip",
    "Nose, nose",
    "RIGHT-HEEL, right_heel",
    "right_bigtoe, right_big_toe"
  })
  void namesOfOtherSkeletonsToo(String written, String name) {
    assertEquals(Skeletons.BODY25.indexOf(name), Skeletons.BODY25.indexOf(written));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"eye", "left", "left_eyebrow", "right_eye_l", "lip", "左目", "", "_", "0", "ball"})
  void whatIsNotPlainlyTheSameIsNone(String written) {
    assertEquals(-1, Skeletons.COCO17.indexOf(written), written);
  }

  @Test
  void theExactNameWinsAndAnAmbiguousOneIsNone() {
    Skeleton both = of("Left eye", "left_eye", "nose");
    assertEquals(1, both.indexOf("left_eye"));
    assertEquals(0, both.indexOf("Left eye"));
    assertEquals(-1, both.indexOf("leftEye"));
  }

  @Test
  void sidesChangeInAMirrorHoweverTheyAreWritten() {
    for (Skeleton skeleton :
        List.of(
            renamed(name -> name.replace("left_", "l_").replace("right_", "r_")),
            renamed(name -> name.replaceFirst("^(left|right)_(.*)", "$2 $1").toUpperCase()),
            renamed(name -> name.replace("left_", "Left").replace("right_", "Right")))) {
      for (int joint = 0; joint < skeleton.jointCount(); joint++) {
        assertEquals(Skeletons.COCO17.mirror(joint), skeleton.mirror(joint), skeleton.toText());
      }
    }
  }

  @Test
  void aPoseOfOtherNamesIsConverted() {
    Skeleton mine = renamed(name -> name.replace('_', ' '));
    Keypoint left = new Keypoint(5, "left shoulder", 10, 20, 0.5f);
    Keypoint right = new Keypoint(6, "right shoulder", 30, 40, 0.25f);
    Pose pose = new Pose(mine, List.of(left, right), 1).to(Skeletons.COCO18).orElseThrow();
    assertEquals(
        new Keypoint(1, "neck", 20, 30, 0.25f), pose.keypoint("neck").orElseThrow(), "the middle");
    assertEquals(10, pose.keypoint("left_shoulder").orElseThrow().x());
    assertEquals(3, pose.keypoints().size());
  }

  @Test
  void whatDoesNotFitIsRefusedAndWhatHardlyFitsIsToldWithBothLists() {
    JointMapping none = JointMapping.between(of("ball", "racket"), Skeletons.COCO18);
    assertEquals(0, none.fitting());
    String refusal = none.refusal().orElseThrow();
    assertTrue(refusal.startsWith("none of the joints fits: 'mine' has [ball, racket]"), refusal);
    assertTrue(refusal.contains("'coco18' has [nose, neck,"), refusal);
    assertTrue(refusal.contains("name a skeleton"), refusal);

    JointMapping few = JointMapping.between(of("nose", "left wrist", "ball"), Skeletons.COCO18);
    assertEquals(2, few.fitting());
    assertEquals(Optional.empty(), few.refusal());
    String warning = few.warning().orElseThrow();
    assertTrue(warning.startsWith("only 2 of 18 joints fit: 'mine' has [nose, "), warning);

    JointMapping all = JointMapping.between(Skeletons.COCO17, Skeletons.COCO18);
    assertEquals(18, all.fitting(), "the neck is a middle");
    assertEquals(Optional.empty(), all.warning());
    assertEquals(
        Optional.empty(), JointMapping.between(Skeletons.MPII, Skeletons.COCO18).warning());
  }
}
