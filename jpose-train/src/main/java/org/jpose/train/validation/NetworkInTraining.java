package org.jpose.train.validation;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jpose.core.Backend;
import org.jpose.core.ModelInfo;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.PixelPlanes;
import org.jpose.net.Graph;
import org.jpose.train.engine.FieldBatch;
import org.jpose.train.engine.ImageBatch;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.WeightSet;
import org.jpose.train.engine.compute.Arithmetic;

/**
 * A network as training has made it so far, for whoever looks for people: it answers what the file
 * exported from it would, but for rounding, in float32 whatever it is trained in.
 *
 * <p>Calls exclude each other. The engine is not: nobody may train it during a call. Closing leaves
 * it open.
 */
public final class NetworkInTraining implements Backend {
  private static final int COLOURS = 3;

  private final TrainingEngine engine;
  private final WeightSet set;
  private final ModelInfo info;
  private boolean closed;

  /**
   * A view of an engine.
   *
   * @param set which of its weights
   * @param skeleton of its fields
   * @throws IllegalArgumentException if the network has other planes than the skeleton
   */
  public NetworkInTraining(TrainingEngine engine, WeightSet set, Skeleton skeleton) {
    this.engine = Objects.requireNonNull(engine, "engine");
    this.set = Objects.requireNonNull(set, "set");
    Graph graph = engine.graph();
    if (graph.channels().heat() != skeleton.heatChannels()
        || graph.channels().affinity() != skeleton.affinityChannels()) {
      throw new IllegalArgumentException(
          "%s puts out %d heat and %d affinity planes, skeleton %s needs %d and %d; is it the one it is trained for?"
              .formatted(
                  graph.name(),
                  graph.channels().heat(),
                  graph.channels().affinity(),
                  skeleton.name(),
                  skeleton.heatChannels(),
                  skeleton.affinityChannels()));
    }
    info = new ModelInfo(graph.name(), skeleton, graph.colour(), graph.stride(), graph.multiple());
  }

  @Override
  public ModelInfo info() {
    return info;
  }

  @Override
  public synchronized List<PoseFields> run(List<Image> inputs) {
    if (closed) {
      throw new IllegalStateException(
          "this view of '" + info.name() + "' in training is closed; make another one");
    }
    if (inputs.isEmpty()) {
      return List.of();
    }
    int width = inputs.get(0).width();
    int height = inputs.get(0).height();
    requireSizes(inputs, width, height);
    float[] values = new float[inputs.size() * COLOURS * width * height];
    for (int i = 0; i < inputs.size(); i++) {
      new PixelPlanes(width, height, info.colour(), values, i * COLOURS * width * height)
          .write(inputs.get(i));
    }
    List<FieldBatch> stages =
        engine.evaluate(
            new ImageBatch(inputs.size(), height, width, values), set, Arithmetic.FLOAT32);
    FieldBatch last = stages.get(stages.size() - 1);
    return IntStream.range(0, inputs.size())
        .mapToObj(i -> last.of(i, info.skeleton(), info.stride()))
        .toList();
  }

  private void requireSizes(List<Image> inputs, int width, int height) {
    for (Image image : inputs) {
      if (image.width() != width || image.height() != height) {
        throw new IllegalArgumentException(
            "inputs of one run must have one size, found " + inputs.get(0) + " and " + image);
      }
    }
    if (width % info.multiple() != 0 || height % info.multiple() != 0) {
      throw new IllegalArgumentException(
          "%s takes sides that are multiples of %d, found %s"
              .formatted(info.name(), info.multiple(), inputs.get(0)));
    }
  }

  /** Ends this view, after the call under way; the engine stays open. */
  @Override
  public synchronized void close() {
    closed = true;
  }
}
