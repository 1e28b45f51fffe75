package org.jpose.data.remote;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jpose.data.DataIdentity;
import org.jpose.http.Problem;
import org.jpose.http.ProblemException;

/**
 * The workers of a trainer: who is let in, who was sent away and why, who has left. Counts what is
 * refused. Not thread-safe.
 */
final class Workers {
  static final String PROTOCOL = "2";

  /** Of workers that have left so many are remembered. */
  private static final int MOST_REMEMBERED = 256;

  private static final int MOST_NAME = 80;

  private final DataIdentity data;
  private final String version;
  private final RemoteOptions options;
  private final Map<String, RemoteWorker> present = new LinkedHashMap<>();
  private final Deque<WorkerStatistics> gone = new ArrayDeque<>();
  private final Map<String, Problem> sentAway = new LinkedHashMap<>();
  private final Map<String, Long> refused = new TreeMap<>();
  private long joined;
  private long left;
  private long replacedBefore;

  /**
   * Nobody is there yet.
   *
   * @param data the trainer's, which workers must have too
   * @param version the trainer's version of jpose, which workers must have too
   */
  Workers(DataIdentity data, String version, RemoteOptions options) {
    this.data = data;
    this.version = version;
    this.options = options;
  }

  /**
   * Lets a worker in.
   *
   * @throws ProblemException if it is refused, with the reason
   */
  RemoteWorker join(Form hello, long now) {
    RemoteWorker worker =
        new RemoteWorker(
            UUID.randomUUID().toString(), shown(hello.text("name")), places(hello), now);
    if (!hello.text("protocol").equals(PROTOCOL)) {
      throw refuse(worker, "protocol", "it speaks another version of the protocol");
    }
    if (!hello.text("version").equals(version)) {
      throw refuse(
          worker,
          "version",
          "it is jpose %s, the trainer %s; use the same"
              .formatted(shown(hello.text("version")), version));
    }
    requireData(
        worker,
        new DataIdentity(
            shown(hello.text("data")), hello.integer("samples"), shown(hello.text("hash"))));
    if (present.size() >= options.maxWorkers()) {
      throw problem(503, "full", "there are " + present.size() + " workers, as many as may be");
    }
    present.put(worker.id, worker);
    joined++;
    say("worker " + worker.name + " is there");
    return worker;
  }

  private static int places(Form hello) {
    int threads = hello.integer("threads");
    if (threads < 1 || threads > WorkerOptions.MAX_THREADS) {
      throw new IllegalArgumentException("'threads' is " + threads);
    }
    return threads + 1;
  }

  private void requireData(RemoteWorker worker, DataIdentity its) {
    if (!its.equalsContent(data)) {
      throw refuse(
          worker,
          "data",
          "its data are %s, the trainer's %s; use a copy of the same, and the same split"
              .formatted(its, data));
    }
  }

  /** What a worker has sent, without what could do harm on a terminal. */
  static String shown(String text) {
    String plain = text.replaceAll("[^\\p{Print}\\p{L}\\p{N}]", "?");
    return plain.substring(0, Math.min(plain.length(), MOST_NAME));
  }

  /**
   * A worker that was let in.
   *
   * @throws ProblemException if there is none, or it was sent away
   */
  RemoteWorker find(Form query, long now) {
    String id = query.text("worker");
    if (sentAway.containsKey(id)) {
      throw new ProblemException(sentAway.get(id));
    }
    RemoteWorker worker = present.get(id);
    if (worker == null) {
      throw problem(404, "unknown-worker", "there is no such worker; say hello");
    }
    worker.heard = now;
    return worker;
  }

  /** Those that are there. */
  Collection<RemoteWorker> present() {
    return Collections.unmodifiableCollection(present.values());
  }

  /** Says that a worker is refused, and makes its answer. */
  ProblemException refuse(RemoteWorker worker, String code, String reason) {
    say("worker %s is refused: %s".formatted(worker.name, reason));
    return problem(403, code, reason);
  }

  /** The same for good: its other requests get the same answer. */
  ProblemException sendAway(RemoteWorker worker, String code, String reason) {
    remove(worker);
    ProblemException refusal = refuse(worker, code, reason);
    sentAway.put(worker.id, refusal.problem());
    if (sentAway.size() > MOST_REMEMBERED) {
      sentAway.remove(sentAway.keySet().iterator().next());
    }
    return refusal;
  }

  /** A worker is not there any more. */
  void remove(RemoteWorker worker) {
    present.remove(worker.id);
    replacedBefore += worker.replaced;
    left++;
    gone.add(worker.statistics(false, 0));
    if (gone.size() > MOST_REMEMBERED) {
      gone.remove();
    }
  }

  /** Counts a refusal, and makes its answer. */
  ProblemException problem(int status, String code, String reason) {
    count(code);
    return new ProblemException(Problem.of(status, code, "Refused", reason));
  }

  /** Counts a refusal. */
  void count(String code) {
    refused.merge(code, 1L, Long::sum);
  }

  /** Tells the trainer's user. */
  void say(String line) {
    options.journal().accept(line);
  }

  /** Samples that workers have replaced because they could not be read. */
  long replaced() {
    return replacedBefore + present.values().stream().mapToLong(worker -> worker.replaced).sum();
  }

  /** What was seen of each; of many that left, of the last ones. */
  List<WorkerStatistics> statistics(ToIntFunction<RemoteWorker> held) {
    Stream<WorkerStatistics> there =
        present.values().stream().map(worker -> worker.statistics(true, held.applyAsInt(worker)));
    return Stream.concat(gone.stream(), there).toList();
  }

  long joined() {
    return joined;
  }

  long left() {
    return left;
  }

  /** Refusals by reason. */
  Map<String, Long> refused() {
    return Map.copyOf(refused);
  }
}
