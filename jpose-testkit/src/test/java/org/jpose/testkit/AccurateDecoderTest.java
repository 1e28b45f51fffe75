package org.jpose.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jpose.core.field.AccurateDecoder;
import org.jpose.core.field.DecoderOptions;
import org.jpose.core.field.EncoderOptions;
import org.jpose.core.field.FieldEncoder;
import org.jpose.core.field.PoseDecoder;
import org.jpose.core.field.PoseFields;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Limb;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AccurateDecoderTest extends PoseDecoderContract {
  private static final Skeleton SKELETON = Skeletons.COCO18;

  @Override
  protected PoseDecoder decoder(DecoderOptions options) {
    return new AccurateDecoder(options);
  }

  @Override
  protected DecoderOptions defaults() {
    return DecoderOptions.accurate();
  }

  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void mirroredFieldsHaveTheMirroredPeople(long seed) {
    int width = 432;
    List<Pose> people =
        new RandomPeople(new Random(seed), width, 368)
            .people(1 + Math.floorMod(seed, 10), 60, 250, 24);
    PoseFields fields =
        new FieldEncoder(SKELETON, 8, EncoderOptions.lite()).encode(people, width / 8, 46);
    List<Pose> expected =
        new AccurateDecoder()
            .decode(fields).stream().map(person -> mirrored(person, width)).toList();
    assertSamePeople(expected, new AccurateDecoder().decode(fields.mirrored()), "seed " + seed);
  }

  private static Pose mirrored(Pose person, int width) {
    return person.map(
        keypoint -> {
          int joint = SKELETON.mirror(keypoint.joint());
          String name = SKELETON.joints().get(joint).name();
          return new Keypoint(
              joint, name, width - 1 - keypoint.x(), keypoint.y(), keypoint.score());
        });
  }

  @Test
  void flatGroundHasNoPeakHoweverHigh() {
    int cells = 10 * 8;
    float[] heat = new float[Skeletons.COCO18.heatChannels() * cells];
    float[] affinity = new float[Skeletons.COCO18.affinityChannels() * cells];
    Arrays.fill(heat, 0.8f);
    Arrays.fill(affinity, 0.5f);
    assertEquals(
        List.of(),
        new AccurateDecoder().decode(new PoseFields(Skeletons.COCO18, 10, 8, 8, heat, affinity)));
  }

  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void aWeakJointIsFoundWhereALimbConnectsItWithAPerson(long seed) {
    PoseFields fields = onePerson(seed, 200);
    int wrist = SKELETON.indexOf("right_wrist");
    PoseFields weak = times(fields, 0.05f, wrist, 1);
    Pose whole = only(fields, seed);
    Pose found = only(weak, seed);
    assertEquals(whole.keypoints().size(), found.keypoints().size(), "seed " + seed);
    assertEquals(
        whole.keypoint(wrist).orElseThrow().x(),
        found.keypoint(wrist).orElseThrow().x(),
        0.5,
        "seed " + seed);
    Pose unconnected = only(times(fields, 0.05f, wrist, 0), seed);
    assertTrue(unconnected.keypoint(wrist).isEmpty(), "seed " + seed);
  }

  @Test
  void theScoreGrowsWithSizeAndWithTheFieldsAlongLimbs() {
    float small = only(onePerson(5, 80), 5).score();
    float large = only(onePerson(5, 300), 5).score();
    float faint = only(times(onePerson(5, 300), 1, 0, 0.5f), 5).score();
    assertTrue(0 < small && small < large && large <= 1, small + ", " + large);
    assertTrue(faint < large, faint + ", " + large);
  }

  private static PoseFields onePerson(long seed, double height) {
    List<Pose> people = new RandomPeople(new Random(seed), 432, 368).people(1, height, height, 24);
    return new FieldEncoder(SKELETON, 8, EncoderOptions.lite()).encode(people, 54, 46);
  }

  private static Pose only(PoseFields fields, long seed) {
    List<Pose> people = new AccurateDecoder().decode(fields);
    assertEquals(1, people.size(), "seed " + seed);
    return people.get(0);
  }

  /** With the heatmap of one joint and all affinity fields multiplied. */
  private static PoseFields times(PoseFields fields, float heatFactor, int joint, float factor) {
    int cells = fields.width() * fields.height();
    float[] heat = fields.heat().clone();
    for (int i = joint * cells; i < (joint + 1) * cells; i++) {
      heat[i] *= heatFactor;
    }
    float[] affinity = fields.affinity().clone();
    for (Limb limb : SKELETON.limbs()) {
      // Only limbs of the joint are changed where its heatmap is.
      boolean changed = heatFactor == 1 || limb.from() == joint || limb.to() == joint;
      for (int i = limb.channel() * cells; changed && i < (limb.channel() + 2) * cells; i++) {
        affinity[i] *= factor;
      }
    }
    return new PoseFields(
        SKELETON, fields.width(), fields.height(), fields.stride(), heat, affinity);
  }
}
