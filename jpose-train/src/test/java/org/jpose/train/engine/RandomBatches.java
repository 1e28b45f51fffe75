package org.jpose.train.engine;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;

/** Batches of noise with masks of 0, 1 and between. */
public final class RandomBatches {
  /** Planes of the batches' skeleton. */
  public static final FieldChannels PLANES = FieldChannels.of(Skeletons.COCO18);

  private RandomBatches() {}

  public static Batch of(Graph graph, long seed, int images, int width, int height) {
    ColourOrder colour = graph.colour();
    NetworkSize size = new NetworkSize(width, height);
    BatchShape shape = new BatchShape(Skeletons.COCO18, size, graph.stride(), colour);
    RandomGenerator random = new SplittableRandom(seed);
    return new Batch(
        new BatchRequest(seed, 0, 0, images),
        shape,
        RandomNetworks.images(seed, images, height, width).values(),
        numbers(random, images * shape.heatLength(), 1),
        numbers(random, images * shape.affinityLength(), 1),
        mask(random, images * shape.heatLength()),
        mask(random, images * shape.affinityLength()));
  }

  /** A batch with one of its samples at the end once more. */
  static Batch repeating(Batch batch, int sample) {
    BatchRequest request = batch.request();
    return new Batch(
        new BatchRequest(request.seed(), request.epoch(), request.from(), request.to() + 1),
        batch.shape(),
        repeating(batch.images(), batch.shape().imageLength(), sample),
        repeating(batch.heat(), batch.shape().heatLength(), sample),
        repeating(batch.affinity(), batch.shape().affinityLength(), sample),
        repeating(batch.heatMask(), batch.shape().heatLength(), sample),
        repeating(batch.affinityMask(), batch.shape().affinityLength(), sample));
  }

  private static float[] repeating(float[] numbers, int length, int sample) {
    float[] longer = Arrays.copyOf(numbers, numbers.length + length);
    System.arraycopy(numbers, sample * length, longer, numbers.length, length);
    return longer;
  }

  /** Some of a batch's samples. */
  static Batch part(Batch batch, int from, int to) {
    BatchRequest request = batch.request();
    BatchShape shape = batch.shape();
    return new Batch(
        new BatchRequest(
            request.seed(), request.epoch(), request.from() + from, request.from() + to),
        shape,
        part(batch.images(), shape.imageLength(), from, to),
        part(batch.heat(), shape.heatLength(), from, to),
        part(batch.affinity(), shape.affinityLength(), from, to),
        part(batch.heatMask(), shape.heatLength(), from, to),
        part(batch.affinityMask(), shape.affinityLength(), from, to));
  }

  private static float[] part(float[] numbers, int length, int from, int to) {
    return Arrays.copyOfRange(numbers, from * length, to * length);
  }

  /** The same with other images. */
  public static Batch with(Batch batch, float[] images) {
    return new Batch(
        batch.request(),
        batch.shape(),
        images,
        batch.heat(),
        batch.affinity(),
        batch.heatMask(),
        batch.affinityMask());
  }

  private static float[] numbers(RandomGenerator random, int count, double range) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-range, range);
    }
    return values;
  }

  private static float[] mask(RandomGenerator random, int count) {
    float[] values = numbers(random, count, 1.5);
    for (int i = 0; i < count; i++) {
      values[i] = Math.min(1, Math.max(0, values[i] + 0.5f));
    }
    return values;
  }
}
