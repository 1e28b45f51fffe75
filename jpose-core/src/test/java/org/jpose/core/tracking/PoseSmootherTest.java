package org.jpose.core.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeletons;
import org.junit.jupiter.api.Test;

class PoseSmootherTest {
  private static final SmoothingOptions DEFAULTS = SmoothingOptions.defaults();
  private static final double RATE = 30;

  /** Size of a {@link Figure} of 200 pixels. */
  private static final double SIZE = BodySize.of(Figure.at(0));

  private static List<TrackedPose> one(Pose pose) {
    return List.of(new TrackedPose(1, pose));
  }

  private static double noseX(List<TrackedPose> people) {
    return people.get(0).pose().keypoint("nose").get().x();
  }

  /** Where the nose is after smoothing, frame by frame, if somebody moves sideways. */
  private static double[] smoothed(
      SmoothingOptions options, int frames, DoubleUnaryOperator place) {
    PoseSmoother smoother = new PoseSmoother(options);
    double[] x = new double[frames];
    for (int frame = 0; frame < frames; frame++) {
      double seconds = frame / RATE;
      x[frame] = noseX(smoother.smooth(seconds, one(Figure.at(place.applyAsDouble(seconds)))));
    }
    return x;
  }

  /** Algorithm 1 of the paper, word for word, for one axis. */
  private static double[] oneEuro(
      double[] values, double rate, double minCutoff, double beta, double derivativeCutoff) {
    double[] filtered = new double[values.length];
    double derivative = 0;
    for (int i = 0; i < values.length; i++) {
      if (i == 0) {
        filtered[i] = values[i];
        continue;
      }
      double dx = (values[i] - filtered[i - 1]) * rate;
      double alphaD = alpha(rate, derivativeCutoff);
      derivative = alphaD * dx + (1 - alphaD) * derivative;
      double alpha = alpha(rate, minCutoff + beta * Math.abs(derivative));
      filtered[i] = alpha * values[i] + (1 - alpha) * filtered[i - 1];
    }
    return filtered;
  }

  private static double alpha(double rate, double cutoff) {
    double tau = 1 / (2 * Math.PI * cutoff);
    double te = 1 / rate;
    return 1 / (1 + tau / te);
  }

  @Test
  void alongOneAxisItIsThePapersFilter() {
    Random random = new Random(1);
    double[] noise = random.doubles(200, -3, 3).toArray();
    DoubleUnaryOperator walk = t -> 100 + 150 * Math.sin(2 * t) + noise[(int) Math.round(t * RATE)];
    double[] values = new double[noise.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = walk.applyAsDouble(i / RATE);
    }
    double[] expected =
        oneEuro(
            values,
            RATE,
            DEFAULTS.cutoff(),
            DEFAULTS.responsiveness() / SIZE,
            DEFAULTS.speedCutoff());
    double[] found = smoothed(DEFAULTS, values.length, walk);
    for (int i = 0; i < found.length; i++) {
      assertEquals(expected[i], found[i], 1e-3, "frame " + i);
    }
  }

  @Test
  void whoStandsStillStaysAndIsFirstShownAsFound() {
    PoseSmoother smoother = new PoseSmoother(DEFAULTS);
    for (int frame = 0; frame < 50; frame++) {
      List<TrackedPose> given = one(Figure.at(123.4f));
      assertEquals(given, smoother.smooth(frame / RATE, given));
    }
  }

  @Test
  void jitterAtRestFallsAsTheRecordSays() {
    Random random = new Random(2);
    double jitter = 0.02 * SIZE;
    PoseSmoother smoother = new PoseSmoother(DEFAULTS);
    double before = 0;
    double after = 0;
    for (int frame = 0; frame < 1000; frame++) {
      Pose trembling =
          Figure.at(500)
              .map(
                  k ->
                      k.at(
                          k.x() + jitter * random.nextGaussian(),
                          k.y() + jitter * random.nextGaussian()));
      Pose found = smoother.smooth(frame / RATE, one(trembling)).get(0).pose();
      if (frame > 50) {
        before += squares(trembling);
        after += squares(found);
      }
    }
    assertEquals(0.43, Math.sqrt(after / before), 0.02);
  }

  private static double squares(Pose pose) {
    double sum = 0;
    for (int i = 0; i < pose.keypoints().size(); i++) {
      Keypoint goal = Figure.at(500).keypoints().get(i);
      Keypoint found = pose.keypoints().get(i);
      sum += Math.pow(found.x() - goal.x(), 2) + Math.pow(found.y() - goal.y(), 2);
    }
    return sum;
  }

