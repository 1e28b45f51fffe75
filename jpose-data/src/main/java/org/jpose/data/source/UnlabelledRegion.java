package org.jpose.data.source;

import java.util.Arrays;
import java.util.List;
import org.jpose.core.pose.Box;
import org.jpose.data.LossMask;
import org.jpose.data.coco.Polygons;
import org.jpose.data.coco.Rle;
import org.jpose.data.coco.Segmentation;

/**
 * Collects where people are that nobody labelled, as CMU's masks have it: everybody without enough
 * joints, and crowds but for the labelled people in them. Not thread-safe.
 */
final class UnlabelledRegion {
  private static final byte OUT = 0;

  private final int width;
  private final int height;
  private final PolygonRaster raster;
  private byte[] mask;

  UnlabelledRegion(int width, int height) {
    this.width = width;
    this.height = height;
    this.raster = new PolygonRaster(width, height);
  }

  /** Leaves people out. */
  void leaveOut(Segmentation segmentation, Box box) {
    fill(segmentation, box, plane(), OUT);
  }

  /** Leaves crowds out where no labelled person with a segmentation is. */
  void leaveOutCrowds(List<Crowd> crowds, List<Segmentation> labelled) {
    if (crowds.isEmpty()) {
      return;
    }
    byte[] crowd = everything();
    crowds.forEach(next -> fill(next.segmentation(), next.box(), crowd, OUT));
    labelled.stream()
        .filter(person -> !person.isEmpty())
        .forEach(person -> fill(person, new Box(0, 0, 0, 0), crowd, LossMask.COUNTS));
    byte[] all = plane();
    for (int i = 0; i < all.length; i++) {
      all[i] &= crowd[i];
    }
  }

  /** A crowd's pixels, or its box. */
  record Crowd(Segmentation segmentation, Box box) {}

  /** The mask of what was left out; the region is not to be used afterwards. */
  LossMask mask() {
    return mask == null ? LossMask.everywhere(width, height) : LossMask.wrap(width, height, mask);
  }

  private byte[] plane() {
    if (mask == null) {
      mask = everything();
    }
    return mask;
  }

  private byte[] everything() {
    byte[] plane = new byte[Math.multiplyExact(width, height)];
    Arrays.fill(plane, LossMask.COUNTS);
    return plane;
  }

  private void fill(Segmentation segmentation, Box box, byte[] plane, byte value) {
    if (segmentation.isEmpty()) {
      raster.fill(corners(box), plane, value);
    } else if (segmentation instanceof Polygons polygons) {
      raster.fill(polygons, plane, value);
    } else if (segmentation instanceof Rle rle) {
      fill(rle, plane, value);
    }
  }

  private static Polygons corners(Box box) {
    float right = box.x() + box.width();
    float bottom = box.y() + box.height();
    return new Polygons(
        List.of(new float[] {box.x(), box.y(), box.x(), bottom, right, bottom, right, box.y()}));
  }

  private void fill(Rle rle, byte[] plane, byte value) {
    if (rle.width() != width || rle.height() != height) {
      throw new IllegalArgumentException(
          "a mask of %dx%d pixels for an image of %dx%d"
              .formatted(rle.width(), rle.height(), width, height));
    }
    boolean[] pixels = rle.pixels();
    for (int i = 0; i < pixels.length; i++) {
      if (pixels[i]) {
        plane[i] = value;
      }
    }
  }
}
