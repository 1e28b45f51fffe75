package org.jpose.data.remote;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jpose.data.BatchRequest;
import org.jpose.data.loader.Recipe;
import org.jpose.http.Answer;
import org.jpose.http.ProblemException;

/**
 * What workers may ask of a trainer, and what the trainer gets of it: which worker makes which
 * batch, and what is done with batches that are late, damaged or cannot be made. A worker's fault
 * refuses that worker and never ends the run. Knows neither network nor clock. Thread-safe.
 */
final class LeaseService {
  /** Questions for work are answered after this time, so that all know of all. */
  private static final long POLL_NANOS = Duration.ofSeconds(5).toNanos();

  /** So many batches in a row that never came, and a worker has to say hello again. */
  private static final int MOST_LATE = 3;

  /** A batch may have a part of the memory only; several are on their way at once. */
  static final long MOST_BYTES = Math.min(1L << 30, Runtime.getRuntime().maxMemory() / 8);

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final Answer NOTHING = Answer.of(204, TEXT, new byte[0]);
  private static final Answer DONE = Answer.of(410, TEXT, new byte[0]);

  private final Recipe recipe;
  private final Form welcome;
  private final WorkerData own;
  private final RemoteOptions options;
  private final Leases<RemoteWorker> leases;
  private final Workers workers;
  private final Deque<Leases.Lease<RemoteWorker>> toMakeHere = new ArrayDeque<>();
  private long madeHere;
  private long mostWaitingBytes;
  private Optional<RemoteDataException> failure = Optional.empty();
  private boolean ended;

  LeaseService(Iterator<BatchRequest> plan, Recipe recipe, WorkerData own, RemoteOptions options) {
    this.recipe = recipe;
    this.own = own;
    this.options = options;
    welcome = SharedRecipe.form(recipe);
    if (welcome.toString().length() > TrainerConnection.MOST_ANSWER / 2) {
      throw new IllegalArgumentException(
          "the skeleton is too large to be told to data workers; train it without them");
    }
    workers = new Workers(own.identity(), options);
    leases = new Leases<>(plan, options.ahead(), new Patience(options.patience()));
  }

