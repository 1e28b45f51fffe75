package org.jpose.data.remote;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jpose.data.BatchRequest;

/**
 * Which worker makes which batch of the plan, and which batch is the trainer's next. A window moves
 * over the plan: batches are leased only within it, so that it bounds what waits here when the
 * trainer is slow. A batch that is late, failed or lost is leased to another worker as well; the
 * first one delivered counts. Batches leave in the plan's order, each once.
 *
 * <p>Time comes from the caller. Not thread-safe.
 *
 * @param <W> a worker, compared by identity
 */
final class Leases<W> {
  /** When so many have failed at a batch, no worker is given it again. */
  static final int MOST_FAILURES = 3;

  /** A batch that a worker is to make until a time. */
  record Lease<V>(long number, Place<V> place, V worker, long since, long deadline) {
    BatchRequest request() {
      return place.request;
    }

    /** Whether the batch is not there yet. */
    boolean isNeeded() {
      return place.state != State.DONE;
    }
  }

  private enum State {
    /** To be leased. */
    FREE,
    /** Being made. */
    LEASED,
    /** For the trainer itself. */
    KEPT,
    /** Delivered. */
    DONE
  }

  /** A batch's place in the plan. */
  static final class Place<V> {
    private final BatchRequest request;
    private final Set<V> tried = new HashSet<>();
    private State state = State.FREE;
    private long freeSince;
    private long latest;
    private int times;
    private int failures;
    private byte[] bytes = {};

    Place(BatchRequest request) {
      this.request = request;
    }
  }

  /** A batch that was delivered, in bytes. */
  record Delivered(BatchRequest request, byte[] bytes) {}

  private final Iterator<BatchRequest> plan;
  private final int ahead;
  private final Patience patience;
  private final ArrayDeque<Place<W>> window = new ArrayDeque<>();
  private final Map<Long, Lease<W>> open = new HashMap<>();
  private long leased;
  private long again;

  /**
   * Nothing is leased yet.
   *
   * @param plan the batches, in order
   * @param ahead places of the window
   * @param patience how long to wait for a batch
   */
  Leases(Iterator<BatchRequest> plan, int ahead, Patience patience) {
    this.plan = plan;
    this.ahead = ahead;
    this.patience = patience;
  }

  /**
   * Leases the first batch that nobody makes; not one this worker tried before, unless all that are
   * present have, or none of them has asked for a while.
   *
   * @param present workers that are there, this one among them
   */
  Optional<Lease<W>> lease(W worker, Set<W> present, long now) {
    for (Place<W> place : window) {
      if (place.state == State.FREE && isFor(place, worker, present, now)) {
        return Optional.of(lease(place, worker, now));
      }
    }
    if (window.size() < ahead && plan.hasNext()) {
      Place<W> place = new Place<>(plan.next());
      window.add(place);
      return Optional.of(lease(place, worker, now));
    }
    return Optional.empty();
  }

  private boolean isFor(Place<W> place, W worker, Set<W> present, long now) {
    return !place.tried.contains(worker)
        || place.tried.containsAll(present)
        || now - place.freeSince >= patience.nanos(0);
  }

  private Lease<W> lease(Place<W> place, W worker, long now) {
    again += place.times > 0 ? 1 : 0;
    long deadline = now + patience.nanos(place.times++);
    Lease<W> lease = new Lease<>(++leased, place, worker, now, deadline);
    place.state = State.LEASED;
    place.latest = lease.number();
    place.tried.add(worker);
    open.put(lease.number(), lease);
    return lease;
  }

  /** The lease of this number, if this worker has it and has not delivered. */
  Optional<Lease<W>> open(long number, W worker) {
    return Optional.ofNullable(open.get(number)).filter(lease -> lease.worker() == worker);
  }

  /**
   * Takes a batch, a late one too.
   *
   * @return false if another worker was faster and the batch is not needed
   */
  boolean delivered(Lease<W> lease, byte[] bytes, long now) {
    open.remove(lease.number());
    patience.answered(now - lease.since());
    if (!lease.isNeeded()) {
      return false;
    }
    lease.place().bytes = bytes;
    lease.place().state = State.DONE;
    return true;
  }

  /**
   * Takes the word that a worker cannot make a batch.
   *
   * @return whether it was one word too many: the trainer is to make it itself, and nobody else
   */
  boolean failed(Lease<W> lease, long now) {
    dropped(lease, now);
    boolean last = lease.isNeeded() && ++lease.place().failures == MOST_FAILURES;
    if (last) {
      lease.place().state = State.KEPT;
    }
    return last;
  }

  private void dropped(Lease<W> lease, long now) {
    open.remove(lease.number());
    free(lease, now);
  }

  /** Takes back what a worker has that is no longer there. */
  void lost(W worker, long now) {
    List<Lease<W>> held = open.values().stream().filter(a -> a.worker() == worker).toList();
    held.forEach(lease -> dropped(lease, now));
    // A place may outlive any number of workers that come and go.
    window.forEach(place -> place.tried.remove(worker));
  }

  /**
   * Lets others have what is late; who has it may still deliver it.
   *
   * @return whose batches these are
   */
  List<W> expire(long now) {
    List<W> late = new ArrayList<>();
    for (Lease<W> lease : open.values()) {
      if (now - lease.deadline() >= 0 && free(lease, now)) {
        late.add(lease.worker());
      }
    }
    return late;
  }

  /** Lets another worker have the place, unless one was given it after this lease. */
  private boolean free(Lease<W> lease, long now) {
    Place<W> place = lease.place();
    if (place.latest != lease.number() || place.state != State.LEASED) {
      return false;
    }
    place.state = State.FREE;
    place.freeSince = now;
    return true;
  }

  /** The plan's next batch if it is there; the window moves on. */
  Optional<Delivered> take() {
    Optional<Place<W>> first =
        Optional.ofNullable(window.peek()).filter(place -> place.state == State.DONE);
    first.ifPresent(window::remove);
    return first.map(
        place -> {
          byte[] bytes = place.bytes;
          // A late worker's lease holds the place for a while.
          place.bytes = new byte[0];
          return new Delivered(place.request, bytes);
        });
  }

  /** Whether the plan's last batch was taken. */
  boolean isDone() {
    return window.isEmpty() && !plan.hasNext();
  }

  /** Whether nothing can be leased because the trainer has not taken what is there. */
  boolean isFull() {
    return waiting() >= ahead;
  }

  long leased() {
    return leased;
  }

  /** Leases of batches that had been leased before. */
  long again() {
    return again;
  }

  /** Leases that a worker has, late ones included. */
  int held(W worker) {
    return (int) open.values().stream().filter(lease -> lease.worker() == worker).count();
  }

  int outstanding() {
    return open.size();
  }

  int waiting() {
    return (int) window.stream().filter(place -> place.state == State.DONE).count();
  }

  long waitingBytes() {
    return window.stream().mapToLong(place -> place.bytes.length).sum();
  }
}
