package org.jpose.train;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jpose.core.FeatureBackend;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchSource;
import org.jpose.onnx.OnnxFeatures;
import org.jpose.train.features.FeatureBatches;
import org.jpose.train.features.FeatureCache;
import org.jpose.train.features.FeaturePlan;
import org.jpose.train.features.FeatureTerms;
import org.jpose.weights.Model;
import org.jpose.weights.onnx.OnnxExporter;

/**
 * Features that a training keeps and uses again.
 *
 * @param terms how many, how often
 * @param made all that samples are made by beside the trunk and the recipe, in words
 * @param threads threads that run the trunk
 */
record TrainingFeatures(FeatureTerms terms, String made, int threads) {
  /**
   * Begins after a number of steps.
   *
   * @param model has the trunk
   * @param folder where features are kept
   * @param images gives batches of images as they are asked for
   */
  TrainingFeed.Open open(
      FeaturePlan plan,
      long steps,
      Model model,
      Path folder,
      Function<Iterator<BatchRequest>, BatchSource> images,
      Consumer<String> say) {
    byte[] trunk = OnnxExporter.trunk(model);
    FeatureCache cache =
        FeatureCache.open(folder, plan.origin(trunk, made), plan.bytes(), plan.wanted(steps), say);
    say.accept("features " + plan);
    FeatureBackend backend = OnnxFeatures.open(trunk, model.graph().name());
    try {
      FeatureBatches batches = new FeatureBatches(plan, steps, cache, backend, images, threads);
      return new TrainingFeed.Open(batches, batch -> {}, cache::clear);
    } catch (RuntimeException | Error e) {
      backend.close();
      throw e;
    }
  }
}
