package org.jpose.data.remote;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jpose.data.BatchRequest;
import org.jpose.http.ProblemException;

/**
 * What workers may ask of a trainer, and what the trainer gets of it: which worker makes which
 * batch, and what is done with batches that are late, damaged or cannot be made. A worker's fault
 * refuses that worker and never ends the run. Knows neither network nor clock. Thread-safe.
 */
final class LeaseService {
  /** Requests that wait for something are answered after this time, so that all know of all. */
  static final long POLL_NANOS = Duration.ofSeconds(5).toNanos();

  /** So many batches in a row that never came, and a worker has to say hello again. */
  static final int MOST_FAULTS = 3;

  /** A batch may have a part of the memory only; several are on their way at once. */
  static final long MOST_BYTES = Math.min(1L << 30, Runtime.getRuntime().maxMemory() / 8);

  /** The answer to a request for work. */
  sealed interface Reply {
    /** Make this. */
    record Work(long lease, BatchRequest request) implements Reply {}

    /** Nothing now; ask again. */
    record Nothing() implements Reply {}

    /** The trainer is done. */
    record Done() implements Reply {}
  }

  private record Poll(RemoteWorker worker, boolean wantsWork, long until, Consumer<Reply> answer) {}

  private final BatchRecipe recipe;
  private final WorkerData own;
  private final RemoteOptions options;
  private final String fingerprint;
  private final Leases<RemoteWorker> leases;
  private final Workers workers;
  private final Deque<Poll> polls = new ArrayDeque<>();
  private final Deque<Leases.Lease<RemoteWorker>> toMakeHere = new ArrayDeque<>();
  private long leased;
  private long leasedAgain;
  private long madeHere;
  private long duplicates;
  private int mostOutstanding;
  private int mostWaiting;
  private long mostWaitingBytes;
  private Optional<RemoteDataException> failure = Optional.empty();
  private boolean ended;

  LeaseService(
      Iterator<BatchRequest> plan,
      BatchRecipe recipe,
      WorkerData own,
      String version,
      RemoteOptions options) {
    this.recipe = recipe;
    this.own = own;
    this.options = options;
    workers = new Workers(own.identity(), version, options);
    fingerprint = Fingerprint.of(recipe, own.identity().size());
    Patience patience =
        new Patience(options.firstPatience(), options.leastPatience(), Duration.ofHours(1));
    leases = new Leases<>(plan, options.ahead(), patience, this::overdue);
  }

  private void overdue(RemoteWorker worker) {
    worker.leasedAgain++;
    leasedAgain++;
  }

  /**
   * Lets a worker in.
   *
   * @return what it is to know
   * @throws ProblemException if it is refused, with the reason
   */
  synchronized Form join(Form hello, long now) {
    if (ended) {
      throw workers.problem(410, "done", "the trainer is done");
    }
    return recipe.form().with("worker", workers.join(hello, now).id);
  }

  /** For good: its other requests get the same answer. */
  private ProblemException sendAway(RemoteWorker worker, String code, String reason) {
    ProblemException refusal = workers.sendAway(worker, code, reason);
    withdraw(worker);
    return refusal;
  }

  /** Counts a refusal. */
  synchronized void count(String code) {
    workers.count(code);
  }

  /**
   * Gives a worker a batch to make, now or later.
   *
   * @param answer told once; must not block
   * @throws ProblemException if the worker is unknown or has understood another recipe
   */
  synchronized void next(Form query, long now, Consumer<Reply> answer) {
    RemoteWorker worker = workers.find(query, now);
    if (!query.text("understood").equals(fingerprint)) {
      throw sendAway(
          worker,
          "recipe",
          "it would make other batches (%s) than asked for (%s)"
              .formatted(Workers.shown(query.text("summary")), recipe.summary()));
    }
    hold(new Poll(worker, true, now + POLL_NANOS, answer), worker.places, now);
  }

  /** A worker waits once a thread; who asks more often without end has its oldest answered. */
  private void hold(Poll poll, int most, long now) {
    List<Poll> same =
        polls.stream()
            .filter(other -> other.worker == poll.worker && other.wantsWork == poll.wantsWork)
            .toList();
    if (same.size() >= most) {
      dismiss(same.get(0));
    }
    polls.add(poll);
    serve(now);
  }

  /** Tells a worker when the trainer is done, or after a while that it is not. */
  synchronized void stay(Form query, long now, Consumer<Reply> answer) {
    hold(new Poll(workers.find(query, now), false, now + POLL_NANOS, answer), 1, now);
  }

  /**
   * How many bytes a batch may have that a worker is about to deliver; empty if it is not needed
   * any more.
   *
   * @throws ProblemException if the worker or its lease is unknown
   */
  synchronized Optional<Long> expected(Form query, long now) {
    Leases.Lease<RemoteWorker> lease = lease(query, now);
    if (leases.isNeeded(lease)) {
      return Optional.of(
          EncodedBatch.maxBytes(recipe.shape(lease.request()), lease.request().size()));
    }
    duplicate(lease, now);
    return Optional.empty();
  }

