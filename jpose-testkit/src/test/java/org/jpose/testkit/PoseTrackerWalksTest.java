package org.jpose.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jpose.core.pose.Pose;
import org.jpose.core.tracking.PoseTracker;
import org.jpose.core.tracking.TrackedPose;
import org.jpose.core.tracking.TrackerOptions;
import org.jpose.testkit.Walk.Conditions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who is who on synthetic walks. Identity switches of twenty walks of twelve seconds from seed 0
 * on, and those of {@link GreedyBoxTracker}; the bounds below leave room for other seeds.
 *
 * <table>
 * <caption>Switches</caption>
 * <tr><th>walk</th><th>sightings</th><th>ours</th><th>greedy</th></tr>
 * <tr><td>4 people</td><td>22,454</td><td>26</td><td>303</td></tr>
 * <tr><td>10 people</td><td>54,208</td><td>120</td><td>2,131</td></tr>
 * <tr><td>6 people, 10 frames a second</td><td>13,392</td><td>72</td><td>1,025</td></tr>
 * <tr><td>6 people, 5 frames a second</td><td>6,772</td><td>198</td><td>1,569</td></tr>
 * <tr><td>6 people, uneven frames</td><td>27,838</td><td>67</td><td>954</td></tr>
 * <tr><td>6 people, every third missed</td><td>23,516</td><td>130</td><td>1,019</td></tr>
 * </table>
 */
class PoseTrackerWalksTest {
  private static PoseTracker tracker() {
    return new PoseTracker(TrackerOptions.defaults());
  }

  private static List<Integer> ids(PoseTracker tracker, double seconds, List<Pose> people) {
    return tracker.update(seconds, people).stream().map(TrackedPose::id).toList();
  }

  /** Counts switches of our tracker and the greedy one over twenty walks from each seed on. */
  private static void compare(Conditions conditions, double mostPerThousand, double timesBetter) {
    compare(conditions, 20, mostPerThousand, timesBetter);
  }

  private static void compare(
      Conditions conditions, int walks, double mostPerThousand, double timesBetter) {
    int ours = 0;
    int greedys = 0;
    int sightings = 0;
    for (long seed : Seeds.sixty().limit(walks).toArray()) {
      PoseTracker tracker = tracker();
      GreedyBoxTracker greedy = new GreedyBoxTracker();
      IdentityCount count = new IdentityCount();
      IdentityCount greedyCount = new IdentityCount();
      for (Walk.Frame frame : Walk.of(new Random(seed), conditions)) {
        count.add(frame.truth(), ids(tracker, frame.seconds(), frame.people()));
        greedyCount.add(frame.truth(), greedy.update(frame.seconds(), frame.people()));
      }
      ours += count.switches();
      greedys += greedyCount.switches();
      sightings += count.sightings();
    }
    String found =
        "%d switches in %d sightings, greedy %d, seeds from %d"
            .formatted(ours, sightings, greedys, Long.getLong("jpose.seed", 0));
    assertTrue(1000.0 * ours / sightings <= mostPerThousand, found);
    assertTrue(ours * timesBetter <= greedys, found);
  }

  @Test
  void fewPeople() {
    compare(Conditions.usual(4), 2.5, 8);
  }

  @Test
  void manyPeople() {
    compare(Conditions.usual(10), 5, 8);
  }

  @Test
  void tenFramesASecond() {
    compare(Conditions.usual(6).withRate(10), 10, 7);
  }

  @Test
  void fiveFramesASecond() {
    compare(Conditions.usual(6).withRate(5), 60, 5);
  }

  @Test
  void unevenFrames() {
    compare(Conditions.usual(6).withUneven(), 5, 8);
  }

  @Test
  void everyThirdPersonMissed() {
    compare(Conditions.usual(6).withMissedPeople(0.33), 10, 5);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void theOrderOfPeopleDoesNotMatter(long seed) {
    PoseTracker straight = tracker();
    PoseTracker mixed = tracker();
    Random random = new Random(seed);
    for (Walk.Frame frame : Walk.of(new Random(seed), Conditions.usual(5).withSeconds(3))) {
      List<Integer> order =
          new ArrayList<>(IntStream.range(0, frame.people().size()).boxed().toList());
      Collections.shuffle(order, random);
      List<Integer> expected = ids(straight, frame.seconds(), frame.people());
      List<Integer> found =
          ids(mixed, frame.seconds(), order.stream().map(frame.people()::get).toList());
      assertEquals(order.stream().map(expected::get).toList(), found);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("org.jpose.testkit.Seeds#sixty")
  void everybodyHasANumberOnceAndPicturesMayBeTurned(long seed) {
    PoseTracker tracker = tracker();
    PoseTracker other = tracker();
    for (Walk.Frame frame : Walk.of(new Random(seed), Conditions.usual(5).withSeconds(3))) {
      List<Integer> expected = ids(tracker, frame.seconds(), frame.people());
      assertEquals(frame.people().size(), expected.stream().distinct().count());
      // A quarter turn keeps all numbers exact.
      List<Pose> turned =
          frame.people().stream().map(pose -> pose.map(k -> k.at(-k.y(), k.x()))).toList();
      assertEquals(expected, ids(other, frame.seconds(), turned));
    }
  }

  /** So many that half are hidden at any time; 13 switches in 100 sightings, greedy 30. */
  @Test
  void aHundredPeopleAreFollowed() {
    Conditions crowd = new Conditions(100, 25, 4, 0.012, 0.1, 0.05, 0.1, false);
    compare(crowd, 1, 180, 1.7);
  }
}
