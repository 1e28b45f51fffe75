package org.jpose.core.field;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.LabelledJoint;
import org.jpose.core.pose.LabelledPerson;
import org.jpose.core.pose.Limb;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Visibility;

/**
 * Draws the fields a perfect network would answer (Cao et al. 2017, sections 2.2 and 2.3) and where
 * the loss counts: the targets of training, and the counterpart of {@link PoseDecoder}. Cost is
 * proportional to the cells near joints and limbs, and to filling the planes. Immutable and
 * thread-safe.
 *
 * <p>Heat of a joint is the maximum over people of {@code exp(-d^2 / (2 sigma^2))} at the cell
 * centre, 0 where the exponent is below -4.6052; background is 1 less the maximum over joints.
 * Affinity of a limb is its unit vector in every cell whose centre lies in the limb's band, the
 * mean where bands of several people overlap.
 *
 * <p>The mask of a number is the image's mask in its cell, but 0
 *
 * <ul>
 *   <li>for an {@link Visibility#UNSURE} joint, within the reach of its Gaussian: in its heatmap
 *       and in the background; and in the bands of its limbs whose other end is not unlabelled;
 *   <li>for an {@link Visibility#UNLABELLED} joint of a person of whom some joint is not, with
 *       {@link UnknownJoints#MASKED}, in the person's enlarged box: in its heatmap and the fields
 *       of its limbs. The background keeps its loss there: masking it would leave few images any
 *       around people, since hardly anybody has all joints labelled;
 *   <li>for a person of whom every joint is unlabelled, in the enlarged box: everywhere.
 * </ul>
 *
 * <p>Except in the background, a cell that a labelled joint or limb is drawn in keeps its loss all
 * the same: what it says is true unless the other joint is nearer still. Without this, people who
 * overlap would erase each other.
 */
public final class FieldEncoder {
  private final Skeleton skeleton;
  private final int stride;
  private final EncoderOptions options;
  private final UnknownJoints unknownJoints;

  /**
   * An encoder for one kind of grid, which masks unknown joints.
   *
   * @param skeleton the skeleton of the people and the fields
   * @param stride pixels of the network's input per cell
   * @param options widths
   */
  public FieldEncoder(Skeleton skeleton, int stride, EncoderOptions options) {
    this(skeleton, stride, options, UnknownJoints.MASKED);
  }

  /**
   * An encoder for one kind of grid.
   *
   * @param skeleton the skeleton of the people and the fields
   * @param stride pixels of the network's input per cell
   * @param options widths
   * @param unknownJoints what the loss says of them
   */
  public FieldEncoder(
      Skeleton skeleton, int stride, EncoderOptions options, UnknownJoints unknownJoints) {
    this.skeleton = Objects.requireNonNull(skeleton, "skeleton");
    this.options = Objects.requireNonNull(options, "options");
    this.unknownJoints = Objects.requireNonNull(unknownJoints, "unknownJoints");
    if (stride < 1) {
      throw new IllegalArgumentException("stride " + stride + " is not positive");
    }
    this.stride = stride;
  }

