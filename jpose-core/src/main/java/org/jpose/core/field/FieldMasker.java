package org.jpose.core.field;

import java.util.Arrays;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.LabelledJoint;
import org.jpose.core.pose.Limb;
import org.jpose.core.pose.Skeleton;

/** Takes the loss away where the truth is not known, after all that is known has been drawn. */
final class FieldMasker {
  /** By how much of its longer side a box is enlarged on each side. */
  private static final double MARGIN = 0.1;

  private final Skeleton skeleton;
  private final FieldGeometry geometry;
  private final TargetPlanes planes;
  private final int plane;

  FieldMasker(Skeleton skeleton, int stride, EncoderOptions options, TargetPlanes planes) {
    this.skeleton = skeleton;
    this.planes = planes;
    geometry = new FieldGeometry(planes.width(), planes.height(), stride, options);
    plane = planes.plane();
  }

  /** Everything in the box. */
  void maskPerson(Box box) {
    enlarged(box, this::maskBackground);
    for (int joint = 0; joint < skeleton.jointCount(); joint++) {
      maskBox(joint, box);
    }
    for (Limb limb : skeleton.limbs()) {
      enlarged(box, (row, from, to) -> maskLimb(limb, row, from, to));
    }
  }

  /** A joint's heatmap in the box. */
  void maskBox(int joint, Box box) {
    enlarged(box, (row, from, to) -> maskJoint(joint, row, from, to));
  }

  /** A joint's heatmap and the background within reach. */
  void maskDisc(int joint, LabelledJoint at) {
    geometry.disc(
        geometry.toCell(at.x()),
        geometry.toCell(at.y()),
        (row, from, to) -> {
          maskJoint(joint, row, from, to);
          maskBackground(row, from, to);
        });
  }

  /** A limb that is not drawn because of its ends. */
  void maskLimb(Limb limb, LabelledJoint from, LabelledJoint to, Box box, UnknownJoints unknown) {
    if (from.isUnlabelled() || to.isUnlabelled()) {
      if (unknown == UnknownJoints.MASKED) {
        enlarged(box, (row, first, end) -> maskLimb(limb, row, first, end));
      }
    } else if (!from.isLabelled() || !to.isLabelled()) {
      geometry.band(from, to, (row, first, end) -> maskLimb(limb, row, first, end));
    }
  }

  private void enlarged(Box box, FieldGeometry.Span span) {
    double margin = MARGIN * Math.max(box.width(), box.height());
    geometry.box(
        box.x() - margin,
        box.y() - margin,
        box.x() + box.width() + margin,
        box.y() + box.height() + margin,
        span);
  }

  private void maskJoint(int joint, int row, int from, int to) {
    int start = planes.heatStart() + joint * plane + row * planes.width();
    for (int i = start + from; i < start + to; i++) {
      if (planes.heat()[i] == 0) {
        planes.heatMask()[i] = 0;
      }
    }
  }

  private void maskBackground(int row, int from, int to) {
    int start = planes.heatStart() + skeleton.backgroundChannel() * plane + row * planes.width();
    Arrays.fill(planes.heatMask(), start + from, start + to, 0);
  }

  private void maskLimb(Limb limb, int row, int from, int to) {
    int start = planes.affinityStart() + limb.channel() * plane + row * planes.width();
    for (int i = start + from; i < start + to; i++) {
      if (planes.affinity()[i] == 0 && planes.affinity()[i + plane] == 0) {
        planes.affinityMask()[i] = 0;
        planes.affinityMask()[i + plane] = 0;
      }
    }
  }
}
