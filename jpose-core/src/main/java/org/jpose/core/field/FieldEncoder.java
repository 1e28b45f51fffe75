package org.jpose.core.field;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Limb;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;

/**
 * Draws the fields a perfect network would answer (Cao et al. 2017, sections 2.2 and 2.3): the
 * targets of training, and the counterpart of {@link PoseDecoder}. Cost is proportional to the
 * cells near joints and limbs. Immutable and thread-safe.
 */
public final class FieldEncoder {
  /** Gaussians end where the exponent passes this: at one hundredth of their height. */
  private static final double MAX_EXPONENT = 4.6052;

  private static final double MIN_LIMB_LENGTH = 1e-6;

  private final Skeleton skeleton;
  private final int stride;
  private final EncoderOptions options;

  /**
   * An encoder for one kind of grid.
   *
   * @param skeleton the skeleton of the people and the fields
   * @param stride pixels of the network's input per cell
   * @param options widths
   */
  public FieldEncoder(Skeleton skeleton, int stride, EncoderOptions options) {
    this.skeleton = Objects.requireNonNull(skeleton, "skeleton");
    this.options = Objects.requireNonNull(options, "options");
    if (stride < 1) {
      throw new IllegalArgumentException("stride " + stride + " is not positive");
    }
    this.stride = stride;
  }

  /**
   * Draws people.
   *
   * <p>Heat of a joint is the maximum over people of {@code exp(-d^2 / (2 sigma^2))} at the cell
   * centre, 0 where the exponent is below -4.6052; background is 1 less the maximum over joints.
   * Affinity of a limb is its unit vector in every cell whose centre lies in the limb's band, the
   * mean where bands of several people overlap.
   *
   * @param people people in pixels of the network's input
   * @param width cells in a row
   * @param height rows of cells
   * @throws IllegalArgumentException if a person has another skeleton
   */
  public PoseFields encode(List<Pose> people, int width, int height) {
    int plane = width * height;
    float[] heat = new float[skeleton.heatChannels() * plane];
    float[] affinity = new float[skeleton.affinityChannels() * plane];
    PoseFields fields = new PoseFields(skeleton, width, height, stride, heat, affinity);
    int[] overlaps = new int[skeleton.limbs().size() * plane];
    for (Pose person : people) {
      if (!person.skeleton().equals(skeleton)) {
        throw new IllegalArgumentException(
            "a person of skeleton "
                + person.skeleton().name()
                + " cannot be drawn for "
                + skeleton.name());
      }
      Keypoint[] joints = new Keypoint[skeleton.jointCount()];
      for (Keypoint keypoint : person.keypoints()) {
        joints[keypoint.joint()] = keypoint;
        addGaussian(fields, keypoint);
      }
      for (Limb limb : skeleton.limbs()) {
        if (joints[limb.from()] != null && joints[limb.to()] != null) {
          addBand(fields, limb, joints[limb.from()], joints[limb.to()], overlaps);
        }
      }
    }
    averageOverlaps(fields, overlaps);
    fillBackground(fields);
    return fields;
  }

  private void addGaussian(PoseFields fields, Keypoint joint) {
    double x = fields.toCell(joint.x());
    double y = fields.toCell(joint.y());
    double sigma = options.sigma() / stride;
    double reach = sigma * Math.sqrt(2 * MAX_EXPONENT);
    float[] heat = fields.heat();
    int right = last(x + reach, fields.width());
    int bottom = last(y + reach, fields.height());
    for (int row = first(y - reach); row <= bottom; row++) {
      int start = (joint.joint() * fields.height() + row) * fields.width();
      for (int column = first(x - reach); column <= right; column++) {
        double exponent =
            ((column - x) * (column - x) + (row - y) * (row - y)) / (2 * sigma * sigma);
        if (exponent <= MAX_EXPONENT) {
          heat[start + column] = Math.max(heat[start + column], (float) Math.exp(-exponent));
        }
      }
    }
  }

  private void addBand(PoseFields fields, Limb limb, Keypoint from, Keypoint to, int[] overlaps) {
    double startX = fields.toCell(from.x());
    double startY = fields.toCell(from.y());
    double endX = fields.toCell(to.x());
    double endY = fields.toCell(to.y());
    double length = Math.hypot(endX - startX, endY - startY);
    if (length < MIN_LIMB_LENGTH) {
      return;
    }
    double unitX = (endX - startX) / length;
    double unitY = (endY - startY) / length;
    double extension = options.limbExtension() / stride;
    double halfWidth = options.limbWidth() / stride;
    double reach = extension + halfWidth;
    int right = last(Math.max(startX, endX) + reach, fields.width());
    int bottom = last(Math.max(startY, endY) + reach, fields.height());
    int plane = fields.width() * fields.height();
    for (int row = first(Math.min(startY, endY) - reach); row <= bottom; row++) {
      for (int column = first(Math.min(startX, endX) - reach); column <= right; column++) {
        double along = (column - startX) * unitX + (row - startY) * unitY;
        double across = (column - startX) * unitY - (row - startY) * unitX;
        if (along >= -extension && along <= length + extension && Math.abs(across) <= halfWidth) {
          int cell = row * fields.width() + column;
          fields.affinity()[limb.channel() * plane + cell] += (float) unitX;
          fields.affinity()[(limb.channel() + 1) * plane + cell] += (float) unitY;
          overlaps[limb.channel() / 2 * plane + cell]++;
        }
      }
    }
  }

  private static int first(double cell) {
    return Math.max(0, (int) Math.ceil(cell));
  }

  private static int last(double cell, int cells) {
    return Math.min(cells - 1, (int) Math.floor(cell));
  }

  private static void averageOverlaps(PoseFields fields, int[] overlaps) {
    int plane = fields.width() * fields.height();
    float[] affinity = fields.affinity();
    for (int i = 0; i < overlaps.length; i++) {
      if (overlaps[i] > 1) {
        int x = i / plane * 2 * plane + i % plane;
        affinity[x] /= overlaps[i];
        affinity[x + plane] /= overlaps[i];
      }
    }
  }

  private static void fillBackground(PoseFields fields) {
    int plane = fields.width() * fields.height();
    float[] heat = fields.heat();
    int background = fields.skeleton().backgroundChannel() * plane;
    Arrays.fill(heat, background, heat.length, 1);
    for (int i = 0; i < background; i++) {
      int cell = background + i % plane;
      heat[cell] = Math.min(heat[cell], 1 - heat[i]);
    }
  }
}
