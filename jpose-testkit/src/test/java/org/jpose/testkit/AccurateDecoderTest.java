package org.jpose.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
