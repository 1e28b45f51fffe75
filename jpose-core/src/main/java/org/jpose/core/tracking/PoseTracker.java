package org.jpose.core.tracking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jpose.core.assignment.Assignment;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;

/**
 * Tells who is who in the frames of a video. Each person known is expected where its joints were
 * last seen, moved on at its speed, which falls off while it is not seen; or, after frames without
 * it, where it was. People found are paired with those expected so that the sum of their likenesses
 * is greatest. The likeness is COCO's object keypoint similarity over the joints known of both, its
 * tolerance growing with the time for which a joint was not seen. Real time counts, not frames: the
 * frame rate may vary.
 *
 * <p>Everybody found gets a number at once, in the order of scores where several are new. Somebody
 * not found is looked for during {@link TrackerOptions#memory()} and has the same number when found
 * again. When nobody of several is found any more but several others are, the camera was moved to
 * another scene and all are new.
 *
 * <p>Results do not depend on the order in which people are given. Memory is bounded by the people
 * seen within {@link TrackerOptions#memory()}. Costs {@code O(people * tracks)} similarities and a
 * pairing of each group of people close to each other.
 *
 * <p>Not thread-safe: one thread, frames in order.
 */
public final class PoseTracker {
  /** Beyond this many, those not seen for longest are forgotten. */
  private static final int MOST_LOST = 1000;

  private static final Comparator<Pose> BEST_FIRST =
      Comparator.<Pose>comparingDouble(pose -> -pose.score())
          .thenComparingDouble(pose -> pose.box().x())
          .thenComparingDouble(pose -> pose.box().y())
          .thenComparingDouble(pose -> pose.box().width())
          .thenComparingDouble(pose -> pose.box().height());

  private final TrackerOptions options;
  private final Clock clock = new Clock();
  private final List<Track> tracks = new ArrayList<>();
  private Skeleton skeleton;
  private int lastId;

  /** A tracker that has seen nobody yet. */
  public PoseTracker(TrackerOptions options) {
    this.options = Objects.requireNonNull(options, "options");
  }

  /**
   * Takes the next frame.
   *
   * @param seconds the frame's time; not before that of the frame before
   * @param people everybody in the frame, in pixels; the same skeleton in every frame
   * @return the same people in the same order with their numbers
   * @throws IllegalArgumentException if time goes back or is not finite, or a person has another
   *     skeleton; the tracker is as it was
   */
  public List<TrackedPose> update(double seconds, List<Pose> people) {
    people = List.copyOf(people);
    Skeleton shared = sharedSkeleton(people);
    clock.advance(seconds);
    skeleton = shared;
    tracks.removeIf(track -> track.isForgotten(seconds));

    int[] order =
        IntStream.range(0, people.size())
            .boxed()
            .sorted(Comparator.comparing(people::get, BEST_FIRST))
            .mapToInt(Integer::intValue)
            .toArray();
    List<Pose> sorted = IntStream.of(order).mapToObj(people::get).toList();
    int[] trackOf = pair(seconds, sorted);
    if (isOtherScene(trackOf)) {
      tracks.clear();
    }
    tracks.forEach(Track::miss);
    int[] ids = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      ids[order[i]] = see(seconds, sorted.get(i), trackOf[i]).id();
    }
    forgetExcess();
    List<Pose> given = people;
    return IntStream.range(0, ids.length)
        .mapToObj(i -> new TrackedPose(ids[i], given.get(i)))
        .toList();
  }

  /** Forgets everybody, for another scene or a jump in time; numbers go on. */
  public void restart() {
    tracks.clear();
    clock.restart();
  }

  /** How many people are looked for. */
  int known() {
    return tracks.size();
  }

  private Skeleton sharedSkeleton(List<Pose> people) {
    Skeleton shared = skeleton;
    for (Pose person : people) {
      if (shared == null) {
        shared = person.skeleton();
      } else if (!person.skeleton().equals(shared)) {
        throw new IllegalArgumentException(
            "a person has skeleton "
                + person.skeleton()
                + ", this tracker follows people of "
                + shared
                + "; use one tracker for each skeleton");
      }
    }
    return shared;
  }

  private int[] pair(double seconds, List<Pose> people) {
    float[][] gain = new float[people.size()][tracks.size()];
    for (int person = 0; person < people.size(); person++) {
      for (int track = 0; track < tracks.size(); track++) {
        Track.Likeness likeness = tracks.get(track).likeness(seconds, people.get(person));
        if (likeness.similarity() >= options.minSimilarity()) {
          gain[person][track] = (float) likeness.density();
        }
      }
    }
    return Pairing.best(gain);
  }

  private boolean isOtherScene(int[] trackOf) {
    long followed = tracks.stream().filter(track -> track.isConfirmed() && !track.isLost()).count();
    return followed > 1
        && trackOf.length > 1
        && IntStream.of(trackOf).allMatch(track -> track == Assignment.NONE);
  }

  private Track see(double seconds, Pose pose, int track) {
    if (track == Assignment.NONE) {
      Track newcomer = new Track(++lastId, seconds, pose, options);
      tracks.add(newcomer);
      return newcomer;
    }
    tracks.get(track).see(seconds, pose);
    return tracks.get(track);
  }

  private void forgetExcess() {
    List<Track> lost =
        tracks.stream()
            .filter(Track::isLost)
            .sorted(Comparator.comparingDouble(Track::lastSeen).thenComparingInt(Track::id))
            .toList();
    if (lost.size() > MOST_LOST) {
      tracks.removeAll(lost.subList(0, lost.size() - MOST_LOST));
    }
  }
}