  /**
   * Draws people without masks; joints that are absent are nowhere.
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
    TargetPlanes planes =
        new TargetPlanes(width, height, heat, new float[0], 0, affinity, new float[0], 0);
    draw(people.stream().map(this::labelled).toList(), planes);
    return fields;
  }

  private void requireSame(Skeleton other) {
    if (!other.equals(skeleton)) {
      throw new IllegalArgumentException(
          "a person of skeleton " + other.name() + " cannot be drawn for " + skeleton.name());
    }
  }

  private LabelledPerson labelled(Pose person) {
    requireSame(person.skeleton());
    LabelledJoint[] joints = new LabelledJoint[skeleton.jointCount()];
    Arrays.fill(joints, LabelledJoint.UNLABELLED);
    for (Keypoint joint : person.keypoints()) {
      joints[joint.joint()] = new LabelledJoint(joint.x(), joint.y(), Visibility.VISIBLE);
    }
    return new LabelledPerson(skeleton, Arrays.asList(joints), new Box(0, 0, 0, 0));
  }

  /**
   * Draws people and masks; every number of the planes' pieces is overwritten.
   *
   * @param people people in pixels of the network's input
   * @param imageMask {@code [height][width]}, 0 to 1, how much the loss counts in a cell; empty if
   *     everywhere
   * @param planes where the targets go
   * @throws IllegalArgumentException if a person has another skeleton, or an array is too short
   */
  public void encode(
      List<LabelledPerson> people, Optional<float[]> imageMask, TargetPlanes planes) {
    int heatLength = skeleton.heatChannels() * planes.plane();
    int affinityLength = skeleton.affinityChannels() * planes.plane();
    requireLength("heat", planes.heat(), planes.heatStart(), heatLength);
    requireLength("heat mask", planes.heatMask(), planes.heatStart(), heatLength);
    requireLength("affinity", planes.affinity(), planes.affinityStart(), affinityLength);
    requireLength("affinity mask", planes.affinityMask(), planes.affinityStart(), affinityLength);
    if (imageMask.isPresent() && imageMask.get().length != planes.plane()) {
      throw new IllegalArgumentException(
          "image mask has %d numbers, expected %d: one a cell"
              .formatted(imageMask.get().length, planes.plane()));
    }
    clear(planes.heat(), planes.heatStart(), heatLength);
    clear(planes.affinity(), planes.affinityStart(), affinityLength);
    fill(planes.heatMask(), planes.heatStart(), heatLength, imageMask);
    fill(planes.affinityMask(), planes.affinityStart(), affinityLength, imageMask);
    draw(people, planes);
    mask(people, planes);
  }

  private static void requireLength(String what, float[] numbers, int start, int length) {
    if (start < 0 || numbers.length - start < length) {
      throw new IllegalArgumentException(
          what + " has " + numbers.length + " numbers, needs " + length + " from " + start);
    }
  }

  private static void clear(float[] numbers, int start, int length) {
    Arrays.fill(numbers, start, start + length, 0);
  }

  private static void fill(float[] numbers, int start, int length, Optional<float[]> imageMask) {
    if (imageMask.isEmpty()) {
      Arrays.fill(numbers, start, start + length, 1);
      return;
    }
    float[] mask = imageMask.get();
    for (int i = 0; i < length; i += mask.length) {
      System.arraycopy(mask, 0, numbers, start + i, mask.length);
    }
  }

  private void draw(List<LabelledPerson> people, TargetPlanes planes) {
    FieldPainter painter = new FieldPainter(skeleton, stride, options, planes);
    for (LabelledPerson person : people) {
      requireSame(person.skeleton());
      for (int joint = 0; joint < skeleton.jointCount(); joint++) {
        if (person.joints().get(joint).isLabelled()) {
          painter.addGaussian(joint, person.joints().get(joint));
        }
      }
      for (Limb limb : skeleton.limbs()) {
        LabelledJoint from = person.joints().get(limb.from());
        LabelledJoint to = person.joints().get(limb.to());
        if (from.isLabelled() && to.isLabelled()) {
          painter.addBand(limb, from, to);
        }
      }
    }
    painter.averageOverlaps();
    painter.fillBackground();
  }

  private void mask(List<LabelledPerson> people, TargetPlanes planes) {
    FieldMasker masker = new FieldMasker(skeleton, stride, options, planes);
    for (LabelledPerson person : people) {
      if (person.joints().stream().allMatch(LabelledJoint::isUnlabelled)) {
        masker.maskPerson(person.box());
        continue;
      }
      for (int joint = 0; joint < skeleton.jointCount(); joint++) {
        LabelledJoint label = person.joints().get(joint);
        if (label.visibility() == Visibility.UNSURE) {
          masker.maskDisc(joint, label);
        } else if (label.isUnlabelled() && unknownJoints == UnknownJoints.MASKED) {
          masker.maskBox(joint, person.box());
        }
      }
      for (Limb limb : skeleton.limbs()) {
        masker.maskLimb(
            limb,
            person.joints().get(limb.from()),
            person.joints().get(limb.to()),
            person.box(),
            unknownJoints);
      }
    }
  }
}