  @Test
  void aSwingIsFollowedAsTheRecordSays() {
    DoubleUnaryOperator swing = t -> 100 + 0.3 * SIZE * Math.sin(2 * Math.PI * t);
    double[] found = smoothed(DEFAULTS, 300, swing);
    double worst = 0;
    for (int i = 60; i < found.length; i++) {
      worst = Math.max(worst, Math.abs(swing.applyAsDouble(i / RATE) - found[i]));
    }
    assertEquals(0.067, worst / SIZE, 0.003);
  }

  @Test
  void onAStraightWayNobodyLagsMoreThanTheRecordSays() {
    double longest = 1 / (2 * Math.PI * DEFAULTS.cutoff());
    double farthest = SIZE / (2 * Math.PI * DEFAULTS.responsiveness());
    for (double speed : List.of(1.0, 10.0, 50.0, 200.0, 1000.0)) {
      double[] found = smoothed(DEFAULTS, 300, t -> speed * t);
      // The first second still learns the speed.
      for (int i = 60; i < found.length; i++) {
        double lag = speed * i / RATE - found[i];
        assertTrue(lag > 0, "speed " + speed + " runs ahead");
        assertTrue(lag < speed * longest, "speed " + speed + " lags " + lag / speed + " s");
        assertTrue(lag < farthest, "speed " + speed + " lags " + lag + " pixels");
      }
    }
  }

  @Test
  void aSlowWayLagsByTheTimeOfTheCutoff() {
    double[] found = smoothed(new SmoothingOptions(1, 0, 1, 0.5), 300, t -> 30 * t);
    double lag = (30 * 299 / RATE - found[299]) / 30;
    assertEquals(1 / (2 * Math.PI * DEFAULTS.cutoff()), lag, 1e-4);
  }

  @Test
  void aJumpIsFollowedAtOnceIfItIsLargeForThePerson() {
    double[] small = smoothed(DEFAULTS, 60, t -> t < 0.99 ? 100 : 102);
    double[] large = smoothed(DEFAULTS, 60, t -> t < 0.99 ? 100 : 100 + SIZE);
    // After a fifth of a second:
    assertTrue((small[36] - 100) / 2 < 0.9, "small " + (small[36] - 100) / 2);
    assertTrue((large[36] - 100) / SIZE > 0.97, "large " + (large[36] - 100) / SIZE);
    // Never beyond the goal, and always nearer.
    for (int i = 30; i < 59; i++) {
      assertTrue(large[i] <= large[i + 1] && large[i + 1] <= 100 + SIZE + 1e-3);
      assertTrue(small[i] <= small[i + 1] && small[i + 1] <= 102 + 1e-3);
    }
  }

  @Test
  void farAndNearPeopleAreSmoothedAlike() {
    PoseSmoother near = new PoseSmoother(DEFAULTS);
    PoseSmoother far = new PoseSmoother(DEFAULTS);
    Random random = new Random(3);
    for (int frame = 0; frame < 100; frame++) {
      Pose person = Figure.at(1000 * random.nextDouble(), 0, 800);
      Pose smaller = person.map(k -> k.at(k.x() / 8, k.y() / 8));
      double large = noseX(near.smooth(frame / RATE, one(person)));
      double small = noseX(far.smooth(frame / RATE, one(smaller)));
      assertEquals(large, 8 * small, 0.01);
    }
  }

  @Test
  void turnedPicturesGiveTurnedPeople() {
    PoseSmoother upright = new PoseSmoother(DEFAULTS);
    PoseSmoother turned = new PoseSmoother(DEFAULTS);
    Random random = new Random(4);
    for (int frame = 0; frame < 100; frame++) {
      Pose person = Figure.at(300 * random.nextDouble(), 300 * random.nextDouble(), 200);
      Pose lying = person.map(k -> k.at(-k.y(), k.x()));
      Keypoint nose = upright.smooth(frame / RATE, one(person)).get(0).pose().keypoint(0).get();
      Keypoint other = turned.smooth(frame / RATE, one(lying)).get(0).pose().keypoint(0).get();
      assertEquals(nose.x(), other.y(), 1e-2);
      assertEquals(-nose.y(), other.x(), 1e-2);
    }
  }

  @Test
  void unevenFramesLagNoMore() {
    PoseSmoother smoother = new PoseSmoother(DEFAULTS);
    Random random = new Random(5);
    double speed = 150;
    double seconds = 0;
    while (seconds < 10) {
      seconds += random.nextDouble() * random.nextDouble() / 5;
      double x = noseX(smoother.smooth(seconds, one(Figure.at(speed * seconds))));
      if (seconds > 2) {
        assertTrue(speed * seconds - x < SIZE / (2 * Math.PI * DEFAULTS.responsiveness()));
        assertTrue(speed * seconds - x >= -1e-3);
      }
    }
  }

