package org.jpose.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jpose.core.field.EncoderOptions;
import org.jpose.core.field.FieldEncoder;
import org.jpose.core.field.TargetPlanes;
import org.jpose.core.field.UnknownJoints;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.LabelledJoint;
import org.jpose.core.pose.LabelledPerson;
import org.jpose.core.pose.Limb;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.core.pose.Visibility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TargetsTest {
  private static final Skeleton SKELETON = Skeletons.COCO18;
  private static final int WIDTH = 20;
  private static final int HEIGHT = 16;
  private static final int PLANE = WIDTH * HEIGHT;
  private static final int STRIDE = 8;

  /** Planes in the middle of arrays of rubbish. */
  private static TargetPlanes planes(int before) {
    int heat = before + SKELETON.heatChannels() * PLANE + 3;
    int affinity = before + SKELETON.affinityChannels() * PLANE + 3;
    return new TargetPlanes(
        WIDTH,
        HEIGHT,
        rubbish(heat),
        rubbish(heat),
        before,
        rubbish(affinity),
        rubbish(affinity),
        before);
  }

  private static float[] rubbish(int length) {
    float[] numbers = new float[length];
    Arrays.fill(numbers, Float.NaN);
    return numbers;
  }

  private static LabelledPerson person(Random random, Pose pose) {
    LabelledJoint[] joints = new LabelledJoint[SKELETON.jointCount()];
    boolean nothing = random.nextInt(8) == 0;
    float left = Float.MAX_VALUE;
    float top = Float.MAX_VALUE;
    float right = 0;
    float bottom = 0;
    for (Keypoint joint : pose.keypoints()) {
      int draw = random.nextInt(5);
      Visibility visibility = draw < 3 ? Visibility.VISIBLE : Visibility.values()[draw - 1];
      boolean unknown = nothing || visibility == Visibility.UNLABELLED;
      // Some beyond the edge.
      float shift = random.nextInt(6) == 0 ? -60 : 0;
      joints[joint.joint()] =
          unknown
              ? LabelledJoint.UNLABELLED
              : new LabelledJoint(joint.x() + shift, joint.y(), visibility);
      left = Math.min(left, joint.x());
      right = Math.max(right, joint.x());
      top = Math.min(top, joint.y());
      bottom = Math.max(bottom, joint.y());
    }
    return new LabelledPerson(
        SKELETON, Arrays.asList(joints), new Box(left, top, right - left, bottom - top));
  }

  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void equalTheirNaiveTwin(long seed) {
    Random random = new Random(seed);
    List<LabelledPerson> people =
        new RandomPeople(random, 160, 128)
            .people((int) Math.floorMod(seed, 7L), 20, 110, 0).stream()
                .map(pose -> person(random, pose))
                .toList();
    float[] mask = new float[PLANE];
    for (int i = 0; i < PLANE; i++) {
      mask[i] = random.nextInt(3) / 2f;
    }
    Optional<float[]> imageMask = seed % 2 == 0 ? Optional.of(mask) : Optional.empty();
    for (EncoderOptions options : List.of(EncoderOptions.defaults(), EncoderOptions.lite())) {
      for (UnknownJoints unknown : UnknownJoints.values()) {
        TargetPlanes fast = planes(5);
        new FieldEncoder(SKELETON, STRIDE, options, unknown).encode(people, imageMask, fast);
        TargetPlanes naive =
            new NaiveTargets(SKELETON, STRIDE, options, unknown)
                .encode(people, imageMask, WIDTH, HEIGHT);
        String what = unknown + ", seed " + seed;
        assertPiece(naive.heat(), fast.heat(), 1e-5f, "heat, " + what);
        assertPiece(naive.affinity(), fast.affinity(), 1e-5f, "affinity, " + what);
        assertPiece(naive.heatMask(), fast.heatMask(), 0, "heat mask, " + what);
        assertPiece(naive.affinityMask(), fast.affinityMask(), 0, "affinity mask, " + what);
      }
    }
  }

  /** The piece is right, and nothing beside it was touched. */
  private static void assertPiece(float[] naive, float[] fast, float delta, String what) {
    float[] piece = Arrays.copyOfRange(fast, 5, fast.length - 3);
    if (delta == 0) {
      assertArrayEquals(naive, piece, what);
    } else {
      assertArrayEquals(naive, piece, delta, what);
    }
    for (int i = 0; i < 5; i++) {
      assertTrue(Float.isNaN(fast[i]), what);
    }
    for (int i = fast.length - 3; i < fast.length; i++) {
      assertTrue(Float.isNaN(fast[i]), what);
    }
  }

  private static TargetPlanes encode(UnknownJoints unknown, LabelledPerson... people) {
    TargetPlanes planes = planes(0);
    new FieldEncoder(SKELETON, STRIDE, EncoderOptions.defaults(), unknown)
        .encode(List.of(people), Optional.empty(), planes);
    return planes;
  }

  private static List<LabelledJoint> nothing() {
    return new ArrayList<>(Collections.nCopies(SKELETON.jointCount(), LabelledJoint.UNLABELLED));
  }

  /** Of the cell whose centre is at pixel 59.5, 43.5. */
  private static int index(int channel) {
    return channel * PLANE + 5 * WIDTH + 7;
  }

  @Test
  void anUnsureJointIsNeitherThereNorNot() {
    Limb limb = SKELETON.limbs().get(0);
    List<LabelledJoint> joints = nothing();
    joints.set(limb.from(), new LabelledJoint(59.5f, 43.5f, Visibility.UNSURE));
    joints.set(limb.to(), new LabelledJoint(99.5f, 43.5f, Visibility.VISIBLE));
    TargetPlanes planes =
        encode(UnknownJoints.NEGATIVE, new LabelledPerson(SKELETON, joints, new Box(0, 0, 0, 0)));
    assertEquals(0, planes.heat()[index(limb.from())]);
    assertEquals(0, planes.heatMask()[index(limb.from())]);
    assertEquals(0, planes.heatMask()[index(SKELETON.backgroundChannel())]);
    assertEquals(0, planes.affinity()[index(limb.channel()) + 2]);
    assertEquals(0, planes.affinityMask()[index(limb.channel()) + 2]);
    assertEquals(1, planes.heatMask()[index(limb.from()) + 4], "four cells on, beyond the reach");
    assertEquals(1, planes.heat()[index(limb.to()) + 5], 1e-6);
    assertEquals(1, planes.heatMask()[index(limb.to()) + 5]);
    assertEquals(1, planes.heatMask()[index(limb.to())], "only its own heatmap");
  }

  @Test
  void anUnknownJointIsMaskedInTheBoxOrNowhere() {
    List<LabelledJoint> joints = nothing();
    joints.set(1, new LabelledJoint(59.5f, 43.5f, Visibility.VISIBLE));
    LabelledPerson person = new LabelledPerson(SKELETON, joints, new Box(40, 20, 40, 60));
    TargetPlanes masked = encode(UnknownJoints.MASKED, person);
    TargetPlanes negative = encode(UnknownJoints.NEGATIVE, person);
    assertEquals(0, masked.heatMask()[index(0)]);
    assertEquals(1, negative.heatMask()[index(0)]);
    assertEquals(1, masked.heatMask()[index(1)], "its known joint counts");
    assertEquals(1, masked.heatMask()[index(SKELETON.backgroundChannel())]);
    assertEquals(1, masked.heatMask()[index(0) + 10], "outside of the box");
    int limb = SKELETON.limbs().get(0).channel();
    assertEquals(0, masked.affinityMask()[index(limb)]);
    assertEquals(1, negative.affinityMask()[index(limb)]);
  }

  @Test
  void aPersonWithoutAnyJointIsMaskedAltogether() {
    LabelledPerson nobody = new LabelledPerson(SKELETON, nothing(), new Box(40, 20, 40, 60));
    TargetPlanes planes = encode(UnknownJoints.NEGATIVE, nobody);
    assertEquals(0, planes.heatMask()[index(SKELETON.backgroundChannel())]);
    assertEquals(0, planes.heatMask()[index(3)]);
    assertEquals(0, planes.affinityMask()[index(9)]);
  }

  @Test
  void somebodyElsesJointInTheBoxCounts() {
    List<LabelledJoint> first = nothing();
    first.set(1, new LabelledJoint(70, 70, Visibility.VISIBLE));
    List<LabelledJoint> second = nothing();
    second.set(0, new LabelledJoint(59.5f, 43.5f, Visibility.VISIBLE));
    TargetPlanes planes =
        encode(
            UnknownJoints.MASKED,
            new LabelledPerson(SKELETON, first, new Box(20, 10, 80, 90)),
            new LabelledPerson(SKELETON, second, new Box(55, 40, 10, 10)));
    assertEquals(1, planes.heat()[index(0)], 1e-6);
    assertEquals(1, planes.heatMask()[index(0)]);
    assertEquals(0, planes.heatMask()[index(0) + 4 * WIDTH]);
  }

  @Test
  void refusesWhatDoesNotFit() {
    TargetPlanes planes = planes(0);
    FieldEncoder encoder = new FieldEncoder(SKELETON, STRIDE, EncoderOptions.defaults());
    LabelledPerson stranger =
        new LabelledPerson(SKELETON, nothing(), new Box(0, 0, 1, 1)).to(Skeletons.COCO17);
    assertThrows(
        IllegalArgumentException.class,
        () -> encoder.encode(List.of(stranger), Optional.empty(), planes));
    for (int length : new int[] {PLANE - 1, PLANE + 1}) {
      Optional<float[]> other = Optional.of(new float[length]);
      IllegalArgumentException error =
          assertThrows(
              IllegalArgumentException.class, () -> encoder.encode(List.of(), other, planes));
      assertEquals(
          "image mask has " + length + " numbers, expected 320: one a cell", error.getMessage());
    }
  }
}
