package org.jpose.data.remote;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jpose.http.Answer;
import org.jpose.http.Problem;

/** A worker as its trainer knows it, there or gone. Not thread-safe. */
final class RemoteWorker {
  final String id = UUID.randomUUID().toString();
  final String name;

  /** Batches it may have at once. */
  final int places;

  boolean present = true;

  /** Why it was sent away. */
  Optional<Problem> refusal = Optional.empty();

  long heard;

  /** Its question for work, which is answered when there is some. */
  Optional<Consumer<Answer>> question = Optional.empty();

  long asked;
  boolean told;
  int late;
  long replaced;
  long duplicates;
  long failed;
  private long batches;
  private long samples;
  private long bytes;

  RemoteWorker(String name, int places) {
    this.name = name;
    this.places = places;
  }

  void answer(Answer answer) {
    Optional<Consumer<Answer>> asked = question;
    question = Optional.empty();
    try {
      asked.ifPresent(to -> to.accept(answer));
    } catch (RuntimeException e) {
      // Its connection is gone; a lease it would have got ends by itself.
    }
  }

  /**
   * Notes a batch.
   *
   * @param damaged samples that it says it has replaced so far; no more than it has sent
   */
  void delivered(int moreSamples, int moreBytes, long damaged) {
    batches++;
    samples += moreSamples;
    bytes += moreBytes;
    late = 0;
    replaced = Math.max(replaced, Math.min(damaged, samples));
  }

  WorkerStatistics statistics(int held) {
    return new WorkerStatistics(name, present, batches, samples, bytes, held, duplicates, failed);
  }
}
