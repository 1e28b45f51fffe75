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
  /** A batch that a worker is to make until a time. */
  record Lease<V>(long number, Place<V> place, V worker, long since, long deadline) {
    BatchRequest request() {
      return place.request;
    }
  }

  /** A batch's place in the plan. */
  static final class Place<V> {
    private final BatchRequest request;
    private final Set<V> tried = new HashSet<>();
    private boolean free;
    private boolean reserved;
    private long freeSince;
    private boolean taken;
    private long latest;
    private int times;
    private int failures;
    private byte[] bytes;

    Place(BatchRequest request) {
      this.request = request;
    }
  }

  /** A batch that was delivered, in bytes. */
  record Delivered(BatchRequest request, byte[] bytes) {}

  private final Iterator<BatchRequest> plan;
  private final int ahead;
  private final Patience patience;
  private final Consumer<W> overdue;
  private final ArrayDeque<Place<W>> window = new ArrayDeque<>();
  private final Map<Long, Lease<W>> open = new HashMap<>();
  private long numbers;
  private int waiting;
  private long waitingBytes;

  /**
   * Nothing is leased yet.
   *
   * @param plan the batches, in order
   * @param ahead places of the window
   * @param patience how long to wait for a batch
   * @param overdue told of each worker whose batch is leased to another as well
   */
  Leases(Iterator<BatchRequest> plan, int ahead, Patience patience, Consumer<W> overdue) {
    this.plan = plan;
    this.ahead = ahead;
    this.patience = patience;
    this.overdue = overdue;
  }

  /**
   * Leases the first batch that nobody makes; not one this worker tried before, unless all that are
   * present have, or none of them has asked for a while.
   *
   * @param present workers that are there, this one among them
   */
  Optional<Lease<W>> lease(W worker, Set<W> present, long now) {
    for (Place<W> place : window) {
      if (place.free && isFor(place, worker, present, now)) {
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
    long deadline = now + patience.nanos(place.times);
    Lease<W> lease = new Lease<>(++numbers, place, worker, now, deadline);
    place.free = false;
    place.latest = lease.number();
    place.times++;
    place.tried.add(worker);
    open.put(lease.number(), lease);
    return lease;
  }

  /** The lease of this number, if this worker has it and has not delivered. */
  Optional<Lease<W>> open(long number, W worker) {
    return Optional.ofNullable(open.get(number)).filter(lease -> lease.worker() == worker);
  }

  /** Whether the batch is not there yet. */
  boolean isNeeded(Lease<W> lease) {
    return !lease.place().taken && lease.place().bytes == null;
  }

  /**
   * Takes a batch, a late one too.
   *
   * @return false if another worker was faster and the batch is not needed
   */
  boolean delivered(Lease<W> lease, byte[] bytes, long now) {
    open.remove(lease.number());
    patience.answered(now - lease.since());
    if (!isNeeded(lease)) {
      return false;
    }
    Place<W> place = lease.place();
    place.bytes = bytes;
    place.free = false;
    waiting++;
    waitingBytes += bytes.length;
    return true;
  }

  /**
   * Takes the word that a worker cannot make a batch.
   *
   * @return how many times that was said of this batch
   */
  int failed(Lease<W> lease, long now) {
    dropped(lease, now);
    return ++lease.place().failures;
  }

  /** What came was no good. */
  void dropped(Lease<W> lease, long now) {
    open.remove(lease.number());
    free(lease, now);
  }

  /** The trainer makes this batch itself: nobody else is to. */
  void reserve(Lease<W> lease) {
    lease.place().free = false;
    lease.place().reserved = true;
  }

  /** Takes back what a worker has that is no longer there. */
  void lost(W worker, long now) {
    List<Lease<W>> held = open.values().stream().filter(a -> a.worker() == worker).toList();
    held.forEach(lease -> dropped(lease, now));
    // A place may outlive any number of workers that come and go.
    window.forEach(place -> place.tried.remove(worker));
  }

  /** Lets others have what is late; who has it may still deliver it. */
  void expire(long now) {
    for (Lease<W> lease : open.values()) {
      if (now - lease.deadline() >= 0) {
        free(lease, now);
      }
    }
  }

  /** Lets another worker have the place, unless one was given it after this lease. */
  private void free(Lease<W> lease, long now) {
    Place<W> place = lease.place();
    if (place.latest == lease.number() && isNeeded(lease) && !place.free && !place.reserved) {
      place.free = true;
      place.freeSince = now;
      overdue.accept(lease.worker());
    }
  }

  /** The plan's next batch if it is there; the window moves on. */
  Optional<Delivered> take() {
    Place<W> first = window.peek();
    if (first == null || first.bytes == null) {
      return Optional.empty();
    }
    window.remove();
    first.taken = true;
    waiting--;
    waitingBytes -= first.bytes.length;
    return Optional.of(new Delivered(first.request, first.bytes));
  }

  /** Whether the plan's last batch was taken. */
  boolean isDone() {
    return window.isEmpty() && !plan.hasNext();
  }

  /** Whether nothing can be leased because the trainer has not taken what is there. */
  boolean isFull() {
    return waiting >= ahead;
  }

  /** Leases that a worker has, late ones included. */
  int held(W worker) {
    return (int) open.values().stream().filter(lease -> lease.worker() == worker).count();
  }

  int outstanding() {
    return open.size();
  }

  int waiting() {
    return waiting;
  }

  long waitingBytes() {
    return waitingBytes;
  }
}
