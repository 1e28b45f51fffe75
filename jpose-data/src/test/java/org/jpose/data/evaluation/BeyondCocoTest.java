package org.jpose.data.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.coco.CocoCategory;
import org.jpose.data.coco.CocoDataset;
import org.jpose.data.coco.CocoDetection;
import org.jpose.data.coco.CocoImage;
import org.jpose.data.coco.CocoKeypoints;
import org.jpose.data.coco.CocoPerson;
import org.jpose.data.coco.Polygons;
import org.junit.jupiter.api.Test;

/**
 * Two images: in the first a person of area 100 x 100 with nose at (50, 10), left shoulder (60, 30)
 * and right hip (30, 70), found with the nose 6 pixels off, the shoulder right, the hip not; and
 * somebody who is not there. In the second a person, nose only, nobody found.
 */
class BeyondCocoTest {
  private static final int NOSE = 0;
  private static final int LEFT_SHOULDER = Skeletons.COCO17.indexOf("left_shoulder");
  private static final int RIGHT_HIP = Skeletons.COCO17.indexOf("right_hip");

  private static final CocoDataset TRUTH =
      new CocoDataset(
          List.of(new CocoImage(1, "1.jpg", 200, 200), new CocoImage(2, "2.jpg", 200, 200)),
          List.of(
              person(1, triplets(NOSE, 50, 10, LEFT_SHOULDER, 60, 30, RIGHT_HIP, 30, 70)),
              person(2, triplets(NOSE, 20, 20))),
          List.of(CocoCategory.person(1)));

  private static final CocoEvaluation EVALUATION =
      CocoEvaluation.of(
          TRUTH,
          List.of(
              found(1, 0.75, triplets(NOSE, 56, 10, LEFT_SHOULDER, 60, 30)),
              found(1, 0.25, triplets(NOSE, 150, 150))));

  private static float[] triplets(int... jointsAndPlaces) {
    float[] triplets = new float[3 * Skeletons.COCO17.jointCount()];
    for (int i = 0; i < jointsAndPlaces.length; i += 3) {
      triplets[3 * jointsAndPlaces[i]] = jointsAndPlaces[i + 1];
      triplets[3 * jointsAndPlaces[i] + 1] = jointsAndPlaces[i + 2];
      triplets[3 * jointsAndPlaces[i] + 2] = 2;
    }
    return triplets;
  }

  private static CocoPerson person(long image, float[] triplets) {
    CocoKeypoints keypoints = CocoKeypoints.of(triplets, new float[0]);
    return new CocoPerson(
        image,
        image,
        1,
        keypoints,
        new Box(0, 0, 100, 50),
        10_000,
        false,
        keypoints.labelled(),
        new Polygons(List.of()));
  }

  private static CocoDetection found(long image, double score, float[] triplets) {
    return new CocoDetection(image, 1, triplets, score);
  }

  /** {@code exp(-36 / (2 * 10000 * (2 * 0.026)^2))}. */
  private static double noseSimilarity() {
    return Math.exp(-36 / (2 * 10_000 * 0.052 * 0.052));
  }

  @Test
  void joints() {
    List<JointError> joints = EVALUATION.joints().joints();
    assertEquals(17, joints.size());
    JointError nose = joints.get(NOSE);
    assertEquals("nose", nose.joint());
    assertEquals(2, nose.labelled());
    assertEquals(1, nose.found());
    assertEquals(0.06, nose.medianDistance(), 1e-9);
    assertEquals(noseSimilarity() / 2, nose.similarity(), 1e-9);
    assertEquals(0.5, nose.recall());
    assertEquals(new JointError("left_shoulder", 1, 1, 1, 0, 1), joints.get(LEFT_SHOULDER));
    assertEquals(new JointError("right_hip", 1, 0, 0, Double.NaN, 0), joints.get(RIGHT_HIP));
    assertTrue(Double.isNaN(joints.get(1).recall()), "nobody has a left eye");
  }

  @Test
  void percentagesOfCorrectKeypoints() {
    // Of 4 labels the nose (6 of 20 pixels off) and the shoulder are right. The torso, 50 pixels
    // long, is known of the first person only, and allows 10.
    assertEquals(
        List.of(new Pck(PckLength.BOX, 4, 2), new Pck(PckLength.TORSO, 3, 2)),
        EVALUATION.joints().pck());
  }

  @Test
  void losses() {
    // COCO takes a joint that was not found for one at the origin.
    double hip = Math.exp(-(900 + 4900) / (2 * 10_000 * 0.214 * 0.214));
    double oks = (noseSimilarity() + 1 + hip) / 3;
    List<ImageLoss> losses = EVALUATION.losses();
    ImageLoss first = losses.stream().filter(l -> l.image() == 1).findFirst().orElseThrow();
    assertEquals(1 - oks + 0.25, first.loss(), 1e-9);
    assertEquals(new PeopleCounts(1, 1, 1), first.counts());
    ImageLoss second = losses.stream().filter(l -> l.image() == 2).findFirst().orElseThrow();
    assertEquals(new ImageLoss(2, 1, new PeopleCounts(1, 0, 0)), second);
    assertEquals(2, losses.get(0).image(), "the worst first");
  }

  @Test
  void countsAndCurve() {
    PrecisionRecall curve = EVALUATION.precisionRecall(0.5, AreaRange.ALL);
    assertEquals(new PeopleCounts(2, 1, 1), curve.all());
    assertEquals(new PeopleCounts(2, 1, 0), curve.best());
    assertEquals(0.75, curve.bestScore());
    assertEquals(1, curve.best().missed());
    assertEquals(2.0 / 3, curve.best().f1(), 1e-12);
    assertEquals(0.5, curve.recall());
    assertEquals(1, curve.precision(50), 1e-12);
    assertEquals(0, curve.precision(51));
    assertEquals(51.0 / 101, curve.average(), 1e-12);
  }

  @Test
  void headOfSkeletonsThatHaveOne() {
    float[] triplets = new float[3 * Skeletons.MPII.jointCount()];
    Arrays.fill(triplets, 1);
    int top = Skeletons.MPII.indexOf("head_top");
    triplets[3 * top + 1] = 41;
    CocoPerson person = person(1, triplets);
    assertEquals(20, PckLength.HEAD.tolerance(person, Skeletons.MPII));
    assertTrue(Double.isNaN(PckLength.HEAD.tolerance(person, Skeletons.COCO17)));
  }
}
