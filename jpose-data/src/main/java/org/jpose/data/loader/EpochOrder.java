package org.jpose.data.loader;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jpose.data.augment.SampleChance;

/**
 * The order of an epoch's samples: a permutation that depends on seed and epoch alone. Immutable.
 */
final class EpochOrder {
  private final long seed;
  private final int epoch;
  private final int[] indices;

  EpochOrder(long seed, int epoch, int size) {
    this.seed = seed;
    this.epoch = epoch;
    indices = IntStream.range(0, size).toArray();
    SplittableRandom random = SampleChance.of(seed, epoch);
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = indices[i];
      indices[i] = indices[j];
      indices[j] = kept;
    }
  }

  boolean isOf(long otherSeed, int otherEpoch) {
    return seed == otherSeed && epoch == otherEpoch;
  }

  /** Index of the sample at a place. */
  int index(int place) {
    return indices[place];
  }
}
