package org.jpose.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jpose.core.field.EncoderOptions;
import org.jpose.core.field.PoseFields;
import org.jpose.core.field.TargetPlanes;
import org.jpose.core.field.UnknownJoints;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.LabelledJoint;
import org.jpose.core.pose.LabelledPerson;
import org.jpose.core.pose.Limb;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Visibility;

/**
 * The obvious, slow twin of {@link org.jpose.core.field.FieldEncoder} with masks: every number asks
 * every person whether the loss counts there.
 *
 * @param skeleton of people and fields
 * @param stride pixels per cell
 * @param options widths
 * @param unknownJoints what the loss says of them
 */
public record NaiveTargets(
    Skeleton skeleton, int stride, EncoderOptions options, UnknownJoints unknownJoints) {
  private static final double MAX_EXPONENT = 4.6052;

  /** Draws people and masks as {@code FieldEncoder.encode} must, into fresh planes. */
  public TargetPlanes encode(
      List<LabelledPerson> people, Optional<float[]> imageMask, int width, int height) {
    List<Pose> poses = new ArrayList<>();
    for (LabelledPerson person : people) {
      List<Keypoint> known = new ArrayList<>();
      for (int i = 0; i < skeleton.jointCount(); i++) {
        LabelledJoint joint = person.joints().get(i);
        if (joint.isLabelled()) {
          known.add(new Keypoint(i, "joint", joint.x(), joint.y(), 1));
        }
      }
      if (!known.isEmpty()) {
        poses.add(new Pose(skeleton, known, 1));
      }
    }
    PoseFields fields = NaiveEncoder.encode(skeleton, stride, options, poses, width, height);
    float[] heatMask = new float[fields.heat().length];
    float[] affinityMask = new float[fields.affinity().length];
    for (int cell = 0; cell < width * height; cell++) {
      double x = (cell % width + 0.5) * stride - 0.5;
      double y = (cell / width + 0.5) * stride - 0.5;
      int at = cell;
      float counts = imageMask.map(mask -> mask[at]).orElse(1f);
      for (int joint = 0; joint <= skeleton.jointCount(); joint++) {
        int i = joint * width * height + cell;
        boolean background = joint == skeleton.backgroundChannel();
        boolean drawn = !background && fields.heat()[i] > 0;
        heatMask[i] = !drawn && isDoubtful(people, joint, x, y) ? 0 : counts;
      }
      for (Limb limb : skeleton.limbs()) {
        int i = limb.channel() * width * height + cell;
        boolean drawn = fields.affinity()[i] != 0 || fields.affinity()[i + width * height] != 0;
        float value = !drawn && isDoubtful(people, limb, x, y) ? 0 : counts;
        affinityMask[i] = value;
        affinityMask[i + width * height] = value;
      }
    }
    return new TargetPlanes(
        width, height, fields.heat(), heatMask, 0, fields.affinity(), affinityMask, 0);
  }

  private boolean isDoubtful(List<LabelledPerson> people, int joint, double x, double y) {
    boolean background = joint == skeleton.backgroundChannel();
    for (LabelledPerson person : people) {
      boolean inBox = isIn(person.box(), x, y);
      if (isNowhere(person)) {
        if (inBox) {
          return true;
        }
        continue;
      }
      for (int i = 0; i < skeleton.jointCount(); i++) {
        LabelledJoint other = person.joints().get(i);
        double dx = x - other.x();
        double dy = y - other.y();
        boolean near = dx * dx + dy * dy <= 2 * options.sigma() * options.sigma() * MAX_EXPONENT;
        if (other.visibility() == Visibility.UNSURE && near && (background || i == joint)) {
          return true;
        }
        boolean unknown = other.isUnlabelled() && i == joint;
        if (unknown && inBox && unknownJoints == UnknownJoints.MASKED) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isDoubtful(List<LabelledPerson> people, Limb limb, double x, double y) {
    for (LabelledPerson person : people) {
      LabelledJoint from = person.joints().get(limb.from());
      LabelledJoint to = person.joints().get(limb.to());
      boolean unknown = from.isUnlabelled() || to.isUnlabelled();
      boolean masksUnknown = unknownJoints == UnknownJoints.MASKED || isNowhere(person);
      if (unknown && masksUnknown && isIn(person.box(), x, y)) {
        return true;
      }
      boolean unsure = !from.isLabelled() || !to.isLabelled();
      if (!unknown && unsure && isInBand(from, to, x, y)) {
        return true;
      }
    }
    return false;
  }

  private boolean isInBand(LabelledJoint from, LabelledJoint to, double x, double y) {
    double length = Math.hypot(to.x() - from.x(), to.y() - from.y());
    double unitX = (to.x() - from.x()) / length;
    double unitY = (to.y() - from.y()) / length;
    double along = (x - from.x()) * unitX + (y - from.y()) * unitY;
    double across = Math.abs((x - from.x()) * unitY - (y - from.y()) * unitX);
    return length > 0
        && along >= -options.limbExtension()
        && along <= length + options.limbExtension()
        && across <= options.limbWidth();
  }

  private static boolean isNowhere(LabelledPerson person) {
    return person.joints().stream().allMatch(LabelledJoint::isUnlabelled);
  }

  private static boolean isIn(Box box, double x, double y) {
    double margin = 0.1 * Math.max(box.width(), box.height());
    return x >= box.x() - margin
        && x <= box.x() + box.width() + margin
        && y >= box.y() - margin
        && y <= box.y() + box.height() + margin;
  }
}
