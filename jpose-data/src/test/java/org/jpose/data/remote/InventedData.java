package org.jpose.data.remote;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.Batch;
import org.jpose.data.BatchMaker;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;
import org.jpose.data.DataIdentity;
import org.jpose.data.augment.Augmentations;
import org.jpose.data.loader.Recipe;

/**
 * Data for tests: a batch is a function of its request, in no time and without images. Pixels are
 * whole, targets mostly zero, masks mostly one, as real ones are.
 */
final class InventedData implements WorkerData {
  static final BatchShape SHAPE =
      new BatchShape(Skeletons.COCO18, new NetworkSize(64, 48), 8, ColourOrder.BGR);
  static final Recipe RECIPE = Recipe.of(SHAPE, Augmentations.LITE);
  static final int EPOCH = 500;

  static final DataIdentity IDENTITY = new DataIdentity("invented", EPOCH, "c0ffee");

  private final DataIdentity identity;
  private final Optional<BatchShape> ownShape;
  private final Work work;
  final AtomicLong made = new AtomicLong();
  final AtomicLong damaged = new AtomicLong();

  /** What happens while a batch is made. */
  interface Work {
    void during(BatchRequest request);
  }

  InventedData() {
    this(IDENTITY, Optional.empty(), request -> {});
  }

  InventedData(DataIdentity identity, Optional<BatchShape> ownShape, Work work) {
    this.identity = identity;
    this.ownShape = ownShape;
    this.work = work;
  }

  /** Of which a number of each batch is not finite. */
  static WorkerData notFinite() {
    InventedData sound = new InventedData();
    return new WorkerData() {
      @Override
      public DataIdentity identity() {
        return sound.identity();
      }

      @Override
      public BatchMaker maker(Recipe recipe) {
        BatchMaker maker = sound.maker(recipe);
        return new BatchMaker() {
          @Override
          public BatchShape shape() {
            return maker.shape();
          }

          @Override
          public int epochSize() {
            return maker.epochSize();
          }

          @Override
          public Batch make(BatchRequest request) {
            Batch batch = maker.make(request);
            batch.heat()[0] = Float.NaN;
            return batch;
          }
        };
      }
    };
  }

  static InventedData taking(Work work) {
    return new InventedData(IDENTITY, Optional.empty(), work);
  }

  @Override
  public DataIdentity identity() {
    return identity;
  }

  @Override
  public BatchMaker maker(Recipe recipe) {
    String augmentation = recipe.augmentation().name();
    if (!augmentation.equals(RECIPE.augmentation().name())) {
      throw new IllegalArgumentException("augmentation '" + augmentation + "' is not known here");
    }
    BatchShape shape = ownShape.orElse(recipe.shape());
    return new BatchMaker() {
      @Override
      public BatchShape shape() {
        return shape;
      }

      @Override
      public int epochSize() {
        return EPOCH;
      }

      @Override
      public Batch make(BatchRequest request) {
        work.during(request);
        made.incrementAndGet();
        return batch(shape, request);
      }
    };
  }

  @Override
  public long damaged() {
    return damaged.get();
  }

  static Batch batch(BatchRequest request) {
    return batch(SHAPE, request);
  }

  static Batch batch(BatchShape shape, BatchRequest request) {
    int n = request.size();
    float[] images = new float[n * shape.imageLength()];
    float[] heat = new float[n * shape.heatLength()];
    float[] affinity = new float[n * shape.affinityLength()];
    float[] heatMask = new float[n * shape.heatLength()];
    float[] affinityMask = new float[n * shape.affinityLength()];
    for (int i = 0; i < n; i++) {
      SplittableRandom random =
          new SplittableRandom(
              request.seed() * 31 + request.epoch() * 1_000_003L + request.from() + i);
      // One sample in eight is not of whole numbers, as after a warp that keeps fractions.
      float shift = random.nextInt(8) == 0 ? 0.25f : 0;
      for (int k = 0; k < shape.imageLength(); k++) {
        images[i * shape.imageLength() + k] = random.nextInt(255) + shift;
      }
      sprinkle(random, heat, i * shape.heatLength(), shape.heatLength(), 0);
      sprinkle(random, affinity, i * shape.affinityLength(), shape.affinityLength(), 0);
      sprinkle(random, heatMask, i * shape.heatLength(), shape.heatLength(), 1);
      sprinkle(random, affinityMask, i * shape.affinityLength(), shape.affinityLength(), 1);
    }
    return new Batch(request, shape, images, heat, affinity, heatMask, affinityMask);
  }

  private static void sprinkle(
      SplittableRandom random, float[] numbers, int from, int length, float most) {
    java.util.Arrays.fill(numbers, from, from + length, most);
    for (int k = 0; k < length / 20; k++) {
      numbers[from + random.nextInt(length)] = (float) random.nextDouble(-1, 1);
    }
  }
}
