package org.jpose.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.jpose.core.field.AccurateDecoder;
import org.jpose.core.field.EncoderOptions;
import org.jpose.core.field.FieldEncoder;
import org.jpose.core.field.PoseDecoder;
import org.jpose.core.field.PoseFields;
import org.jpose.core.field.TfPoseDecoder;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeletons;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Encode, then decode: the people come back. */
class RoundTripTest {
  private static final int STRIDE = 8;
  private static final int WIDTH = 368;
  private static final int HEIGHT = 432;
  private static final double HALF_CELL = STRIDE / 2.0;

  @ParameterizedTest
  @MethodSource("org.jpose.testkit.Seeds#threeHundred")
  void peopleThreeCellsApartComeBackExactly(long seed) {
    for (EncoderOptions options : List.of(EncoderOptions.defaults(), EncoderOptions.lite())) {
      List<Pose> people = apart(seed, 50, 200);
      List<Pose> found = roundTrip(people, options);
      String where = "seed " + seed + ", " + people.size() + " people, " + options;
      assertEquals(people.size(), found.size(), where);
      for (Pose person : people) {
        assertTrue(
            found.stream().anyMatch(pose -> isSame(person, pose)),
            () -> where + ": lost " + person + "\nfound " + found);
      }
    }
  }

  /**
   * A leg of a small person in line with a leg of a person many times larger gives fields that both
   * ways of pairing explain: nobody can do better than nearly all here.
   */
  @Test
  void peopleOfVeryDifferentSizesComeBackButForAmbiguousOnes() {
    int all = 0;
    int lost = 0;
    for (long seed = 0; seed < 300; seed++) {
      List<Pose> people = apart(seed, 50, 300);
      List<Pose> found = roundTrip(people, EncoderOptions.defaults());
      all += people.size();
      for (Pose person : people) {
        lost += found.stream().anyMatch(pose -> isSame(person, pose)) ? 0 : 1;
      }
    }
    System.out.printf("people of 50 to 300 pixels, three cells apart: lost %d of %d%n", lost, all);
    assertTrue(lost <= 0.005 * all, "lost " + lost + " of " + all);
  }

  private static List<Pose> apart(long seed, double least, double most) {
    int count = 1 + Math.floorMod(seed, 30);
    return new RandomPeople(new Random(seed), WIDTH, HEIGHT).people(count, least, most, 3 * STRIDE);
  }

  @Test
  void crowdsWithoutDistanceComeBackBetterThanFromTfPose() {
    double accurate = crowdRecall(new AccurateDecoder());
    double tfPose = crowdRecall(new TfPoseDecoder());
    System.out.printf(
        "crowds of 20 without distance: joint recall %.3f, tf-pose %.3f%n", accurate, tfPose);
    assertTrue(accurate > 0.75, "recall " + accurate);
    assertTrue(accurate > tfPose + 0.1, "recall " + accurate + ", tf-pose " + tfPose);
  }

  private static double crowdRecall(PoseDecoder decoder) {
    int joints = 0;
    int recalled = 0;
    for (long seed = 0; seed < 50; seed++) {
      List<Pose> people = new RandomPeople(new Random(seed), WIDTH, HEIGHT).people(20, 50, 300, 0);
      List<Pose> found = decoder.decode(encoded(people, EncoderOptions.defaults()));
      for (Pose person : people) {
        joints += person.keypoints().size();
        recalled += found.stream().mapToInt(pose -> equalJoints(person, pose)).max().orElse(0);
      }
    }
    return (double) recalled / joints;
  }

  private static PoseFields encoded(List<Pose> people, EncoderOptions options) {
    return new FieldEncoder(Skeletons.COCO18, STRIDE, options)
        .encode(people, WIDTH / STRIDE, HEIGHT / STRIDE);
  }

  private static List<Pose> roundTrip(List<Pose> people, EncoderOptions options) {
    return new AccurateDecoder().decode(encoded(people, options));
  }

  private static boolean isSame(Pose person, Pose pose) {
    return pose.keypoints().size() == person.keypoints().size()
        && equalJoints(person, pose) == person.keypoints().size();
  }

  private static int equalJoints(Pose person, Pose pose) {
    int equal = 0;
    for (Keypoint joint : person.keypoints()) {
      Keypoint found = pose.keypoint(joint.joint()).orElse(null);
      if (found != null
          && Math.abs(found.x() - joint.x()) <= HALF_CELL
          && Math.abs(found.y() - joint.y()) <= HALF_CELL) {
        equal++;
      }
    }
    return equal;
  }
}