  private Leases.Lease<RemoteWorker> lease(Form query, long now) {
    return leases
        .open(query.number("lease"), workers.find(query, now))
        .orElseThrow(() -> workers.problem(409, "no-lease", "there is no such lease"));
  }

  private void duplicate(Leases.Lease<RemoteWorker> lease, long now) {
    leases.delivered(lease, new byte[0], now);
    lease.worker().duplicates++;
    duplicates++;
  }

  /**
   * Takes a batch.
   *
   * @throws ProblemException if it is no good, or nobody asked for it
   */
  void deliver(Form query, byte[] bytes, long now) {
    BatchRequest request;
    synchronized (this) {
      request = lease(query, now).request();
    }
    Optional<String> damage = damage(bytes, request);
    synchronized (this) {
      Leases.Lease<RemoteWorker> lease = lease(query, now);
      RemoteWorker worker = lease.worker();
      worker.replaced(query.number("damaged"), request.size());
      if (damage.isPresent()) {
        worker.damaged++;
        failed(lease, now);
        ProblemException reason =
            sendAway(worker, "damaged-batch", "its batch is no good: " + damage.get());
        serve(now);
        throw reason;
      }
      if (!leases.isNeeded(lease)) {
        duplicate(lease, now);
        return;
      }
      leases.delivered(lease, bytes, now);
      worker.delivered(lease.request().size(), bytes.length);
      noteWaiting();
      serve(now);
    }
  }

  private Optional<String> damage(byte[] bytes, BatchRequest request) {
    try {
      EncodedBatch.check(bytes, recipe.shape(request), request.size());
      return Optional.empty();
    } catch (DamagedBatchException e) {
      return Optional.of(e.getMessage());
    }
  }

  private void late(RemoteWorker worker, int batches) {
    workers.say(
        "worker %s: %d batches of it are late and go to others as well"
            .formatted(worker.name, batches));
    worker.late += batches;
    if (worker.late >= Math.min(MOST_FAULTS, worker.places)) {
      remove(worker);
      workers.count("late");
    }
  }

  private void noteWaiting() {
    mostWaiting = Math.max(mostWaiting, leases.waiting());
    mostWaitingBytes = Math.max(mostWaitingBytes, leases.waitingBytes());
    notifyAll();
  }

  /** Takes the word that a worker cannot make a batch; what several cannot is made here. */
  synchronized void failed(Form query, String reason, long now) {
    Leases.Lease<RemoteWorker> lease = lease(query, now);
    lease.worker().failed++;
    workers.say(
        "worker %s could not make %s: %s"
            .formatted(lease.worker().name, lease.request(), Workers.shown(reason)));
    failed(lease, now);
    serve(now);
  }

  private void failed(Leases.Lease<RemoteWorker> lease, long now) {
    if (leases.failed(lease, now) == MOST_FAULTS && leases.isNeeded(lease)) {
      leases.reserve(lease);
      toMakeHere.add(lease);
      notifyAll();
    }
  }

  /**
   * Whether a worker may say something at all.
   *
   * @throws ProblemException if it is unknown, or was sent away
   */
  synchronized void requireKnown(Form query, long now) {
    workers.find(query, now);
  }

  /** A worker goes, for a reason or because it is told to. */
  synchronized void leave(Form query, String reason, long now) {
    RemoteWorker worker = workers.find(query, now);
    remove(worker);
    if (reason.isBlank()) {
      workers.say("worker " + worker.name + " goes");
    } else {
      workers.refuse(worker, "recipe", Workers.shown(reason));
    }
    serve(now);
  }

  private void remove(RemoteWorker worker) {
    workers.remove(worker);
    withdraw(worker);
  }

  /** Takes back the work of a worker that is gone. */
  private void withdraw(RemoteWorker worker) {
    leases.lost(worker, worker.heard);
    polls.stream().filter(poll -> poll.worker == worker).toList().forEach(this::dismiss);
  }

  private void dismiss(Poll poll) {
    polls.remove(poll);
    answer(poll, new Reply.Nothing());
  }

  private static void answer(Poll poll, Reply reply) {
    try {
      poll.answer.accept(reply);
    } catch (RuntimeException e) {
      // Its connection is gone; a lease it would have got ends by itself.
    }
  }

  /** Lets time pass: late batches go to others, silent workers are gone, polls are answered. */
  synchronized void tick(long now) {
    Map<RemoteWorker, Long> before = new HashMap<>();
    workers.present().forEach(worker -> before.put(worker, worker.leasedAgain));
    leases.expire(now);
    before.forEach(
        (worker, times) -> {
          if (worker.leasedAgain > times) {
            late(worker, (int) (worker.leasedAgain - times));
          }
        });
    List<RemoteWorker> silent =
        workers.present().stream()
            .filter(worker -> now - worker.heard >= options.silence().toNanos())
            .filter(worker -> polls.stream().noneMatch(poll -> poll.worker == worker))
            .toList();
    for (RemoteWorker worker : silent) {
      workers.say("worker " + worker.name + " is gone: no word of it");
      remove(worker);
    }
    serve(now);
  }

