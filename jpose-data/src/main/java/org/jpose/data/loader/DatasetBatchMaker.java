package org.jpose.data.loader;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jpose.core.disk.FileException;
import org.jpose.core.pose.JointMapping;
import org.jpose.data.Batch;
import org.jpose.data.BatchMaker;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;
import org.jpose.data.PoseDataset;
import org.jpose.data.Sample;
import org.jpose.data.augment.Augmenter;
import org.jpose.data.augment.SampleChance;
import org.jpose.data.target.SampleWriter;

/**
 * Makes batches of a dataset by a recipe. Thread-safe if the dataset is, as it should be. Does not
 * close the dataset.
 *
 * <p>The order of an epoch is a permutation by seed and epoch; what happens to a sample is drawn by
 * seed, epoch and the sample's index. A sample that cannot be read is replaced by the next in the
 * dataset, augmented as the missing one would have been.
 */
public final class DatasetBatchMaker implements BatchMaker {
  /** After so many damaged samples in a row it is the dataset that is damaged. */
  private static final int MOST_DAMAGED = 100;

  private final PoseDataset dataset;
  private final Recipe recipe;
  private final Map<BatchShape, SampleMaker> makers = new HashMap<>();
  private final Consumer<FileException> onDamaged;
  private final AtomicLong damaged = new AtomicLong();
  private final AtomicReference<EpochOrder> lastOrder = new AtomicReference<>();

  /** What makes samples of one size. */
  private record SampleMaker(Augmenter augmenter, SampleWriter writer) {}

  /** A maker that counts damaged samples and says no more of them. */
  public DatasetBatchMaker(PoseDataset dataset, Recipe recipe) {
    this(dataset, recipe, damage -> {});
  }

  /**
   * A maker that tells of damaged samples.
   *
   * @param dataset the data, not empty
   * @param recipe how batches are made
   * @param onDamaged is told of every sample that was replaced, by the thread that read it
   * @throws IllegalArgumentException if the dataset is empty, or none of its joints is one of the
   *     recipe's skeleton
   */
  public DatasetBatchMaker(PoseDataset dataset, Recipe recipe, Consumer<FileException> onDamaged) {
    this.dataset = Objects.requireNonNull(dataset, "dataset");
    this.recipe = Objects.requireNonNull(recipe, "recipe");
    this.onDamaged = Objects.requireNonNull(onDamaged, "onDamaged");
    if (dataset.size() < 1) {
      throw new IllegalArgumentException(dataset.name() + " has no samples to make batches of");
    }
    JointMapping.between(dataset.skeleton(), recipe.shape().skeleton())
        .refusal()
        .ifPresent(
            refusal -> {
              throw new IllegalArgumentException(dataset.name() + ": " + refusal);
            });
    for (BatchShape shape : recipe.shapes()) {
      makers.put(
          shape,
          new SampleMaker(
              new Augmenter(recipe.augmentation(), shape.skeleton(), shape.size()),
              new SampleWriter(shape, recipe.encoder(), recipe.unknownJoints())));
    }
  }

  @Override
  public BatchShape shape() {
    return recipe.shape();
  }

  @Override
  public int epochSize() {
    return dataset.size();
  }

  /** Samples that were replaced so far because they could not be read. */
  public long damaged() {
    return damaged.get();
  }

  /**
   * {@inheritDoc}
   *
   * @throws FileException if a hundred samples in a row, or all, cannot be read
   */
  @Override
  public Batch make(BatchRequest request) {
    PendingBatch pending = begin(request, Optional.empty());
    for (int i = 0; i < request.size(); i++) {
      pending.fill(i);
    }
    return pending.batch();
  }

  /**
   * A batch whose samples are still to be filled in.
   *
   * @param spare a batch of this maker's whose arrays are used if it has as many samples, as large
   * @throws IndexOutOfBoundsException if the request goes beyond the epoch
   */
  PendingBatch begin(BatchRequest request, Optional<Batch> spare) {
    Objects.checkFromToIndex(request.from(), request.to(), epochSize());
    EpochOrder order = lastOrder.get();
    if (order == null || !order.isOf(request.seed(), request.epoch())) {
      order = new EpochOrder(request.seed(), request.epoch(), epochSize());
      lastOrder.set(order);
    }
    Batch batch =
        spare
            .filter(old -> canBecome(request, old))
            .map(old -> PendingBatch.reused(request, old))
            .orElseGet(() -> Batch.zeros(request, recipe.shape(request)));
    return new PendingBatch(this, order, batch);
  }

  /** Whether the arrays of a batch are those of another. */
  boolean canBecome(BatchRequest request, Batch old) {
    return old.request().size() == request.size() && old.shape().equals(recipe.shape(request));
  }

  /** Whether a batch may have been made here. */
  boolean makes(BatchShape shape) {
    return makers.containsKey(shape);
  }

  /** Makes the sample of a place of the epoch and writes it into the batch. */
  void write(BatchRequest request, int index, Batch batch, int place) {
    SplittableRandom random = SampleChance.of(request.seed(), request.epoch(), index);
    SampleMaker maker = makers.get(batch.shape());
    int count = maker.augmenter.drawCount(random);
    List<Sample> samples = new ArrayList<>(count);
    samples.add(read(index));
    while (samples.size() < count) {
      samples.add(read(random.nextInt(epochSize())));
    }
    maker.writer.write(maker.augmenter.augment(samples, random, batch.pixels(place)), batch, place);
  }

  private Sample read(int index) {
    FileException first = null;
    for (int i = 0; i < Math.min(MOST_DAMAGED, epochSize()); i++) {
      try {
        return dataset.sample((index + i) % epochSize()).to(recipe.shape().skeleton());
      } catch (FileException e) {
        damaged.incrementAndGet();
        onDamaged.accept(e);
        first = first == null ? e : first;
      }
    }
    throw new FileException(
        "%s: %d samples in a row cannot be read; check the dataset; the first: %s"
            .formatted(dataset.name(), Math.min(MOST_DAMAGED, epochSize()), first.getMessage()),
        first);
  }
}
