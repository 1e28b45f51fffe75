package org.jpose.media.draw;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jpose.core.Estimate;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Pose;

/**
 * Draws what was found in an image. Needs neither font nor screen. Immutable; several threads may
 * draw on different images.
 */
public final class PoseRenderer {
  private final DrawingOptions options;

  /** A renderer with the given options. */
  public PoseRenderer(DrawingOptions options) {
    this.options = Objects.requireNonNull(options, "options");
  }

  /**
   * Makes a picture of an estimate.
   *
   * <p>Except for {@link Drawing#ALL} this changes the image's pixels and returns the same image,
   * so that a picture of a large photo costs no memory: the image must not be estimated on
   * afterwards. {@link Drawing#ALL} leaves the image as it is and returns another one, of four
   * panels, each at most 960 pixels wide and high.
   *
   * @param image the image the people were found in
   * @param estimate people and fields of that image
   * @return the picture
   * @throws IllegalArgumentException if the estimate is of an image of another size
   */
  public Image draw(Drawing drawing, Image image, Estimate estimate) {
    int width = estimate.transform().sourceWidth();
    int height = estimate.transform().sourceHeight();
    if (image.width() != width || image.height() != height) {
      throw new IllegalArgumentException(
          ("the estimate is of an image of %sx%s pixels, to be drawn on one of %sx%s; give"
                  + " the image the people were found in")
              .formatted(width, height, image.width(), image.height()));
    }
    switch (drawing) {
      case SKELETON -> drawPeople(image, estimate.people());
      case HEATMAP -> FieldOverlay.heatmap(estimate.fields()).blend(image, estimate.transform());
      case AFFINITY -> FieldOverlay.affinity(estimate.fields()).blend(image, estimate.transform());
      case ALL -> {
        return FourPanels.draw(this, image, estimate);
      }
    }
    return image;
  }

  /**
   * Draws people on an image, changing its pixels; the first is on top.
   *
   * @param people people in pixels of the image
   */
  public void drawPeople(Image image, List<Pose> people) {
    if (options.onBlack()) {
      Arrays.fill(image.pixels(), (byte) 0);
    }
    new SkeletonPainter(image).paint(people);
  }
}
