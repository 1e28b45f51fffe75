package org.jpose.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.pose.Skeleton;
import org.jpose.net.Activation;
import org.jpose.net.BatchNorm;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.GraphBuilder;
import org.jpose.net.Handle;
import org.jpose.net.Interpolation;
import org.jpose.net.Operation;
import org.jpose.net.Padding;
import org.jpose.net.Parameters;
import org.jpose.net.Window;

/** Small random networks with random weights; equal seeds give equal models. */
public final class RandomModels {
  public static final FieldChannels PLANES = new FieldChannels(3, 4);
  public static final Skeleton SKELETON = MadeUpSkeletons.of("test", PLANES);

  private final Random random;
  private final GraphBuilder net = new GraphBuilder();

  private RandomModels(long seed) {
    this.random = new Random(seed);
  }

  /** Returns a network of stride 4 with every operation, wired at random. */
  public static Model model(long seed) {
    RandomModels models = new RandomModels(seed);
    return models.weighted(models.graph());
  }

  public static Model weighted(Graph graph, long seed) {
    return new RandomModels(seed).weighted(graph);
  }

  public static Photos.Planes image(long seed, int images, int height, int width) {
    Random random = new Random(seed);
    float[] data = new float[images * 3 * height * width];
    for (int i = 0; i < data.length; i++) {
      data[i] = random.nextInt(256);
    }
    return new Photos.Planes(images, height, width, data);
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private Graph graph() {
    Handle image = net.image(1 / 127.5, -1);
    Handle half = layer("a", net.add("scaled", new Operation.Affine(0.5, 0.25), image), 2);
    Handle x = layer("b", half, 1);
    Handle y = layer("c", half, 1);
    if (net.channels(x) == net.channels(y)) {
      x = net.add("sum", new Operation.Add(one(List.of(Activation.values()))), x, y);
    }
    Handle joined = net.concat("joined", x, y, half);
    Handle quarter = random.nextBoolean() ? layer("d", joined, 2) : net.maxPool("pool", joined);
    Handle normed = net.add("normed", new Operation.Normalize(norm()), quarter);
    Handle eighth = layer("e", normed, 2);
    Interpolation interpolation = one(List.of(Interpolation.values()));
    Handle up =
        random.nextBoolean()
            ? net.add("up", new Operation.Upsample(2, interpolation), eighth)
            : net.add("up", new Operation.ResizeLike(interpolation), eighth, normed);
    Handle features = net.concat("features", up, normed);
    Handle active = net.add("active", new Operation.Activate(Activation.RELU6), features);
    Handle fields = net.add("fields", Operation.Convolution.of(PLANES.total(), 1), active);
    net.stage("fields", net.add("late", new Operation.Normalize(stored()), fields), PLANES);
    return net.build("random", ColourOrder.RGB, 4, 8, PLANES);
  }

  private Handle layer(String name, Handle from, int stride) {
    int channels = net.channels(from);
    boolean depthwise = random.nextBoolean();
    int kernel = stride == 1 ? one(List.of(1, 3, 5)) : 3;
    int outputs = depthwise ? channels * one(List.of(1, 2)) : one(List.of(4, 6, 16));
    Operation.Convolution convolution =
        Operation.Convolution.of(outputs, kernel)
            .withGroups(depthwise ? channels : 1)
            .withBias(random.nextBoolean())
            .withActivation(one(List.of(Activation.values())));
    if (stride == 1 && random.nextBoolean()) {
      int dilation = one(List.of(1, 2));
      Padding padding = Padding.symmetric((kernel - 1) / 2 * dilation);
      convolution =
          convolution.withWindow(
              new Window(kernel, kernel, 1, dilation, one(List.of(padding, Padding.SAME))));
    } else if (stride == 2) {
      convolution =
          convolution.withStride(2).withPadding(one(List.of(Padding.symmetric(1), Padding.SAME)));
    }
    if (random.nextBoolean()) {
      convolution = convolution.withNorm(norm());
    }
    return net.add(name, convolution, from);
  }

  private BatchNorm norm() {
    return new BatchNorm(0.001, random.nextBoolean(), one(List.of(BatchNorm.Statistics.values())));
  }

  private static BatchNorm stored() {
    return new BatchNorm(0.001, true, BatchNorm.Statistics.RUNNING);
  }

  private Model weighted(Graph graph) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, List<Integer>> entry : Parameters.shapes(graph).entrySet()) {
      List<Integer> shape = new ArrayList<>(entry.getValue());
      int count = shape.stream().reduce(1, (a, b) -> a * b);
      int fan = Math.max(1, count / shape.get(0));
      float[] data = new float[count];
      for (int i = 0; i < count; i++) {
        data[i] =
            entry.getKey().endsWith(".var")
                ? 0.5f + random.nextFloat()
                : (float) (random.nextGaussian() / Math.sqrt(fan));
      }
      tensors.put(entry.getKey(), new Tensor(shape, data));
    }
    return new Model(graph, new Weights("random", Map.of(), tensors));
  }
}
