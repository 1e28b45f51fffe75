package org.jpose.data.remote;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jpose.core.JposeVersion;
import org.jpose.data.DataIdentity;
import org.jpose.http.Problem;
import org.jpose.http.ProblemException;

/**
 * The workers of a trainer: who is let in, who was sent away and why, who has left. Counts what is
 * refused. Not thread-safe.
 */
final class Workers {
  static final String PROTOCOL = "3";

  /** Of workers that have left so many are remembered. */
  private static final int MOST_REMEMBERED = 256;

  private static final int MOST_NAME = 80;

  private final DataIdentity data;
  private final RemoteOptions options;
  private final Map<String, RemoteWorker> known = new LinkedHashMap<>();
  private final Map<String, Long> refused = new TreeMap<>();
  private long joined;
  private long replacedBefore;

  /**
   * Nobody is there yet.
   *
   * @param data the trainer's, which workers must have too
   */
  Workers(DataIdentity data, RemoteOptions options) {
    this.data = data;
    this.options = options;
  }

  /**
   * Lets a worker in.
   *
   * @throws ProblemException if it is refused, with the reason
   */
  RemoteWorker join(Form hello, long now) {
    // Of another protocol nothing else can be read.
    if (!PROTOCOL.equals(hello.values().get("protocol"))) {
      String name = shown(hello.values().getOrDefault("name", "unnamed"));
      throw refuse(
          new RemoteWorker(name, 1), "protocol", "it speaks another version of the protocol");
    }
    int threads = hello.integer("threads");
    if (threads < 1 || threads > WorkerOptions.MAX_THREADS) {
      throw new IllegalArgumentException("'threads' is " + threads);
    }
    RemoteWorker worker = new RemoteWorker(shown(hello.text("name")), threads + 1);
    String version = shown(hello.text("version"));
    if (!version.equals(JposeVersion.number())) {
      throw refuse(
          worker,
          "version",
          "it is jpose %s, the trainer %s; use the same".formatted(version, JposeVersion.number()));
    }
    DataIdentity its =
        new DataIdentity(
            shown(hello.text("data")), hello.integer("samples"), shown(hello.text("hash")));
    if (!its.equalsContent(data)) {
      throw refuse(
          worker,
          "data",
          "its data are %s, the trainer's %s; use a copy of the same, and the same split"
              .formatted(its, data));
    }
    int there = present().size();
    if (there >= options.maxWorkers()) {
      throw problem(503, "full", "there are " + there + " workers, as many as may be");
    }
    worker.heard = now;
    known.put(worker.id, worker);
    joined++;
    say("worker " + worker.name + " is there");
    return worker;
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
    RemoteWorker worker = known.get(query.text("worker"));
    if (worker != null && worker.refusal.isPresent()) {
      throw new ProblemException(worker.refusal.get());
    }
    if (worker == null || !worker.present) {
      throw problem(404, "unknown-worker", "there is no such worker; say hello");
    }
    worker.heard = now;
    return worker;
  }

  /** Those that are there. */
  List<RemoteWorker> present() {
    return known.values().stream().filter(worker -> worker.present).toList();
  }

  /** Says that a worker is refused, and makes its answer, the same for all it asks from now on. */
  ProblemException refuse(RemoteWorker worker, String code, String reason) {
    say("worker %s is refused: %s".formatted(worker.name, reason));
    ProblemException refusal = problem(403, code, reason);
    worker.refusal = Optional.of(refusal.problem());
    return refusal;
  }

  /** A worker is not there any more. */
  void remove(RemoteWorker worker) {
    worker.present = false;
    // The last one to go is the last to be forgotten.
    known.remove(worker.id);
    known.put(worker.id, worker);
    List<RemoteWorker> gone = known.values().stream().filter(one -> !one.present).toList();
    if (gone.size() > MOST_REMEMBERED) {
      known.remove(gone.get(0).id);
      replacedBefore += gone.get(0).replaced;
    }
  }

  /** An answer that refuses something. */
  static ProblemException problem(int status, String code, String reason) {
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
    return replacedBefore + known.values().stream().mapToLong(worker -> worker.replaced).sum();
  }

  /** What was seen of each; of many that left, of the last ones. */
  List<WorkerStatistics> statistics(ToIntFunction<RemoteWorker> held) {
    return known.values().stream()
        .map(worker -> worker.statistics(held.applyAsInt(worker)))
        .toList();
  }

  long joined() {
    return joined;
  }

  /** Refusals by reason. */
  Map<String, Long> refused() {
    return refused;
  }
}
