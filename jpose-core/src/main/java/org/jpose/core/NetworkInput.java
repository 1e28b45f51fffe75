package org.jpose.core;

import java.util.List;
import org.jpose.core.image.Image;
import org.jpose.core.image.InputTransform;

/**
 * What the network takes of one image: an input for each scale, each followed by its mirror image
 * where one is asked for. Made by {@link PoseEstimator#prepare}. Immutable.
 */
public final class NetworkInput {
  private final List<View> views;

  NetworkInput(List<View> views) {
    this.views = List.copyOf(views);
  }

  List<View> views() {
    return views;
  }

  /** One input, and the way from the image to it. */
  record View(Image input, InputTransform transform, boolean mirrored) {}
}
