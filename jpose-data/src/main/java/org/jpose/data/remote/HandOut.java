package org.jpose.data.remote;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jpose.data.BatchRequest;

/**
 * Who is asked for which batch of the plan, and which batch is the trainer's next. A window of
 * places moves over the plan: requests are given out only within it, so that it bounds what waits
 * here when the trainer is slow. A request that is late, failed or lost is given to somebody else;
 * the first answer counts, others are duplicates. Batches leave in the plan's order, each once.
 *
 * <p>Time comes from the caller. Not thread-safe.
 *
 * @param <W> a worker, compared by identity
 */
final class HandOut<W> {
  /** A request given to a worker. */
  record Asked<V>(long number, Place<V> place, V worker, long since, long deadline) {
    BatchRequest request() {
      return place.request;
    }
  }

  /** A batch's place in the plan. */
  static final class Place<V> {
    private final BatchRequest request;
    private final Set<V> tried = new HashSet<>();
    private boolean waiting = true;
    private boolean taken;
    private long latest;
    private int times;
    private int failures;
    private BatchFrame frame;

    Place(BatchRequest request) {
      this.request = request;
    }
  }

  private final Iterator<BatchRequest> plan;
  private final int ahead;
  private final Pace pace;
  private final Consumer<W> handedOutAgain;
  private final ArrayDeque<Place<W>> window = new ArrayDeque<>();
  private final Map<Long, Asked<W>> open = new HashMap<>();
  private long numbers;
  private int waitingFrames;
  private long waitingBytes;

  /**
   * Nothing asked yet.
   *
   * @param plan the batches, in order
   * @param ahead places of the window
   * @param pace how long to wait
   * @param handedOutAgain told of each worker whose request goes to somebody else as well
   */
  HandOut(Iterator<BatchRequest> plan, int ahead, Pace pace, Consumer<W> handedOutAgain) {
    this.plan = plan;
    this.ahead = ahead;
    this.pace = pace;
    this.handedOutAgain = handedOutAgain;
  }

  /**
   * The first request that this worker may have: one nobody holds, and not one it tried before
   * unless all that are there have.
   *
   * @param present workers that are there, this one among them
   */
  Optional<Asked<W>> ask(W worker, Set<W> present, long now) {
    for (Place<W> place : window) {
      if (place.waiting && (!place.tried.contains(worker) || place.tried.containsAll(present))) {
        return Optional.of(ask(place, worker, now));
      }
    }
    if (window.size() < ahead && plan.hasNext()) {
      Place<W> place = new Place<>(plan.next());
      window.add(place);
      return Optional.of(ask(place, worker, now));
    }
    return Optional.empty();
  }

  private Asked<W> ask(Place<W> place, W worker, long now) {
    long patience = pace.patience(place.times);
    Asked<W> asked = new Asked<>(++numbers, place, worker, now, now + patience);
    place.waiting = false;
    place.latest = asked.number();
    place.times++;
    place.tried.add(worker);
    open.put(asked.number(), asked);
    return asked;
  }

  /** The question of this number, if it was put to this worker and is not answered. */
  Optional<Asked<W>> open(long number, W worker) {
    return Optional.ofNullable(open.get(number)).filter(asked -> asked.worker() == worker);
  }

  /** Whether a question of this number was ever put. */
  boolean wasAsked(long number) {
    return number >= 1 && number <= numbers;
  }

  /**
   * Takes an answer, late ones too.
   *
   * @return false if another worker was faster and the batch is not needed
   */
  boolean delivered(Asked<W> asked, BatchFrame frame, long now) {
    open.remove(asked.number());
    pace.answered(now - asked.since());
    Place<W> place = asked.place();
    if (place.taken || place.frame != null) {
      return false;
    }
    place.frame = frame;
    place.waiting = false;
    waitingFrames++;
    waitingBytes += frame.bytes().length;
    return true;
  }

  /**
   * Takes the word that a worker cannot make a batch.
   *
   * @return how many have failed at it so far
   */
  int failed(Asked<W> asked) {
    dropped(asked);
    return ++asked.place().failures;
  }

  /** Takes note that an answer came which was no good. */
  void dropped(Asked<W> asked) {
    open.remove(asked.number());
    giveAgain(asked);
  }

  /** Takes back what a worker holds that is no longer there. */
  void lost(W worker) {
    List<Asked<W>> held = open.values().stream().filter(a -> a.worker() == worker).toList();
    held.forEach(asked -> open.remove(asked.number()));
    held.forEach(this::giveAgain);
    // A place may outlive any number of workers that come and go; these are not there to be asked.
    window.forEach(place -> place.tried.remove(worker));
  }

  /** Lets others have what is late; who holds it may still deliver it. */
  void expire(long now) {
    for (Asked<W> asked : open.values()) {
      if (now - asked.deadline() >= 0) {
        giveAgain(asked);
      }
    }
  }

  /** Lets somebody else have the place, unless somebody was given it after this question. */
  private void giveAgain(Asked<W> asked) {
    Place<W> place = asked.place();
    if (place.latest == asked.number() && place.frame == null && !place.waiting) {
      place.waiting = true;
      handedOutAgain.accept(asked.worker());
    }
  }

  /** The plan's next batch if it is there; the window moves on. */
  Optional<BatchFrame> take() {
    Place<W> first = window.peek();
    if (first == null || first.frame == null) {
      return Optional.empty();
    }
    window.remove();
    first.taken = true;
    waitingFrames--;
    waitingBytes -= first.frame.bytes().length;
    return Optional.of(first.frame);
  }

  /** Whether the plan's last batch was taken. */
  boolean isDone() {
    return window.isEmpty() && !plan.hasNext();
  }

  /** Whether nothing can be asked because the trainer has not taken what is there. */
  boolean isFull() {
    return window.size() >= ahead && window.stream().noneMatch(place -> place.waiting);
  }

  /** Requests that a worker holds, late ones included. */
  int held(W worker) {
    return (int) open.values().stream().filter(asked -> asked.worker() == worker).count();
  }

  int outstanding() {
    return open.size();
  }

  int waitingFrames() {
    return waitingFrames;
  }

  long waitingBytes() {
    return waitingBytes;
  }
}
