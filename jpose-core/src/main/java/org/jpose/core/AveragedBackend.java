package org.jpose.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jpose.core.field.FieldAverage;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.Fit;
import org.jpose.core.image.Image;
import org.jpose.core.image.InputTransform;
import org.jpose.core.image.NetworkSize;

/**
 * A network that answers with the mean of its fields at several sizes of the image, and of the
 * mirrored image too if asked for: slower and more accurate. The fields are on the grid of the
 * image as it is. Owns the network: closes it.
 */
public final class AveragedBackend implements Backend {
  private final Backend network;
  private final List<Double> scales;
  private final boolean flip;

  /**
   * Wraps a network.
   *
   * @param scales sizes as parts of the image's, 1 among them
   * @param flip whether the mirrored image is seen as well
   * @throws IllegalArgumentException if 1 is not among the scales, or one is not positive
   */
  public AveragedBackend(Backend network, List<Double> scales, boolean flip) {
    this.network = Objects.requireNonNull(network, "network");
    this.scales = List.copyOf(scales);
    this.flip = flip;
    if (!scales.contains(1.0) || !scales.stream().allMatch(s -> s > 0 && Double.isFinite(s))) {
      throw new IllegalArgumentException(
          "scales " + scales + ", expected numbers above 0, and 1 among them");
    }
  }

  @Override
  public ModelInfo info() {
    return network.info();
  }

  @Override
  public String origin() {
    return network.origin();
  }

  @Override
  public List<Device> devices() {
    return network.devices();
  }

  @Override
  public List<PoseFields> run(List<Image> inputs) {
    if (inputs.isEmpty()) {
      return List.of();
    }
    Image first = inputs.get(0);
    for (Image image : inputs) {
      requireFit(image, first);
    }
    List<InputTransform> transforms = new ArrayList<>();
    List<List<PoseFields>> views = new ArrayList<>();
    for (double scale : scales) {
      InputTransform transform = at(scale, first);
      List<Image> images = inputs.stream().map(transform::apply).toList();
      transforms.add(transform);
      views.add(network.run(images));
      if (flip) {
        transforms.add(transform);
        views.add(
            network.run(images.stream().map(Image::mirrored).toList()).stream()
                .map(PoseFields::mirrored)
                .toList());
      }
    }
    List<PoseFields> means = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      int image = i;
      List<PoseFields> fields = views.stream().map(view -> view.get(image)).toList();
      means.add(FieldAverage.of(fields, transforms, at(1, first)));
    }
    return means;
  }

  /** As the network would say it, before the image is at another size. */
  private void requireFit(Image image, Image first) {
    if (image.width() != first.width() || image.height() != first.height()) {
      throw new IllegalArgumentException(
          "inputs of one run must have one size, found " + first + " and " + image);
    }
    int multiple = info().multiple();
    if (image.width() % multiple != 0 || image.height() % multiple != 0) {
      throw new IllegalArgumentException(
          "%s takes sides that are multiples of %d, found %s"
              .formatted(info().name(), multiple, image));
    }
  }

  private InputTransform at(double scale, Image image) {
    NetworkSize size = new NetworkSize(image.width(), image.height());
    int multiple = network.info().multiple();
    return InputTransform.plan(image.width(), image.height(), size, multiple, Fit.STRETCH, scale);
  }

  @Override
  public void close() {
    network.close();
  }
}