  /** Answers what can be answered. */
  private void serve(long now) {
    Set<RemoteWorker> present = Set.copyOf(workers.present());
    for (Poll poll : List.copyOf(polls)) {
      Optional<Reply> reply =
          ended
              ? Optional.of(new Reply.Done())
              : work(poll, present, now)
                  .or(
                      () ->
                          now - poll.until >= 0
                              ? Optional.of(new Reply.Nothing())
                              : Optional.empty());
      if (reply.isPresent()) {
        poll.worker.told |= ended;
        polls.remove(poll);
        answer(poll, reply.get());
      }
    }
  }

  private Optional<Reply> work(Poll poll, Set<RemoteWorker> present, long now) {
    if (!poll.wantsWork || failure.isPresent() || leases.held(poll.worker) >= poll.worker.places) {
      return Optional.empty();
    }
    Optional<Leases.Lease<RemoteWorker>> found = Optional.empty();
    try {
      found = leases.lease(poll.worker, present, now);
      found.ifPresent(lease -> requireSize(lease.request()));
    } catch (RuntimeException e) {
      fail(new RemoteDataException("the plan of batches cannot be read: " + e, e));
    }
    if (found.isEmpty() || failure.isPresent()) {
      return Optional.empty();
    }
    leased++;
    mostOutstanding = Math.max(mostOutstanding, leases.outstanding());
    return Optional.of(new Reply.Work(found.get().number(), found.get().request()));
  }

  private void requireSize(BatchRequest request) {
    long most = EncodedBatch.maxBytes(recipe.shape(request), request.size());
    if (most > MOST_BYTES) {
      fail(
          new RemoteDataException(
              "%s may need %,d bytes, more than the %,d allowed; make batches smaller, or give Java more memory"
                  .formatted(request, most, MOST_BYTES)));
    }
  }

  /** Ends the run: {@link #take} tells the reason. */
  synchronized void fail(RemoteDataException reason) {
    if (failure.isEmpty()) {
      failure = Optional.of(reason);
    }
    notifyAll();
  }

  /**
   * Waits for the next batch of the plan.
   *
   * @return the batch, or empty after the plan's last
   * @throws RemoteDataException if it can be made neither by workers nor here
   * @throws IllegalStateException after {@link #end}
   */
  Optional<Leases.Delivered> take() throws InterruptedException {
    while (true) {
      Leases.Lease<RemoteWorker> toMake;
      synchronized (this) {
        while (toMakeHere.isEmpty()) {
          requireRunning();
          Optional<Leases.Delivered> first = leases.take();
          if (first.isPresent() || leases.isDone()) {
            serve(System.nanoTime());
            return first;
          }
          wait();
        }
        toMake = toMakeHere.remove();
      }
      makeHere(toMake);
    }
  }

  private void requireRunning() {
    if (ended) {
      throw new IllegalStateException("the remote batches are closed");
    }
    failure.ifPresent(
        reason -> {
          throw reason;
        });
  }

  /** What workers cannot make, the trainer's own data tell whether it can be made at all. */
  private void makeHere(Leases.Lease<RemoteWorker> lease) {
    BatchRequest request = lease.request();
    try {
      byte[] bytes = EncodedBatch.of(own.maker(recipe).make(request));
      EncodedBatch.check(bytes, recipe.shape(request), request.size());
      synchronized (this) {
        if (leases.delivered(lease, bytes, System.nanoTime())) {
          madeHere++;
          noteWaiting();
        }
      }
    } catch (RuntimeException | DamagedBatchException e) {
      fail(
          new RemoteDataException(
              "%s can be made neither by workers nor here: %s".formatted(request, e.getMessage()),
              e));
    }
  }

  /** Tells all workers that the trainer is done, now or when they ask. */
  synchronized void end() {
    ended = true;
    serve(System.nanoTime());
    notifyAll();
  }

  /** Whether all workers that are there know that the trainer is done. */
  synchronized boolean isTold() {
    return workers.present().stream().allMatch(worker -> worker.told);
  }

  /** Whether workers have nothing to do because the trainer has not taken what is there. */
  synchronized boolean isFull() {
    return leases.isFull();
  }

  /** Samples that could not be read and were replaced, by workers and here. */
  synchronized long damaged() {
    return own.damaged() + workers.replaced();
  }

  synchronized RemoteStatistics statistics() {
    return new RemoteStatistics(
        workers.statistics(leases::held),
        workers.joined(),
        workers.left(),
        leased,
        leasedAgain,
        madeHere,
        duplicates,
        leases.outstanding(),
        mostOutstanding,
        leases.waiting(),
        mostWaiting,
        mostWaitingBytes,
        workers.refused());
  }
}
