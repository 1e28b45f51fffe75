package org.jpose.data.loader;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jpose.data.BatchRequest;

/**
 * The batches of a run, one after the other.
 *
 * @param seed seed of the run
 * @param epochSize samples of an epoch
 * @param batchSize samples of a batch
 * @param epochs number of epochs of the whole run
 * @param dropLast whether what is left of an epoch after its whole batches is left out, or makes a
 *     smaller batch
 * @param firstEpoch epoch to begin with; 0 unless a run is resumed
 * @param firstPlace place in the first epoch to begin with; 0 unless a run is resumed
 */
public record BatchPlan(
    long seed,
    int epochSize,
    int batchSize,
    int epochs,
    boolean dropLast,
    int firstEpoch,
    int firstPlace)
    implements Iterable<BatchRequest> {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a size is not positive, the start is not in the run or not
   *     at a batch, or there is no whole batch
   */
  public BatchPlan {
    if (epochSize < 1 || batchSize < 1 || epochs < 0) {
      throw new IllegalArgumentException(
          "%d epochs of %d samples in batches of %d: sizes must be at least 1"
              .formatted(epochs, epochSize, batchSize));
    }
    if (dropLast && batchSize > epochSize) {
      throw new IllegalArgumentException(
          "%d samples make no whole batch of %d; keep the last batch or make batches smaller"
              .formatted(epochSize, batchSize));
    }
    if (firstEpoch < 0 || firstEpoch > epochs || firstPlace < 0 || firstPlace > epochSize) {
      throw new IllegalArgumentException(
          "start at place %d of epoch %d is not in a run of %d epochs of %d samples"
              .formatted(firstPlace, firstEpoch, epochs, epochSize));
    }
    if (firstPlace % batchSize != 0 && firstPlace != epochSize) {
      throw new IllegalArgumentException(
          "place %d is not where a batch of %d begins; resume with the batch size of the run"
              .formatted(firstPlace, batchSize));
    }
  }

  /** A whole run from its beginning, without the rests of epochs. */
  public static BatchPlan of(long seed, int epochSize, int batchSize, int epochs) {
    return new BatchPlan(seed, epochSize, batchSize, epochs, true, 0, 0);
  }

  /** Every sample once, in batches of which the last may be smaller: for validation. */
  public static BatchPlan once(long seed, int epochSize, int batchSize) {
    return new BatchPlan(seed, epochSize, batchSize, 1, false, 0, 0);
  }

  /** The same run from the batch of a number on, counted from 0 at the beginning of epoch 0. */
  public BatchPlan from(long number) {
    BatchRequest first = batch(number);
    return new BatchPlan(seed, epochSize, batchSize, epochs, dropLast, first.epoch(), first.from());
  }

  /**
   * One rank's part of every batch.
   *
   * @throws IllegalArgumentException if the batches cannot be shared evenly, or the rank is not one
   *     of the ranks
   */
  public BatchShare share(int rank, int ranks) {
    return new BatchShare(this, rank, ranks);
  }

  /** The batch of a number, counted from 0 at the beginning of epoch 0, wherever this begins. */
  public BatchRequest batch(long number) {
    int perEpoch = batchesPerEpoch();
    int from = (int) (number % perEpoch) * batchSize;
    return new BatchRequest(
        seed, Math.toIntExact(number / perEpoch), from, Math.min(epochSize, from + batchSize));
  }

  /** Number of a batch, or of the one a share is of. */
  public long number(BatchRequest request) {
    return (long) request.epoch() * batchesPerEpoch() + request.from() / batchSize;
  }

  /** Number of batches of a whole epoch. */
  public int batchesPerEpoch() {
    return dropLast ? epochSize / batchSize : (epochSize + batchSize - 1) / batchSize;
  }

  /** The requests from the start on; each iterator begins anew. */
  @Override
  public Iterator<BatchRequest> iterator() {
    return new Iterator<>() {
      private int epoch = firstEpoch;
      private int place = firstPlace;

      @Override
      public boolean hasNext() {
        if (epoch < epochs && !hasBatchAt(place)) {
          epoch++;
          place = 0;
        }
        return epoch < epochs;
      }

      @Override
      public BatchRequest next() {
        if (!hasNext()) {
          throw new NoSuchElementException("the run ends after epoch " + (epochs - 1));
        }
        int from = place;
        place = Math.min(epochSize, from + batchSize);
        return new BatchRequest(seed, epoch, from, place);
      }
    };
  }

  private boolean hasBatchAt(int place) {
    return dropLast ? place + batchSize <= epochSize : place < epochSize;
  }
}
