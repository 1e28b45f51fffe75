package org.jpose.core.tracking;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jpose.core.pose.Pose;

/**
 * Calms the joints of tracked people with a one-euro filter each (Casiez, Roussel, Vogel 2012): a
 * joint at rest does not tremble, a fast one hardly lags; {@link SmoothingOptions} has the figures.
 * Only places change; joints not found stay absent, scores are as they were.
 *
 * <p>Speeds count in sizes of the person, so that people near and far are treated alike. Real time
 * counts: the frame rate may vary. Memory is bounded by the people seen within {@link
 * SmoothingOptions#memory()}.
 *
 * <p>Not thread-safe: one thread, frames in order.
 */
public final class PoseSmoother {
  private final SmoothingOptions options;
  private final Clock clock = new Clock();
  private final Map<Integer, SmoothedPerson> people = new HashMap<>();

  /** A smoother that has seen nobody yet. */
  public PoseSmoother(SmoothingOptions options) {
    this.options = Objects.requireNonNull(options, "options");
  }

  /**
   * Takes the next frame.
   *
   * @param seconds the frame's time; not before that of the frame before
   * @param tracked everybody in the frame, each number once
   * @return the same people in the same order with smoothed joints; who is new is as given
   * @throws IllegalArgumentException if time goes back or is not finite, or a number is there twice
   *     or has changed its skeleton; the smoother is as it was
   */
  public List<TrackedPose> smooth(double seconds, List<TrackedPose> tracked) {
    check(tracked);
    clock.advance(seconds);
    people.values().removeIf(person -> seconds - person.lastSeen() > options.memory());
    return tracked.stream()
        .map(person -> new TrackedPose(person.id(), smooth(seconds, person)))
        .toList();
  }

  /** Forgets everybody, for another scene or a jump in time. */
  public void restart() {
    people.clear();
    clock.restart();
  }

  /** How many people have filters. */
  int known() {
    return people.size();
  }

  private Pose smooth(double seconds, TrackedPose person) {
    return people
        .computeIfAbsent(person.id(), id -> new SmoothedPerson(person.pose()))
        .add(seconds, person.pose(), options);
  }

  private void check(List<TrackedPose> tracked) {
    if (tracked.stream().map(TrackedPose::id).distinct().count() != tracked.size()) {
      throw new IllegalArgumentException(
          "a person's number is there twice in one frame: %s; smooth what a PoseTracker returned"
              .formatted(tracked.stream().map(TrackedPose::id).toList()));
    }
    for (TrackedPose person : tracked) {
      SmoothedPerson known = people.get(person.id());
      if (known != null && !known.skeleton().equals(person.pose().skeleton())) {
        throw new IllegalArgumentException(
            "person %s had skeleton %s and now has %s; use one smoother for each skeleton"
                .formatted(person.id(), known.skeleton(), person.pose().skeleton()));
      }
    }
  }
}
