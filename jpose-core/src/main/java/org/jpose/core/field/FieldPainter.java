package org.jpose.core.field;

import java.util.Arrays;
import org.jpose.core.pose.LabelledJoint;
import org.jpose.core.pose.Limb;
import org.jpose.core.pose.Skeleton;

/** Draws Gaussians and bands into planes that start as zeros. Used for one image by one thread. */
final class FieldPainter {
  private final Skeleton skeleton;
  private final FieldGeometry geometry;
  private final TargetPlanes planes;
  private final int plane;

  /** Bands in every cell of every limb, by half the limb's channel. */
  private final short[] overlaps;

  private boolean anyOverlap;

  FieldPainter(Skeleton skeleton, int stride, EncoderOptions options, TargetPlanes planes) {
    this.skeleton = skeleton;
    this.planes = planes;
    geometry = new FieldGeometry(planes.width(), planes.height(), stride, options);
    plane = planes.plane();
    overlaps = new short[skeleton.limbs().size() * plane];
  }

  /** A Gaussian is a product of one along rows and one along columns. */
  void addGaussian(int joint, LabelledJoint at) {
    double x = geometry.toCell(at.x());
    double y = geometry.toCell(at.y());
    double factor = 1 / (2 * geometry.sigma() * geometry.sigma());
    int left = FieldGeometry.first(x - geometry.reach());
    int right = FieldGeometry.last(x + geometry.reach(), planes.width());
    if (left > right) {
      return;
    }
    double[] columns = new double[right - left + 1];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = Math.exp(-factor * (left + i - x) * (left + i - x));
    }
    float[] heat = planes.heat();
    geometry.disc(
        x,
        y,
        (row, from, to) -> {
          double here = Math.exp(-factor * (row - y) * (row - y));
          int start = planes.heatStart() + joint * plane + row * planes.width();
          for (int column = from; column < to; column++) {
            float value = (float) (here * columns[column - left]);
            heat[start + column] = Math.max(heat[start + column], value);
          }
        });
  }

  void addBand(Limb limb, LabelledJoint from, LabelledJoint to) {
    double length = Math.hypot(to.x() - from.x(), to.y() - from.y());
    float unitX = (float) ((to.x() - from.x()) / length);
    float unitY = (float) ((to.y() - from.y()) / length);
    float[] affinity = planes.affinity();
    geometry.band(
        from,
        to,
        (row, first, end) -> {
          int cell = row * planes.width();
          int start = planes.affinityStart() + limb.channel() * plane + cell;
          int count = limb.channel() / 2 * plane + cell;
          for (int column = first; column < end; column++) {
            affinity[start + column] += unitX;
            affinity[start + plane + column] += unitY;
            anyOverlap |= overlaps[count + column]++ > 0;
          }
        });
  }

  void averageOverlaps() {
    if (!anyOverlap) {
      return;
    }
    float[] affinity = planes.affinity();
    for (int i = 0; i < overlaps.length; i++) {
      if (overlaps[i] > 1) {
        int x = planes.affinityStart() + i / plane * 2 * plane + i % plane;
        affinity[x] /= overlaps[i];
        affinity[x + plane] /= overlaps[i];
      }
    }
  }

  void fillBackground() {
    float[] heat = planes.heat();
    int background = planes.heatStart() + skeleton.backgroundChannel() * plane;
    Arrays.fill(heat, background, background + plane, 0);
    for (int joint = planes.heatStart(); joint < background; joint += plane) {
      for (int cell = 0; cell < plane; cell++) {
        heat[background + cell] = Math.max(heat[background + cell], heat[joint + cell]);
      }
    }
    for (int cell = background; cell < background + plane; cell++) {
      heat[cell] = 1 - heat[cell];
    }
  }
}
