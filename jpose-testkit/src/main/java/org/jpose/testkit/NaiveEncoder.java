package org.jpose.testkit;

import java.util.List;
import org.jpose.core.field.EncoderOptions;
import org.jpose.core.field.PoseFields;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Limb;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;

/**
 * The obvious, slow twin of {@link org.jpose.core.field.FieldEncoder}: every cell asks every
 * person, in pixels of the network's input.
 */
public final class NaiveEncoder {
  private static final double MAX_EXPONENT = 4.6052;

  private NaiveEncoder() {}

  /** Draws people as {@code FieldEncoder.encode} must. */
  public static PoseFields encode(
      Skeleton skeleton,
      int stride,
      EncoderOptions options,
      List<Pose> people,
      int width,
      int height) {
    float[] heat = new float[skeleton.heatChannels() * width * height];
    float[] affinity = new float[skeleton.affinityChannels() * width * height];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        double x = (column + 0.5) * stride - 0.5;
        double y = (row + 0.5) * stride - 0.5;
        int cell = row * width + column;
        double most = 0;
        for (int joint = 0; joint < skeleton.jointCount(); joint++) {
          double value = gaussian(people, joint, x, y, options);
          heat[joint * width * height + cell] = (float) value;
          most = Math.max(most, value);
        }
        heat[skeleton.backgroundChannel() * width * height + cell] = (float) (1 - most);
        for (Limb limb : skeleton.limbs()) {
          double[] vector = band(people, limb, x, y, options);
          affinity[limb.channel() * width * height + cell] = (float) vector[0];
          affinity[(limb.channel() + 1) * width * height + cell] = (float) vector[1];
        }
      }
    }
    return new PoseFields(skeleton, width, height, stride, heat, affinity);
  }

  private static double gaussian(
      List<Pose> people, int joint, double x, double y, EncoderOptions options) {
    double most = 0;
    for (Pose person : people) {
      for (Keypoint keypoint : person.keypoints()) {
        double dx = x - keypoint.x();
        double dy = y - keypoint.y();
        double exponent = (dx * dx + dy * dy) / 2 / options.sigma() / options.sigma();
        if (keypoint.joint() == joint && exponent <= MAX_EXPONENT) {
          most = Math.max(most, Math.exp(-exponent));
        }
      }
    }
    return most;
  }

  private static double[] band(
      List<Pose> people, Limb limb, double x, double y, EncoderOptions options) {
    double sumX = 0;
    double sumY = 0;
    int count = 0;
    for (Pose person : people) {
      Keypoint from = person.keypoint(limb.from()).orElse(null);
      Keypoint to = person.keypoint(limb.to()).orElse(null);
      if (from == null || to == null) {
        continue;
      }
      double length = Math.hypot(to.x() - from.x(), to.y() - from.y());
      double unitX = (to.x() - from.x()) / length;
      double unitY = (to.y() - from.y()) / length;
      double along = (x - from.x()) * unitX + (y - from.y()) * unitY;
      double across = Math.abs((x - from.x()) * unitY - (y - from.y()) * unitX);
      if (length > 0
          && along >= -options.limbExtension()
          && along <= length + options.limbExtension()
          && across <= options.limbWidth()) {
        sumX += unitX;
        sumY += unitY;
        count++;
      }
    }
    return count == 0 ? new double[2] : new double[] {sumX / count, sumY / count};
  }
}
