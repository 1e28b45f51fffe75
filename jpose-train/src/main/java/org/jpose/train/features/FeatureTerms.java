package org.jpose.train.features;

import java.util.ArrayList;
import java.util.List;
import org.jpose.data.BatchShape;
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
   * Returns how many batches of all ranks the cache holds, for each size of the images: all sizes
   * together take the room, each in proportion to its share of the steps.
   *
   * @throws IllegalArgumentException if they are too few to learn from, or the network has no trunk
   */
  public List<Integer> batches(Graph graph, Recipe recipe, BatchPlan plan) {
    List<BatchShape> shapes = recipe.shapes();
    double mean = 0;
    for (int kind = 0; kind < shapes.size(); kind++) {
      mean += part(recipe, kind) * sample(graph, shapes.get(kind)) * plan.batchSize();
    }
    List<Integer> batches = new ArrayList<>();
    for (int kind = 0; kind < shapes.size(); kind++) {
      long most = (long) (part(recipe, kind) * bytes / mean);
      if (most < FEWEST) {
        throw new IllegalArgumentException(
            "a feature cache of %,d bytes holds %d batches of %d samples of %,d bytes; expected %d at least, which take %,d"
                .formatted(
                    bytes,
                    most,
                    plan.batchSize(),
                    sample(graph, shapes.get(kind)),
                    FEWEST,
                    (long) Math.ceil(FEWEST * mean / part(recipe, kind))));
      }
      batches.add((int) Math.min(1 << 30, most));
    }
    return batches;
  }

  private static double part(Recipe recipe, int kind) {
    return recipe.sizes().map(sizes -> sizes.part(kind)).orElse(1.0);
  }

  private static long sample(Graph graph, BatchShape shape) {
    return SampleBytes.most(FeatureShapes.of(graph, shape.size()), shape);
  }
}
