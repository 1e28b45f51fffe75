package org.jpose.media.draw;

import org.jpose.core.Estimate;
import org.jpose.core.image.Fit;
import org.jpose.core.image.Image;
import org.jpose.core.image.InputTransform;
import org.jpose.core.image.NetworkSize;

/** The four-panel picture: people and heatmap above, affinity in x and in y below. */
final class FourPanels {
  private static final int MAX_SIDE = 960;

  private FourPanels() {}

  /** Makes the picture on a scaled copy of the image. */
  static Image draw(PoseRenderer renderer, Image image, Estimate estimate) {
    InputTransform scaling = scaling(image);
    Image panel = scaling.apply(image);
    Estimate scaled = scaled(estimate, scaling);
    int width = panel.width();
    int height = panel.height();
    Image picture =
        Image.wrap(2 * width, 2 * height, image.order(), new byte[4 * panel.pixels().length]);
    Image people = copy(panel);
    renderer.drawPeople(people, scaled.people());
    put(people, picture, 0, 0);
    put(renderer.draw(Drawing.HEATMAP, copy(panel), scaled), picture, width, 0);
    for (int component = 0; component < 2; component++) {
      Image field = copy(panel);
      FieldOverlay.component(scaled.fields(), component).blend(field, scaled.transform());
      put(field, picture, component * width, height);
    }
    return picture;
  }

  private static InputTransform scaling(Image image) {
    double shownWidth = image.width() * image.pixelAspect();
    int side = (int) Math.min(MAX_SIDE, Math.round(Math.max(shownWidth, image.height())));
    NetworkSize size =
        shownWidth > image.height()
            ? new NetworkSize(side, NetworkSize.BY_ASPECT)
            : new NetworkSize(NetworkSize.BY_ASPECT, side);
    return InputTransform.plan(
        image.width(), image.height(), image.pixelAspect(), size, 1, Fit.PAD, 1);
  }

  /** The same people and fields for the scaled image: the fields lie over the whole of both. */
  private static Estimate scaled(Estimate estimate, InputTransform scaling) {
    InputTransform original = estimate.transform();
    InputTransform transform =
        new InputTransform(
            scaling.width(),
            scaling.height(),
            original.contentWidth(),
            original.contentHeight(),
            original.width(),
            original.height(),
            original.fit());
    return new Estimate(
        estimate.people().stream()
            .map(p -> p.map(k -> k.at(scaling.inputX(k.x()), scaling.inputY(k.y()))))
            .toList(),
        estimate.fields(),
        transform);
  }

  private static Image copy(Image image) {
    return Image.wrap(image.width(), image.height(), image.order(), image.pixels().clone());
  }

  private static void put(Image panel, Image picture, int left, int top) {
    int rowBytes = panel.width() * 3;
    for (int y = 0; y < panel.height(); y++) {
      int to = ((top + y) * picture.width() + left) * 3;
      System.arraycopy(panel.pixels(), y * rowBytes, picture.pixels(), to, rowBytes);
    }
  }
}
