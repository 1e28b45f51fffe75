package org.jpose.data.lmdb;

import java.util.ArrayList;
import java.util.List;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.LabelledJoint;
import org.jpose.core.pose.LabelledPerson;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Visibility;

/**
 * A person as a record's floats have it: places as stored, one row each of x, y and visibility.
 *
 * @param centreX centre of the box
 * @param centreY centre of the box
 * @param scale height of the box as a part of 368 pixels
 * @param joints three rows: x, y, visibility (0 labelled and hidden, 1 visible, 2 not labelled)
 */
record RecordPerson(float centreX, float centreY, float scale, float[][] joints) {
  private static final float SCALE_PIXELS = 368;
  private static final int HIDDEN = 0;
  private static final int VISIBLE = 1;
  private static final int NOT_LABELLED = 2;

  /** As stored; a joint that is not to be relied on counts as not labelled. */
  static RecordPerson of(LabelledPerson person, int firstPixel) {
    float[][] joints = new float[3][person.joints().size()];
    for (int i = 0; i < person.joints().size(); i++) {
      LabelledJoint joint = person.joints().get(i);
      if (joint.isLabelled()) {
        joints[0][i] = joint.x() + firstPixel;
        joints[1][i] = joint.y() + firstPixel;
        joints[2][i] = joint.visibility() == Visibility.VISIBLE ? VISIBLE : HIDDEN;
      } else {
        joints[2][i] = NOT_LABELLED;
      }
    }
    Box box = person.box();
    return new RecordPerson(
        box.x() + box.width() / 2 + firstPixel,
        box.y() + box.height() / 2 + firstPixel,
        box.height() / SCALE_PIXELS,
        joints);
  }

  /**
   * As labelled.
   *
   * @throws IllegalArgumentException if a number is not finite or a visibility is none
   */
  LabelledPerson labelled(Skeleton skeleton, int firstPixel) {
    List<LabelledJoint> labelled = new ArrayList<>();
    for (int i = 0; i < skeleton.jointCount(); i++) {
      float flag = joints[2][i];
      if (flag == NOT_LABELLED) {
        labelled.add(LabelledJoint.UNLABELLED);
      } else if (flag == HIDDEN || flag == VISIBLE) {
        labelled.add(
            new LabelledJoint(
                joints[0][i] - firstPixel,
                joints[1][i] - firstPixel,
                flag == VISIBLE ? Visibility.VISIBLE : Visibility.OCCLUDED));
      } else {
        throw new IllegalArgumentException(
            "joint " + i + " has visibility " + flag + ", expected 0, 1 or 2");
      }
    }
    return new LabelledPerson(skeleton, labelled, box(labelled, firstPixel));
  }

  /** Centre and height are stored; the width is the least that holds the joints. */
  private Box box(List<LabelledJoint> labelled, int firstPixel) {
    float x = centreX - firstPixel;
    float y = centreY - firstPixel;
    float height = scale * SCALE_PIXELS;
    if (!Float.isFinite(x) || !Float.isFinite(y) || !(height >= 0) || Float.isInfinite(height)) {
      throw new IllegalArgumentException(
          "a person with centre %s, %s and scale %s".formatted(centreX, centreY, scale));
    }
    double reach =
        labelled.stream()
            .filter(LabelledJoint::isLabelled)
            .mapToDouble(joint -> Math.abs((double) joint.x() - x))
            .max()
            .orElse(height / 2);
    return new Box((float) (x - reach), y - height / 2, (float) (2 * reach), height);
  }
}
