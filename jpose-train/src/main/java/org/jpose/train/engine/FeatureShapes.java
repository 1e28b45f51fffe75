package org.jpose.train.engine;

import java.util.List;
import org.jpose.core.image.NetworkSize;
import org.jpose.data.FeaturePlanes;
import org.jpose.net.Graph;
import org.jpose.net.Shape;

/**
 * What the features of an image look like that a network's heads read.
 *
 * @param shapes of {@link Graph#features()}, in their order
 */
public record FeatureShapes(List<Shape> shapes) {
  public FeatureShapes {
    shapes = List.copyOf(shapes);
  }

  /**
   * Those of images of one size.
   *
   * @throws IllegalArgumentException if the network names no trunk or does not take the size
   */
  public static FeatureShapes of(Graph graph, NetworkSize size) {
    if (graph.features().isEmpty()) {
      throw new IllegalArgumentException(
          graph.name()
              + ": the network names no trunk, so that there are no features; train on images");
    }
    List<Shape> all = graph.shapes(size.height(), size.width());
    return new FeatureShapes(
        graph.features().stream().map(handle -> all.get(handle.index())).toList());
  }

  /** Numbers of all features of one image. */
  public long numbers() {
    return shapes.stream().mapToLong(FeatureShapes::numbers).sum();
  }

  /** Numbers of one feature of an image. */
  public static int numbers(Shape shape) {
    return shape.channels() * shape.height() * shape.width();
  }

  /**
   * Checks that features are of these shapes.
   *
   * @throws IllegalArgumentException if not
   */
  void requireFit(Graph graph, List<FeaturePlanes> features) {
    List<Shape> found =
        features.stream().map(f -> new Shape(f.channels(), f.rows(), f.columns())).toList();
    if (!found.equals(shapes)) {
      throw new IllegalArgumentException(
          "%s: features of %s, expected %s; were they made by another network?"
              .formatted(graph.name(), found, shapes));
    }
  }
}
