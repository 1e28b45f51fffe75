package org.jpose.core.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeletons;
import org.junit.jupiter.api.Test;

class PoseTrackerTest {
  private static final double FRAME = 1 / 25.0;

  private final PoseTracker tracker = new PoseTracker(TrackerOptions.defaults());
  private double now;

  /** The numbers in the next frame. */
  private List<Integer> next(Pose... people) {
    now += FRAME;
    return tracker.update(now, List.of(people)).stream().map(TrackedPose::id).toList();
  }

  /** Nobody in so many frames. */
  private void nobody(int frames) {
    for (int i = 0; i < frames; i++) {
      assertEquals(List.of(), next());
    }
  }

  private static Pose trembling(Random random, Pose pose, double pixels) {
    return pose.map(
        k -> k.at(k.x() + pixels * random.nextGaussian(), k.y() + pixels * random.nextGaussian()));
  }

  @Test
  void numbersStartAtOneWithTheBestPersonAndStay() {
    Pose left = Figure.withScore(Figure.at(100), 0.3);
    Pose right = Figure.withScore(Figure.at(400), 0.8);
    for (int frame = 0; frame < 10; frame++) {
      assertEquals(List.of(2, 1), next(left, right));
    }
  }

  @Test
  void peopleComeBackAsTheyWereGiven() {
    Pose first = Figure.at(100);
    Pose second = Figure.at(400);
    List<TrackedPose> found = tracker.update(0, List.of(first, second));
    assertSame(first, found.get(0).pose());
    assertSame(second, found.get(1).pose());
    assertThrows(UnsupportedOperationException.class, () -> found.clear());
  }

  @Test
  void somebodyWhoEntersHasTheNextNumber() {
    assertEquals(List.of(1), next(Figure.at(100)));
    assertEquals(List.of(2, 1), next(Figure.at(400), Figure.at(101)));
    assertEquals(List.of(3, 1, 2), next(Figure.at(700), Figure.at(102), Figure.at(401)));
  }

  @Test
  void whoeverIsNotFoundForAWhileIsKnownAgain() {
    for (int frame = 0; frame < 30; frame++) {
      next(Figure.at(100 + 2 * frame));
    }
    nobody(20);
    assertEquals(List.of(1), next(Figure.at(100 + 2 * 50)));
  }

  @Test
  void whoeverStopsWhileNotSeenIsKnownAgain() {
    for (int frame = 0; frame < 50; frame++) {
      next(Figure.at(100 + 10 * frame));
    }
    nobody(15);
    assertEquals(List.of(1), next(Figure.at(100 + 10 * 50)));
  }

  @Test
  void whoeverIsNotFoundForLongIsForgotten() {
    for (int frame = 0; frame < 100; frame++) {
      next(Figure.at(100));
    }
    nobody(51);
    assertEquals(List.of(2), next(Figure.at(100)));
  }

  @Test
  void somebodySeenByMistakeIsForgottenSoon() {
    assertEquals(List.of(1), next(Figure.at(100)));
    nobody(7);
    assertEquals(List.of(2), next(Figure.at(100)));
  }

  @Test
  void somebodySeenByMistakeHasTheSameNumberWhileItFlickers() {
    for (int i = 0; i < 10; i++) {
      assertEquals(List.of(1), next(Figure.at(100)));
      nobody(4);
    }
  }

  @Test
  void twoWhoPassEachOtherKeepTheirNumbersThoughOneIsHidden() {
    for (int frame = 0; frame < 75; frame++) {
      Pose toTheRight = Figure.at(100 + 8 * frame, 100, 200);
      Pose toTheLeft = Figure.at(700 - 8 * frame, 110, 220);
      boolean hidden = Math.abs(frame - 37.5) < 8;
      if (hidden) {
        assertEquals(List.of(2), next(toTheLeft), "frame " + frame);
      } else {
        assertEquals(List.of(1, 2), next(toTheRight, toTheLeft), "frame " + frame);
      }
    }
  }

  @Test
  void twoWhoMeetAndTurnBackKeepTheirNumbers() {
    for (int frame = 0; frame < 80; frame++) {
      double way = 4 * Math.min(frame, 80 - frame);
      assertEquals(
          List.of(1, 2), next(Figure.at(200 + way), Figure.at(600 - way)), "frame " + frame);
    }
  }

  @Test
  void whoComesNearStaysTheSame() {
    for (int frame = 0; frame < 125; frame++) {
      double height = 60 * Math.exp(frame * Math.log(10) / 125);
      assertEquals(List.of(1), next(Figure.at(640, 360 - height / 2, height)));
    }
  }

  @Test
  void halfOfAPersonIsStillThePerson() {
    assertEquals(List.of(1), next(Figure.at(100)));
    Pose head = Figure.only(Figure.at(102), "nose", "right_eye", "left_eye", "right_ear");
    Pose legs = Figure.only(Figure.at(108), "right_knee", "left_knee", "right_ankle", "left_ankle");
    for (int frame = 0; frame < 20; frame++) {
      assertEquals(List.of(1), next(head));
    }
    // Legs not seen for a second are expected below the head.
    assertEquals(List.of(1), next(legs));
  }