  /** What a worker is told in a form. */
  static Answer answer(Form form) {
    return Answer.of(200, TEXT, form.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Lets a worker in.
   *
   * @return what it is to know
   * @throws ProblemException if it is refused, with the reason
   */
  synchronized Form join(Form hello, long now) {
    if (ended) {
      throw Workers.problem(410, "done", "the trainer is done");
    }
    return welcome.with("worker", workers.join(hello, now).id);
  }

  /**
   * Gives a worker a batch to make, now or later. A worker has one question: another one has the
   * one before answered.
   *
   * @param answer told once; must not block
   * @throws ProblemException if there is no such worker
   */
  synchronized void next(Form query, long now, Consumer<Answer> answer) {
    RemoteWorker worker = workers.find(query, now);
    worker.answer(NOTHING);
    worker.question = Optional.of(answer);
    worker.asked = now;
    serve(now);
  }

  private Leases.Lease<RemoteWorker> lease(Form query, long now) {
    return leases
        .open(query.number("lease"), workers.find(query, now))
        .orElseThrow(() -> Workers.problem(409, "no-lease", "there is no such lease"));
  }

  /**
   * The batch that a worker is about to deliver.
   *
   * @throws ProblemException if it is not needed any more, or nobody asked this worker for it
   */
  synchronized Leases.Lease<RemoteWorker> needed(Form query, long now) {
    Leases.Lease<RemoteWorker> lease = lease(query, now);
    if (!lease.isNeeded()) {
      leases.delivered(lease, new byte[0], now);
      lease.worker().duplicates++;
      throw Workers.problem(409, "duplicate", "another was faster");
    }
    return lease;
  }

  /**
   * Takes a batch.
   *
   * @throws ProblemException if it is no good or not needed any more
   */
  void deliver(Form query, byte[] bytes, long now) {
    BatchRequest request = needed(query, now).request();
    long replaced = query.number("damaged");
    Optional<String> damage = damage(bytes, request);
    synchronized (this) {
      Leases.Lease<RemoteWorker> lease = needed(query, now);
      RemoteWorker worker = lease.worker();
      if (damage.isPresent()) {
        failed(lease, now);
        remove(worker);
        serve(now);
        throw workers.refuse(worker, "damaged-batch", "its batch is no good: " + damage.get());
      }
      take(lease, bytes, now);
      worker.delivered(request.size(), bytes.length, replaced);
      serve(now);
    }
  }

  private Optional<String> damage(byte[] bytes, BatchRequest request) {
    return EncodedBatch.damage(bytes, recipe.shape(request), request.size());
  }

  private void take(Leases.Lease<RemoteWorker> lease, byte[] bytes, long now) {
    leases.delivered(lease, bytes, now);
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
    if (leases.failed(lease, now)) {
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
      workers.count("recipe");
    }
    serve(now);
  }

  private void remove(RemoteWorker worker) {
    workers.remove(worker);
    leases.lost(worker, worker.heard);
    worker.answer(NOTHING);
  }

  /** Counts a refusal. */
  synchronized void count(String code) {
    workers.count(code);
  }

  /** Lets time pass: late batches go to others, silent workers are gone, questions are answered. */
  synchronized void tick(long now) {
    leases.expire(now).forEach(this::late);
    for (RemoteWorker worker : workers.present()) {
      if (worker.question.isEmpty() && now - worker.heard >= options.silence().toNanos()) {
        workers.say("worker " + worker.name + " is gone: no word of it");
        remove(worker);
      }
    }
    serve(now);
  }

  private void late(RemoteWorker worker) {
    workers.say("worker %s: a batch of it is late, others make it too".formatted(worker.name));
    worker.late++;
    if (worker.present && worker.late >= Math.min(MOST_LATE, worker.places)) {
      remove(worker);
      workers.count("late");
    }
  }

  /** Answers what can be answered, the oldest question first. */
  private void serve(long now) {
    Set<RemoteWorker> present = Set.copyOf(workers.present());
    present.stream()
        .sorted(Comparator.comparingLong(worker -> worker.asked - now))
        .forEach(worker -> answer(worker, present, now));
  }

  private void answer(RemoteWorker worker, Set<RemoteWorker> present, long now) {
    if (worker.question.isEmpty()) {
      return;
    }
    if (ended) {
      worker.told = true;
      worker.answer(DONE);
      return;
    }
    Optional<Leases.Lease<RemoteWorker>> lease = work(worker, present, now);
    if (lease.isPresent()) {
      BatchRequest request = lease.get().request();
      worker.answer(
          answer(
              Form.empty()
                  .with("lease", lease.get().number())
                  .with("seed", request.seed())
                  .with("epoch", request.epoch())
                  .with("from", request.from())
                  .with("to", request.to())));
    } else if (now - worker.asked >= POLL_NANOS) {
      worker.answer(NOTHING);
    }
  }

  private Optional<Leases.Lease<RemoteWorker>> work(
      RemoteWorker worker, Set<RemoteWorker> present, long now) {
    if (failure.isPresent() || leases.held(worker) >= worker.places) {
      return Optional.empty();
    }
    try {
      Optional<Leases.Lease<RemoteWorker>> lease = leases.lease(worker, present, now);
      lease.ifPresent(found -> requireSize(found.request()));
      return lease.filter(found -> failure.isEmpty());
    } catch (RuntimeException e) {
      fail(new RemoteDataException("the plan of batches cannot be read: " + e, e));
      return Optional.empty();
    }
  }

  private void requireSize(BatchRequest request) {
    if (maxBytes(request) > MOST_BYTES) {
      fail(
          new RemoteDataException(
              "%s may need %,d bytes, more than the %,d allowed; make batches smaller, or give Java more memory"
                  .formatted(request, maxBytes(request), MOST_BYTES)));
    }
  }

  /** The most bytes that a batch may have. */
  long maxBytes(BatchRequest request) {
    return EncodedBatch.maxBytes(recipe.shape(request), request.size());
  }

  /** Ends the run: {@link #take} tells the reason. */
  synchronized void fail(RemoteDataException reason) {
    failure = failure.or(() -> Optional.of(reason));
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
      Optional<String> damage = damage(bytes, request);
      if (damage.isPresent()) {
        throw new RemoteDataException(damage.get());
      }
      madeHere(lease, bytes);
    } catch (RuntimeException e) {
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      fail(
          new RemoteDataException(
              "%s can be made neither by workers nor here: %s".formatted(request, reason), e));
    }
  }

  private synchronized void madeHere(Leases.Lease<RemoteWorker> lease, byte[] bytes) {
    if (lease.isNeeded()) {
      madeHere++;
      take(lease, bytes, System.nanoTime());
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
        leases.leased(),
        leases.again(),
        madeHere,
        leases.outstanding(),
        leases.waiting(),
        mostWaitingBytes,
        workers.refused());
  }
}
