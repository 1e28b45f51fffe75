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

  private static int found(PoseFields fields, DecoderOptions options) {
    return new AccurateDecoder(options).decode(fields).size();
  }

  /** Peaks of a tenth: below the usual threshold, above that of the recall mode. */
  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void recallFindsFaintPeople(long seed) {
    PoseFields fields = onePerson(seed, 200);
    PoseFields faint = all(fields, 0.1f);
    assertEquals(0, found(faint, DecoderOptions.accurate()), "seed " + seed);
    // Faint ones may come in two parts.
    assertTrue(found(faint, DecoderOptions.recall()) >= 1, "seed " + seed);
    assertEquals(1, found(fields, DecoderOptions.recall()), "of clear ones no more, seed " + seed);
    assertEquals(0, found(all(fields, 0.01f), DecoderOptions.recall()), "seed " + seed);
  }

  /** Of somebody at the edge of the picture there are two or three joints. */
  @Test
  void recallFindsPartsOfPeople() {
    PoseFields arm = withJoints(onePerson(7, 200), "right_shoulder", "right_elbow", "right_wrist");
    assertEquals(0, found(arm, DecoderOptions.accurate()));
    assertEquals(1, found(arm, DecoderOptions.recall()));
    Pose person = new AccurateDecoder(DecoderOptions.recall()).decode(arm).get(0);
    assertEquals(3, person.keypoints().size());
    PoseFields wrist = withJoints(onePerson(7, 200), "right_wrist");
    assertEquals(0, found(wrist, DecoderOptions.recall()), "a joint alone is nobody");
  }

  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void recallMissesNobodyWhoIsFoundOtherwise(long seed) {
    List<Pose> people = new RandomPeople(new Random(seed), 432, 368).people(5, 60, 250, 24);
    PoseFields fields = new FieldEncoder(SKELETON, 8, EncoderOptions.lite()).encode(people, 54, 46);
    int usual = found(fields, DecoderOptions.accurate());
    assertTrue(found(fields, DecoderOptions.recall()) >= usual, "seed " + seed);
  }

  private static PoseFields all(PoseFields fields, float factor) {
    float[] heat = fields.heat().clone();
    float[] affinity = fields.affinity().clone();
    for (int i = 0; i < heat.length; i++) {
      heat[i] *= factor;
    }
    return new PoseFields(
        SKELETON, fields.width(), fields.height(), fields.stride(), heat, affinity);
  }

  private static PoseFields withJoints(PoseFields fields, String... names) {
    PoseFields left = fields;
    for (int joint = 0; joint < SKELETON.jointCount(); joint++) {
      if (!Arrays.asList(names).contains(SKELETON.joints().get(joint).name())) {
        left = times(left, 0, joint, 0);
      }
    }
    return left;
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
