package org.jpose.train.features;

import org.jpose.data.loader.BatchPlan;
import org.jpose.data.loader.Recipe;
import org.jpose.net.Graph;
import org.jpose.train.engine.FeatureShapes;

/**
 * How a training uses cached features: how many samples the cache holds and how often each is used.
 *
 * @param bytes the most that samples of all ranks together take on the disk
 * @param uses how often a sample is used, on average
 */
public record FeatureTerms(long bytes, int uses) {
  private static final long GIBIBYTE = 1L << 30;
  private static final int USES = 8;

  /** Fewer batches than that would teach the same samples again and again. */
  private static final int FEWEST = 4;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public FeatureTerms {
    if (bytes < 1 || uses < 1) {
      throw new IllegalArgumentException(
          "features of %d bytes, each used %d times: both must be 1 or more"
              .formatted(bytes, uses));
    }
  }

  /** 8 GiB, each sample used 8 times. */
  public static FeatureTerms defaults() {
    return new FeatureTerms(8 * GIBIBYTE, USES);
  }

  /** The same with another size. */
  public FeatureTerms withBytes(long newBytes) {
    return new FeatureTerms(newBytes, uses);
  }

  /** The same with other uses. */
  public FeatureTerms withUses(int newUses) {
    return new FeatureTerms(bytes, newUses);
  }

  /**
   * Returns how many batches of all ranks the cache holds.
   *
   * @throws IllegalArgumentException if they are too few to learn from, or the network has no trunk
   */
  public int batches(Graph graph, Recipe recipe, BatchPlan plan) {
    long each =
        SampleBytes.most(FeatureShapes.of(graph, recipe.shape().size()), recipe.shape())
            * plan.batchSize();
    long batches = bytes / each;
    if (batches < FEWEST) {
      throw new IllegalArgumentException(
          "a feature cache of %,d bytes holds %d batches of %d samples of %,d bytes; expected %d at least, which take %,d"
              .formatted(
                  bytes,
                  batches,
                  plan.batchSize(),
                  each / plan.batchSize(),
                  FEWEST,
                  FEWEST * each));
    }
    return (int) Math.min(1 << 30, batches);
  }
}
