package org.jpose.train.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.Batch;
import org.jpose.data.PoseDataset;
import org.jpose.data.augment.Augmentations;
import org.jpose.data.evaluation.EvaluationImages;
import org.jpose.data.evaluation.EvaluationRun;
import org.jpose.data.evaluation.ModelAccuracy;
import org.jpose.data.loader.BatchLoader;
import org.jpose.data.loader.BatchPlan;
import org.jpose.data.loader.DatasetBatchMaker;
import org.jpose.data.loader.Recipe;
import org.jpose.train.engine.StageLoss;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.WeightSet;

/**
 * Validation on labelled images kept away from training: the loss of every stage, as in training
 * but without augmentation, and COCO's AP as {@code jpose eval} gives it for the exported model.
 *
 * <p>Equal weights give equal figures: the samples, their order and their batches are always the
 * same. The loss is the mean over samples, so that a smaller last batch weighs what it is. It is
 * calculated in the arithmetic of the training, AP in float32 as the exported model would be.
 *
 * <p>AP needs annotations in COCO's form, with a box or an area for everybody: where an annotation
 * gives no area, its box's stands for it. Data of another kind (an LMDB, results of a model) has
 * none; of it the loss alone is measured, and so it is if nobody is labelled. Does not close the
 * dataset.
 */
public final class HeldOutSplit implements Validation {
  private static final long SEED = 1;
  private static final int QUEUE = 2;

  private final DatasetBatchMaker maker;
  private final Optional<EvaluationImages> images;
  private final ValidationOptions options;
  private final Consumer<RuntimeException> onDamaged;

  /**
   * A split.
   *
   * @param dataset its samples, for the loss
   * @param recipe as in training, of which the augmentation is left out
   * @param images the same images with COCO's annotations, for AP; see {@link
   *     org.jpose.data.source.Datasets#annotations}
   * @param options how much of it
   * @param onDamaged is told of every image that cannot be read, by any thread. For the loss
   *     another stands for it; for AP nobody is found in it
   * @throws IllegalArgumentException if the dataset is empty
   */
  public HeldOutSplit(
      PoseDataset dataset,
      Recipe recipe,
      Optional<EvaluationImages> images,
      ValidationOptions options,
      Consumer<RuntimeException> onDamaged) {
    this.options = Objects.requireNonNull(options, "options");
    this.onDamaged = Objects.requireNonNull(onDamaged, "onDamaged");
    Recipe still =
        new Recipe(recipe.shape(), Augmentations.NONE, recipe.encoder(), recipe.unknownJoints());
    maker = new DatasetBatchMaker(dataset, still, onDamaged::accept);
    this.images = images.map(all -> all.first(options.of(all.chosen().size())));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the recipe's batches do not fit the network
   * @throws IllegalStateException if the engine is closed, memory does not suffice, or the thread
   *     is interrupted
   * @throws org.jpose.core.disk.FileException if no image can be read
   */
  @Override
  public ValidationReport measure(TrainingEngine engine, WeightSet set) {
    return new ValidationReport(losses(engine, set), averagePrecision(engine, set));
  }

  private List<StageLoss> losses(TrainingEngine engine, WeightSet set) {
    int samples = options.of(maker.epochSize());
    BatchPlan plan = BatchPlan.once(SEED, samples, options.batch());
    List<StageLoss> sums = new ArrayList<>();
    try (BatchLoader loader = new BatchLoader(maker, plan, options.threads(), QUEUE)) {
      Optional<Batch> batch = loader.next();
      while (batch.isPresent()) {
        add(sums, engine.loss(batch.get(), set), batch.get().request().size());
        loader.recycle(batch.get());
        batch = loader.next();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the loss was validated", e);
    }
    return sums.stream()
        .map(sum -> new StageLoss(sum.heat() / samples, sum.affinity() / samples))
        .toList();
  }

  /** A batch's losses are means over its samples. */
  private static void add(List<StageLoss> sums, List<StageLoss> losses, int samples) {
    for (int i = 0; i < losses.size(); i++) {
      StageLoss before = i < sums.size() ? sums.get(i) : new StageLoss(0, 0);
      StageLoss sum =
          new StageLoss(
              before.heat() + samples * losses.get(i).heat(),
              before.affinity() + samples * losses.get(i).affinity());
      if (i < sums.size()) {
        sums.set(i, sum);
      } else {
        sums.add(sum);
      }
    }
  }

  private OptionalDouble averagePrecision(TrainingEngine engine, WeightSet set) {
    if (images.isEmpty()) {
      return OptionalDouble.empty();
    }
    Skeleton skeleton = maker.shape().skeleton();
    try (NetworkInTraining network = new NetworkInTraining(engine, set, skeleton)) {
      EvaluationRun.Listener listener = EvaluationRun.Listener.ofDamage(onDamaged);
      double ap = ModelAccuracy.of(network, images.get(), options.size(), listener).ap();
      return ap < 0 ? OptionalDouble.empty() : OptionalDouble.of(ap);
    }
  }
}
