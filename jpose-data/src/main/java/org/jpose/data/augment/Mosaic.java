package org.jpose.data.augment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.LabelledPerson;
import org.jpose.data.LossMask;
import org.jpose.data.Sample;

/**
 * Four samples side by side, two and two, that meet at a point drawn in the middle part of the
 * picture. Each goes into its tile through an affine map of its own, framed as if the tile were the
 * network's input. Immutable and thread-safe.
 */
final class Mosaic {
  /** Where the tiles meet, as a part of each side. */
  private static final Range CENTRE = Range.of(0.35, 0.65);

  private final SampleWarp warp;
  private final NetworkSize size;

  Mosaic(SampleWarp warp, NetworkSize size) {
    this.warp = warp;
    this.size = size;
  }

  Sample compose(List<Sample> samples, Framing framing, int fill, SplittableRandom random) {
    int centreX = inside(CENTRE.draw(random), size.width());
    int centreY = inside(CENTRE.draw(random), size.height());
    ColourOrder order = samples.get(0).image().order();
    byte[] pixels = new byte[size.width() * size.height() * 3];
    byte[] mask = new byte[size.width() * size.height()];
    List<LabelledPerson> people = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      int left = i % 2 == 0 ? 0 : centreX;
      int top = i < 2 ? 0 : centreY;
      NetworkSize tile =
          new NetworkSize(
              (i % 2 == 0 ? centreX : size.width() - centreX),
              (i < 2 ? centreY : size.height() - centreY));
      Affine map = framing.draw(samples.get(i), tile, random);
      Sample framed = warp.apply(samples.get(i), map, tile, fill);
      paste(framed.image(), order, left, top, pixels);
      paste(framed.mask(), left, top, mask);
      framed.people().forEach(person -> people.add(moved(person, left, top)));
    }
    return new Sample(
        samples.get(0).origin(),
        Image.wrap(size.width(), size.height(), order, pixels),
        people,
        LossMask.wrap(size.width(), size.height(), mask),
        OptionalInt.empty());
  }

  private static int inside(double part, int side) {
    return (int) Math.max(1, Math.min(side - 1, Math.round(part * side)));
  }

  private void paste(Image tile, ColourOrder order, int left, int top, byte[] pixels) {
    boolean sameOrder = tile.order() == order;
    for (int y = 0; y < tile.height(); y++) {
      int from = y * tile.width() * 3;
      int to = ((top + y) * size.width() + left) * 3;
      System.arraycopy(tile.pixels(), from, pixels, to, tile.width() * 3);
      for (int i = to; !sameOrder && i < to + tile.width() * 3; i += 3) {
        byte first = pixels[i];
        pixels[i] = pixels[i + 2];
        pixels[i + 2] = first;
      }
    }
  }

  private void paste(LossMask tile, int left, int top, byte[] mask) {
    for (int y = 0; y < tile.height(); y++) {
      int to = (top + y) * size.width() + left;
      if (tile.pixels().isPresent()) {
        byte[] plane = tile.pixels().orElseThrow();
        System.arraycopy(plane, y * tile.width(), mask, to, tile.width());
      } else {
        Arrays.fill(mask, to, to + tile.width(), LossMask.COUNTS);
      }
    }
  }

  private static LabelledPerson moved(LabelledPerson person, int left, int top) {
    Box box = person.box();
    return person.map(
        joint -> joint.at(joint.x() + left, joint.y() + top),
        new Box(box.x() + left, box.y() + top, box.width(), box.height()));
  }
}