  @Test
  void headAndShouldersBeforeAWebcamAreFollowed() {
    Random random = new Random(3);
    for (int frame = 0; frame < 250; frame++) {
      Pose person = Figure.at(320 + 80 * Math.sin(frame / 12.0), 100, 1200);
      Pose seen =
          Figure.only(
              person, "nose", "neck", "right_shoulder", "left_shoulder", "right_eye", "left_eye");
      assertEquals(List.of(1), next(trembling(random, seen, 10)), "frame " + frame);
    }
  }

  @Test
  void aSingleJointIsFollowed() {
    for (int frame = 0; frame < 20; frame++) {
      assertEquals(List.of(1), next(Figure.only(Figure.at(100 + frame), "neck")));
    }
  }

  @Test
  void fewFramesASecondAreEnough() {
    for (int frame = 0; frame < 20; frame++) {
      List<TrackedPose> found =
          tracker.update(frame / 3.0, List.of(Figure.at(100 + 40 * frame), Figure.at(900)));
      assertEquals(List.of(1, 2), found.stream().map(TrackedPose::id).toList(), "frame " + frame);
    }
  }

  @Test
  void afterACutAllAreNew() {
    for (int frame = 0; frame < 50; frame++) {
      assertEquals(List.of(1, 2, 3), next(Figure.at(100), Figure.at(400), Figure.at(700)));
    }
    assertEquals(List.of(4, 5), next(Figure.at(250, 300, 400), Figure.at(550, 300, 400)));
    // Nobody of the new scene is taken for one of the old.
    assertEquals(
        List.of(4, 5, 6), next(Figure.at(250, 300, 400), Figure.at(550, 300, 400), Figure.at(702)));
  }

  @Test
  void oneWhoIsMissedWhileAnotherIsSeenByMistakeIsNoCut() {
    for (int frame = 0; frame < 50; frame++) {
      next(Figure.at(100));
    }
    assertEquals(List.of(2), next(Figure.at(700)));
    assertEquals(List.of(1), next(Figure.at(100)));
  }

  @Test
  void afterARestartAllAreNewAndTimeIsFree() {
    now = 100;
    assertEquals(List.of(1), next(Figure.at(100)));
    tracker.restart();
    now = 0;
    assertEquals(List.of(2), next(Figure.at(100)));
  }

  @Test
  void framesOfTheSameTimeAreAllowed() {
    assertEquals(1, tracker.update(1, List.of(Figure.at(100))).get(0).id());
    assertEquals(1, tracker.update(1, List.of(Figure.at(101))).get(0).id());
    assertEquals(1, tracker.update(1.04, List.of(Figure.at(102))).get(0).id());
  }

  @Test
  void framesCloseInTimeMakeNobodyFast() {
    assertEquals(1, tracker.update(0, List.of(Figure.at(100))).get(0).id());
    assertEquals(1, tracker.update(1e-6, List.of(Figure.at(102))).get(0).id());
    assertEquals(1, tracker.update(0.04, List.of(Figure.at(100))).get(0).id());
  }

  @Test
  void wrongTimesAndSkeletonsAreRefusedAndChangeNothing() {
    now = 2;
    next(Figure.at(100));
    assertEquals(
        "a frame of 1.0 s comes after one of 2.04 s; give frames in the order of time, or"
            + " restart() before going back",
        assertThrows(
                IllegalArgumentException.class, () -> tracker.update(1, List.of(Figure.at(800))))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> tracker.update(Double.NaN, List.of()));
    Pose other = new Pose(Skeletons.MPII, List.of(new Keypoint(6, "pelvis", 5, 5, 1)), 1);
    assertEquals(
        "a person has skeleton mpii, this tracker follows people of coco18; use one tracker for"
            + " each skeleton",
        assertThrows(
                IllegalArgumentException.class,
                () -> tracker.update(3, List.of(Figure.at(800), other)))
            .getMessage());
    assertEquals(List.of(2, 1), next(Figure.at(800), Figure.at(100)));
  }

  @Test
  void ofTwoSkeletonsInTheFirstFrameNeitherIsTaken() {
    Pose other = new Pose(Skeletons.MPII, List.of(new Keypoint(6, "pelvis", 5, 5, 1)), 1);
    assertThrows(
        IllegalArgumentException.class, () -> tracker.update(0, List.of(other, Figure.at(1))));
    assertEquals(List.of(1), next(Figure.at(100)));
  }

  @Test
  void memoryIsBoundedByThoseOfLate() {
    Random random = new Random(8);
    for (int frame = 0; frame < 500; frame++) {
      List<Pose> people = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        people.add(Figure.at(2000 * random.nextDouble(), 1000 * random.nextDouble(), 100));
      }
      next(people.toArray(Pose[]::new));
      assertTrue(tracker.known() < 3 * 3 / FRAME, () -> tracker.known() + " people known");
    }
    // Time that stands still forgets nobody by itself.
    for (int frame = 0; frame < 1100; frame++) {
      tracker.update(now, List.of(Figure.at(10000.0 * frame)));
    }
    assertEquals(1001, tracker.known());
  }

  @Test
  void numbersAreNeverGivenTwice() {
    Random random = new Random(9);
    int highest = 0;
    for (int round = 0; round < 20; round++) {
      tracker.restart();
      int[] ids =
          next(Figure.at(100 * random.nextDouble()), Figure.at(500)).stream()
              .mapToInt(id -> id)
              .toArray();
      assertTrue(Arrays.stream(ids).min().getAsInt() > highest);
      highest = Arrays.stream(ids).max().getAsInt();
    }
  }
}