  @Test
  void jointsNotFoundStayAbsentAndComeBackWhereTheyWere() {
    PoseSmoother smoother = new PoseSmoother(DEFAULTS);
    smoother.smooth(0, one(Figure.at(100)));
    Pose blind = Figure.only(Figure.at(100), "neck", "left_hip");
    assertEquals(2, smoother.smooth(0.1, one(blind)).get(0).pose().keypoints().size());
    double known = noseX(smoother.smooth(0.2, one(Figure.at(110))));
    assertTrue(known > 100 && known < 110, "at " + known);
  }

  @Test
  void jointsAndPeopleNotFoundForLongBeginAnew() {
    PoseSmoother smoother = new PoseSmoother(DEFAULTS);
    smoother.smooth(0, one(Figure.at(100)));
    for (int i = 1; i <= 6; i++) {
      smoother.smooth(0.1 * i, one(Figure.only(Figure.at(100), "neck")));
    }
    assertEquals(110, noseX(smoother.smooth(0.7, one(Figure.at(110)))), "joint");
    assertEquals(120, noseX(smoother.smooth(1.3, one(Figure.at(120)))), "person");
  }

  @Test
  void peopleAreSmoothedEachForThemselvesInAnyOrder() {
    PoseSmoother both = new PoseSmoother(DEFAULTS);
    PoseSmoother alone = new PoseSmoother(DEFAULTS);
    for (int frame = 0; frame < 40; frame++) {
      TrackedPose first = new TrackedPose(1, Figure.at(100 + frame * frame));
      TrackedPose second = new TrackedPose(7, Figure.at(900 - 3 * frame));
      boolean swap = frame % 3 == 0;
      List<TrackedPose> given = swap ? List.of(second, first) : List.of(first, second);
      List<TrackedPose> found = both.smooth(frame / RATE, given);
      assertEquals(given.get(0).id(), found.get(0).id());
      assertEquals(alone.smooth(frame / RATE, List.of(second)).get(0), found.get(swap ? 0 : 1));
    }
  }

  @Test
  void onlyPlacesChange() {
    PoseSmoother smoother = new PoseSmoother(DEFAULTS);
    smoother.smooth(0, one(Figure.at(100)));
    Pose given = Figure.withScore(Figure.at(150), 0.25);
    Pose found = smoother.smooth(0.04, one(given)).get(0).pose();
    assertEquals(given.score(), found.score());
    for (int i = 0; i < given.keypoints().size(); i++) {
      Keypoint before = given.keypoints().get(i);
      assertEquals(before, found.keypoints().get(i).at(before.x(), before.y()));
    }
  }

  @Test
  void afterARestartTimeIsFreeAndEverybodyIsAsFound() {
    PoseSmoother smoother = new PoseSmoother(DEFAULTS);
    smoother.smooth(5, one(Figure.at(100)));
    smoother.restart();
    assertEquals(300, noseX(smoother.smooth(0, one(Figure.at(300)))));
  }

  @Test
  void wrongTimesNumbersAndSkeletonsAreRefusedAndChangeNothing() {
    PoseSmoother smoother = new PoseSmoother(DEFAULTS);
    smoother.smooth(1, one(Figure.at(100)));
    assertThrows(IllegalArgumentException.class, () -> smoother.smooth(0.5, one(Figure.at(900))));
    assertThrows(
        IllegalArgumentException.class,
        () -> smoother.smooth(Double.POSITIVE_INFINITY, one(Figure.at(900))));
    List<TrackedPose> twice = new ArrayList<>(one(Figure.at(900)));
    twice.addAll(one(Figure.at(100)));
    assertEquals(
        "a person's number is there twice in one frame: [1, 1]; smooth what a PoseTracker returned",
        assertThrows(IllegalArgumentException.class, () -> smoother.smooth(2, twice)).getMessage());
    Pose other = new Pose(Skeletons.MPII, List.of(new Keypoint(6, "pelvis", 5, 5, 1)), 1);
    assertEquals(
        "person 1 had skeleton coco18 and now has mpii; use one smoother for each skeleton",
        assertThrows(IllegalArgumentException.class, () -> smoother.smooth(1.1, one(other)))
            .getMessage());
    assertEquals(one(Figure.at(100)), smoother.smooth(1.04, one(Figure.at(100))));
  }

  @Test
  void memoryIsBoundedByThoseOfLate() {
    PoseSmoother smoother = new PoseSmoother(DEFAULTS);
    for (int frame = 0; frame < 2000; frame++) {
      smoother.smooth(frame / RATE, List.of(new TrackedPose(frame + 1, Figure.at(frame))));
      assertTrue(smoother.known() <= DEFAULTS.memory() * RATE + 1);
    }
  }
}
