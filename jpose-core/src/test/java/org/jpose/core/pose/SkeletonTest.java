package org.jpose.core.pose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SkeletonTest {
  private static final List<String> NAMES = List.of("coco18", "coco17", "body25", "mpii");

  private static Stream<Skeleton> all() {
    return NAMES.stream().map(Skeletons::named);
  }

  private static Joint joint(String name) {
    return new Joint(name, 0.1, List.of());
  }

  @Test
  void coco18LimbsAndChannelsAreThoseOfTheNetworks() {
    String limbs =
        Skeletons.COCO18.limbs().stream()
            .map(limb -> limb.from() + "-" + limb.to() + ":" + limb.channel())
            .collect(Collectors.joining(", "));
    assertEquals(
        "1-2:12, 1-5:20, 2-3:14, 3-4:16, 5-6:22, 6-7:24, 1-8:0, 8-9:2, 9-10:4, 1-11:6, 11-12:8,"
            + " 12-13:10, 1-0:28, 0-14:30, 14-16:34, 0-15:32, 15-17:36, 2-16:18, 5-17:26",
        limbs);
  }

  @Test
  void coco18JointsAreInChannelOrder() {
    assertEquals(
        List.of(
            "nose",
            "neck",
            "right_shoulder",
            "right_elbow",
            "right_wrist",
            "left_shoulder",
            "left_elbow",
            "left_wrist",
            "right_hip",
            "right_knee",
            "right_ankle",
            "left_hip",
            "left_knee",
            "left_ankle",
            "right_eye",
            "left_eye",
            "right_ear",
            "left_ear"),
        Skeletons.COCO18.joints().stream().map(Joint::name).toList());
  }

  @ParameterizedTest
  @CsvSource({"coco18, 18, 19, 18, 38", "coco17, 17, 18, 17, 38", "body25, 25, 26, 25, 52"})
  void channelCountsFollowFromJointsAndLimbs(
      String name, int joints, int heat, int background, int affinity) {
    Skeleton skeleton = Skeletons.named(name);
    assertEquals(joints, skeleton.jointCount());
    assertEquals(heat, skeleton.heatChannels());
    assertEquals(background, skeleton.backgroundChannel());
    assertEquals(affinity, skeleton.affinityChannels());
  }

  @ParameterizedTest
  @MethodSource("all")
  void mirrorOfJointsIsAnInvolutionThatChangesSides(Skeleton skeleton) {
    for (int joint = 0; joint < skeleton.jointCount(); joint++) {
      int other = skeleton.mirror(joint);
      String name = skeleton.joints().get(joint).name();
      assertEquals(joint, skeleton.mirror(other), name);
      if (name.startsWith("left_") || name.startsWith("right_")) {
        assertNotEquals(joint, other, name);
      } else {
        assertEquals(joint, other, name);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"coco18", "body25"})
  void mirrorOfLimbsIsAnInvolution(String name) {
    Skeleton skeleton = Skeletons.named(name);
    for (Limb limb : skeleton.limbs()) {
      Limb other = skeleton.mirror(limb);
      assertEquals(limb, skeleton.mirror(other));
      assertEquals(skeleton.mirror(limb.from()), other.from());
      assertEquals(skeleton.mirror(limb.to()), other.to());
    }
  }

  @Test
  void aSkeletonConvertsToOthersByNamesOrMiddles() {
    Limb limb = new Limb(0, 1, 0);
    Skeleton worm = new Skeleton("worm", List.of(joint("head"), joint("tail")), List.of(limb));
    Skeleton hips =
        new Skeleton("hips", List.of(joint("left_hip"), joint("right_hip")), List.of(limb));
    Skeleton pelvis =
        new Skeleton(
            "pelvis",
            List.of(new Joint("pelvis", 0.1, List.of("left_hip", "right_hip")), joint("head")),
            List.of(limb));
    assertTrue(Skeletons.BODY25.convertsTo(Skeletons.COCO17));
    assertTrue(hips.convertsTo(pelvis), "by the middle");
    assertFalse(pelvis.convertsTo(hips));
    assertTrue(worm.convertsTo(pelvis), "by name");
    assertFalse(worm.convertsTo(Skeletons.COCO17));
  }

  @Test
  void limbWithoutCounterpartCannotBeMirrored() {
    Skeleton coco17 = Skeletons.COCO17;
    Limb hips =
        coco17.limbs().stream()
            .filter(limb -> limb.from() == coco17.indexOf("left_hip"))
            .filter(limb -> limb.to() == coco17.indexOf("right_hip"))
            .findFirst()
            .orElseThrow();
    assertEquals(
        "skeleton coco17: limb left_hip to right_hip has no counterpart on the other side;"
            + " flip averaging needs one",
        assertThrows(IllegalArgumentException.class, () -> coco17.mirror(hips)).getMessage());
  }

  @Test
  void coco17SigmasAreThoseOfCocoEvaluation() {
    assertEquals(
        List.of(
            0.026, 0.025, 0.025, 0.035, 0.035, 0.079, 0.079, 0.072, 0.072, 0.062, 0.062, 0.107,
            0.107, 0.087, 0.087, 0.089, 0.089),
        Skeletons.COCO17.joints().stream().map(Joint::sigma).toList());
  }

  @ParameterizedTest
  @MethodSource("all")
  void skeletonIsFoundByItsNameAndPrintsIt(Skeleton skeleton) {
    assertEquals(skeleton, Skeletons.named(skeleton.name()));
    assertEquals(skeleton.name(), skeleton.toString());
  }

  @Test
  void unknownNameIsAnErrorThatListsTheKnown() {
    assertEquals(
        "skeleton 'coco19' is not known; known: coco18, coco17, body25, mpii",
        assertThrows(IllegalArgumentException.class, () -> Skeletons.named("coco19")).getMessage());
  }

  @Test
  void unknownJointHasNoIndex() {
    assertEquals(-1, Skeletons.COCO18.indexOf("tail"));
    assertEquals(1, Skeletons.COCO18.indexOf("neck"));
  }

  @Test
  void jointNameTwiceIsRefused() {
    assertEquals(
        "skeleton x: a joint name occurs twice",
        refused(List.of(joint("a"), joint("a")), List.of()));
  }

  @Test
  void badChannelsAreRefused() {
    List<Joint> joints = List.of(joint("a"), joint("b"), joint("c"));
    assertEquals(
        "skeleton x: channel 1 is odd or used twice", refused(joints, List.of(new Limb(0, 1, 1))));
    assertEquals(
        "skeleton x: channel 0 is odd or used twice",
        refused(joints, List.of(new Limb(0, 1, 0), new Limb(1, 2, 0))));
    assertEquals(
        "skeleton x: limb 0-1 has channel 2; expected joints 0 to 2 and channels 0 to 1",
        refused(joints, List.of(new Limb(0, 1, 2))));
    assertEquals(
        "skeleton x: limb 0-1 has channel -2; expected joints 0 to 2 and channels 0 to 1",
        refused(joints, List.of(new Limb(0, 1, -2))));
  }

  @Test
  void limbsOfUnknownJointsAreRefused() {
    List<Joint> joints = List.of(joint("a"), joint("b"));
    assertEquals(
        "skeleton x: limb 0-2 has channel 0; expected joints 0 to 1 and channels 0 to 1",
        refused(joints, List.of(new Limb(0, 2, 0))));
    assertEquals(
        "skeleton x: limb -1-1 has channel 0; expected joints 0 to 1 and channels 0 to 1",
        refused(joints, List.of(new Limb(-1, 1, 0))));
  }

  private static String refused(List<Joint> joints, List<Limb> limbs) {
    return assertThrows(IllegalArgumentException.class, () -> new Skeleton("x", joints, limbs))
        .getMessage();
  }

  @Test
  void badJointsAreRefused() {
    assertEquals(
        "joint a: sigma 0.0 is not positive",
        assertThrows(IllegalArgumentException.class, () -> new Joint("a", 0, List.of()))
            .getMessage());
    assertEquals(
        "joint a: sigma NaN is not positive",
        assertThrows(IllegalArgumentException.class, () -> new Joint("a", Double.NaN, List.of()))
            .getMessage());
    assertEquals(
        "joint a: a middle needs two joints",
        assertThrows(IllegalArgumentException.class, () -> new Joint("a", 1, List.of("b")))
            .getMessage());
  }
}
