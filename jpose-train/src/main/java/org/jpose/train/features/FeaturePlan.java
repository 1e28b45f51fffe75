package org.jpose.train.features;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongPredicate;
import org.jpose.core.disk.Sha256;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;
import org.jpose.data.loader.BatchPlan;
import org.jpose.data.loader.BatchShare;
import org.jpose.data.loader.Recipe;
import org.jpose.net.Graph;
import org.jpose.train.engine.FeatureShapes;

/**
 * What a training on cached features learns from in one rank, step by step.
 *
 * @param graph the network, of which all but the trunk is trained
 * @param recipe how samples are made
 * @param share this rank's share of the batches that an ordinary training would have, from its
 *     beginning on
 * @param terms how much is kept and how often it is used
 */
public record FeaturePlan(Graph graph, Recipe recipe, BatchShare share, FeatureTerms terms) {
  /**
   * Checks that the network has a trunk and the cache holds enough.
   *
   * @throws IllegalArgumentException if not
   */
  public FeaturePlan {
    Objects.requireNonNull(recipe, "recipe");
    terms.batches(graph, recipe, share.plan());
  }

  /** Batches of the whole run. */
  long steps() {
    return (long) share.plan().epochs() * share.plan().batchesPerEpoch();
  }

  /** The samples' draws, from a step on. */
  ReusePlan at(long step) {
    ReusePlan plan =
        new ReusePlan(
            new ReusePlan.Terms(
                share.plan().seed(), share.plan().batchSize(), terms.uses(), kept()),
            number -> kind(share.plan().batch(number)));
    plan.skipTo(step);
    return plan;
  }

  /** What samples of a batch look like. */
  BatchShape shape(BatchRequest request) {
    return recipe.shape(request);
  }

  /** What its features look like. */
  FeatureShapes features(BatchRequest request) {
    return FeatureShapes.of(graph, shape(request).size());
  }

  /** This rank's share of the batch of a number. */
  BatchRequest request(long number) {
    return share.part(share.plan().batch(number));
  }

  /** Number of the batch that a share is of. */
  long number(BatchRequest request) {
    return share.plan().number(request);
  }

  /** Place of this rank's first sample in a whole batch. */
  int offset() {
    return share.rank() * (share.plan().batchSize() / share.ranks());
  }

  private int kind(BatchRequest request) {
    return recipe.sizes().map(sizes -> sizes.kind(request)).orElse(0);
  }

  /** The most bytes that this rank's files take at a time. */
  public long bytes() {
    long bytes = 0;
    for (int kind = 0; kind < kept().size(); kind++) {
      BatchShape shape = recipe.shapes().get(kind);
      long each = SampleBytes.most(FeatureShapes.of(graph, shape.size()), shape);
      bytes += each * request(0).size() * Math.min(kept().get(kind), steps());
    }
    return bytes;
  }

  /** For each size of the images, batches that are kept. */
  private List<Integer> kept() {
    return terms.batches(graph, recipe, share.plan());
  }

  /** Whether a batch is still of use after a number of steps. */
  public LongPredicate wanted(long step) {
    ReusePlan then = at(step);
    return then::mayDraw;
  }

  /**
   * Digest of all that the samples of a batch are made of.
   *
   * @param trunk the network's, as a file
   * @param made what else than trunk, recipe and plan they depend on, such as the data, in words
   */
  public byte[] origin(byte[] trunk, String made) {
    MessageDigest digest = Sha256.digest();
    digest.update(trunk);
    String text =
        "%s|%s|%s|%d of %d".formatted(made, recipe, course(), share.rank(), share.ranks());
    return digest.digest(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What decides on the batch of a number; not how many there are. */
  private String course() {
    BatchPlan plan = share.plan();
    return "seed %d, %d of %d".formatted(plan.seed(), plan.batchSize(), plan.epochSize());
  }

  /** How many samples are kept, in a line. */
  @Override
  public String toString() {
    long batches = kept().stream().mapToLong(Integer::longValue).sum();
    long samples = batches * share.plan().batchSize();
    return String.format(
        Locale.ROOT,
        "up to %,d samples (%.1f of each image) in %,d MB, each used about %d times",
        samples,
        (double) samples / share.plan().epochSize(),
        terms.bytes() >> 20,
        terms.uses());
  }
}
