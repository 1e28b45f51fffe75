package org.jpose.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import org.jpose.core.field.EncoderOptions;
import org.jpose.core.field.FieldEncoder;
import org.jpose.core.field.PoseFields;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Limb;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeletons;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FieldEncoderTest {
  private static final int STRIDE = 8;

  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void equalsItsNaiveTwin(long seed) {
    int count = Math.floorMod(seed, 13);
    List<Pose> people = new RandomPeople(new Random(seed), 160, 128).people(count, 20, 110, 0);
    for (EncoderOptions options : List.of(EncoderOptions.defaults(), EncoderOptions.lite())) {
      PoseFields fast = new FieldEncoder(Skeletons.COCO18, STRIDE, options).encode(people, 20, 16);
      PoseFields naive = NaiveEncoder.encode(Skeletons.COCO18, STRIDE, options, people, 20, 16);
      assertArrayEquals(naive.heat(), fast.heat(), 1e-5f, "heat, seed " + seed);
      assertArrayEquals(naive.affinity(), fast.affinity(), 1e-5f, "affinity, seed " + seed);
    }
  }

  @Test
  void aJointAtACellCentreIsOneThere() {
    Pose dot = new Pose(Skeletons.COCO18, List.of(new Keypoint(0, "nose", 27.5f, 11.5f, 1)), 1);
    PoseFields fields = encoder().encode(List.of(dot), 10, 6);
    assertEquals(1, fields.heat(0, 1, 3), 1e-6);
    assertEquals(Math.exp(-0.5), fields.heat(0, 1, 4), 1e-6);
    assertEquals(Math.exp(-0.5), fields.heat(0, 0, 3), 1e-6);
    assertEquals(0, fields.heat(Skeletons.COCO18.backgroundChannel(), 1, 3), 1e-6);
    assertEquals(1, fields.heat(Skeletons.COCO18.backgroundChannel(), 5, 9), 1e-6);
  }

  @Test
  void overlappingLimbsAreAveraged() {
    Limb limb = Skeletons.COCO18.limbs().get(0);
    Pose right = limb(limb, 10, 20, 70, 20);
    Pose down = limb(limb, 40, 0, 40, 47);
    PoseFields fields = encoder().encode(List.of(right, down), 10, 6);
    assertEquals(0.5, fields.affinity(limb.channel(), 2, 4), 1e-6);
    assertEquals(0.5, fields.affinity(limb.channel() + 1, 2, 4), 1e-6);
    assertEquals(1, fields.affinity(limb.channel(), 2, 2), 1e-6);
    assertEquals(0, fields.affinity(limb.channel() + 1, 2, 2), 1e-6);
  }

  @Test
  void mirroredPeopleHaveMirroredFields() {
    List<Pose> people = new RandomPeople(new Random(5), 160, 128).people(4, 60, 110, 0);
    PoseFields fields = encoder().encode(people, 20, 16);
    PoseFields mirrored =
        encoder().encode(people.stream().map(FieldEncoderTest::mirror).toList(), 20, 16);
    assertArrayEquals(mirrored.heat(), fields.mirrored().heat(), 1e-5f);
    assertArrayEquals(mirrored.affinity(), fields.mirrored().affinity(), 1e-5f);
    assertArrayEquals(fields.heat(), fields.mirrored().mirrored().heat());
    assertArrayEquals(fields.affinity(), fields.mirrored().mirrored().affinity());
  }

  @Test
  void refusesPeopleOfAnotherSkeleton() {
    Pose other = new Pose(Skeletons.MPII, List.of(new Keypoint(6, "pelvis", 1, 1, 1)), 1);
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> encoder().encode(List.of(other), 10, 6));
    assertEquals("a person of skeleton mpii cannot be drawn for coco18", thrown.getMessage());
  }

  private static FieldEncoder encoder() {
    return new FieldEncoder(Skeletons.COCO18, STRIDE, EncoderOptions.defaults());
  }

  private static Pose limb(Limb limb, float x, float y, float toX, float toY) {
    return new Pose(
        Skeletons.COCO18,
        List.of(
            new Keypoint(limb.from(), "from", x, y, 1), new Keypoint(limb.to(), "to", toX, toY, 1)),
        1);
  }

  private static Pose mirror(Pose pose) {
    return new Pose(
        pose.skeleton(),
        pose.keypoints().stream()
            .map(
                k ->
                    new Keypoint(
                        pose.skeleton().mirror(k.joint()), k.name(), 159 - k.x(), k.y(), 1))
            .toList(),
        1);
  }
}
