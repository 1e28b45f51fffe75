package org.jpose.data.loader;

import java.util.Iterator;
import org.jpose.data.BatchRequest;

/**
 * One rank's part of every batch of a plan, for training in several processes: places that lie side
 * by side. What happens to a sample depends on seed, epoch and place, so the shares of all ranks
 * together are the samples that one process would train.
 *
 * @param plan the whole batches
 * @param rank which part, from 0
 * @param ranks number of parts
 */
public record BatchShare(BatchPlan plan, int rank, int ranks) implements Iterable<BatchRequest> {
  /**
   * Checks that every batch can be shared evenly.
   *
   * @throws IllegalArgumentException if not, or the rank is not one of the ranks
   */
  public BatchShare {
    if (ranks < 1 || rank < 0 || rank >= ranks) {
      throw new IllegalArgumentException(
          "share %d of %d, expected 0 to one less than the number of shares"
              .formatted(rank, ranks));
    }
    if (plan.batchSize() % ranks != 0) {
      throw new IllegalArgumentException(
          "a batch of %d cannot be shared evenly among %d ranks; use a multiple of %d"
              .formatted(plan.batchSize(), ranks, ranks));
    }
    int rest = plan.epochSize() % plan.batchSize();
    if (!plan.dropLast() && rest % ranks != 0) {
      throw new IllegalArgumentException(
          "the last batch of an epoch, of %d, cannot be shared evenly among %d ranks; leave it out"
              .formatted(rest, ranks));
    }
  }

  /** This rank's part of a batch. */
  public BatchRequest part(BatchRequest whole) {
    int size = whole.size() / ranks;
    int from = whole.from() + rank * size;
    return new BatchRequest(whole.seed(), whole.epoch(), from, from + size);
  }

  /** The parts from the plan's start on; each iterator begins anew. */
  @Override
  public Iterator<BatchRequest> iterator() {
    Iterator<BatchRequest> batches = plan.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return batches.hasNext();
      }

      @Override
      public BatchRequest next() {
        return part(batches.next());
      }
    };
  }
}
