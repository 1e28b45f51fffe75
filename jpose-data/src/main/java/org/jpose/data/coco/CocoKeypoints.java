package org.jpose.data.coco;

import java.util.List;
import java.util.Objects;
import org.jpose.core.pose.JointMapping;
import org.jpose.core.pose.Visibility;

/**
 * The labelled joints of a person, in the order of its category's skeleton. Positions are pixels as
 * annotated, packed as floats. Immutable.
 */
public final class CocoKeypoints {
  /** By COCO's third number of a keypoint. */
  private static final List<Visibility> VISIBILITIES =
      List.of(Visibility.UNLABELLED, Visibility.OCCLUDED, Visibility.VISIBLE);

  /** Of people that nobody labelled: the file gives no keypoints. */
  static final CocoKeypoints NONE = new CocoKeypoints(new float[0], new byte[0], null);

  private final float[] positions;
  private final byte[] visibilities;
  private final float[] confidences;

  private CocoKeypoints(float[] positions, byte[] visibilities, float[] confidences) {
    this.positions = positions;
    this.visibilities = visibilities;
    this.confidences = confidences;
  }

  /**
   * From the numbers of a file.
   *
   * @param triplets x, y and visibility (0, 1 or 2) of each joint; NaN may stand where nothing is
   *     labelled
   * @param confidences how sure the labelling model was of each joint; empty where people labelled
   * @throws IllegalArgumentException if the numbers are not triplets, a visibility is none, or
   *     there is not one confidence a joint
   */
  public static CocoKeypoints of(float[] triplets, float[] confidences) {
    if (triplets.length % 3 != 0) {
      throw new IllegalArgumentException(
          "keypoints has %s numbers, expected three a joint: x, y and visibility"
              .formatted(triplets.length));
    }
    int count = triplets.length / 3;
    if (confidences.length != 0 && confidences.length != count) {
      throw new IllegalArgumentException(
          "keypoint_confidence has %s numbers, expected one for each of %s joints"
              .formatted(confidences.length, count));
    }
    float[] positions = new float[2 * count];
    byte[] visibilities = new byte[count];
    for (int joint = 0; joint < count; joint++) {
      float x = triplets[3 * joint];
      float y = triplets[3 * joint + 1];
      float visibility = triplets[3 * joint + 2];
      boolean unknown = Float.isNaN(x) || Float.isNaN(y);
      if (!unknown || visibility > 0) {
        positions[2 * joint] = x;
        positions[2 * joint + 1] = y;
      }
      visibilities[joint] = unknown && Float.isNaN(visibility) ? 0 : visibility(joint, visibility);
      if (unknown && visibilities[joint] > 0) {
        throw new IllegalArgumentException(
            "keypoints: joint %d is labelled with visibility %d at %s, %s; expected pixels"
                .formatted(joint, visibilities[joint], x, y));
      }
    }
    return new CocoKeypoints(
        positions, visibilities, confidences.length == 0 ? null : confidences.clone());
  }

  private static byte visibility(int joint, float value) {
    if (value != 0 && value != 1 && value != 2) {
      throw new IllegalArgumentException(
          "keypoints: visibility of joint " + joint + " is " + value + ", expected 0, 1 or 2");
    }
    return (byte) value;
  }

  /** Number of joints; 0 where the file gives no keypoints at all. */
  public int count() {
    return visibilities.length;
  }

  /** Number of joints that are labelled, visible or not. */
  public int labelled() {
    int labelled = 0;
    for (byte visibility : visibilities) {
      labelled += visibility > 0 ? 1 : 0;
    }
    return labelled;
  }

  /** Pixels to the right; without meaning where the joint is not labelled. */
  public float x(int joint) {
    return positions[2 * joint];
  }

  /** Pixels downwards; without meaning where the joint is not labelled. */
  public float y(int joint) {
    return positions[2 * joint + 1];
  }

  /**
   * What the annotator said of the joint; {@link #confidence} may say it is unsure all the same.
   */
  public Visibility visibility(int joint) {
    return VISIBILITIES.get(visibilities[joint]);
  }

  /**
   * Whether the joint has a position: hidden ones have, too. None has where there are no keypoints.
   */
  public boolean isLabelled(int joint) {
    return joint < visibilities.length && visibilities[joint] > 0;
  }

  /**
   * The same joints in another convention: those of equal name, and those in the middle of two
   * where both are labelled, as visible as the less visible of them. How sure a model was is left
   * out.
   */
  CocoKeypoints to(JointMapping mapping) {
    if (count() == 0) {
      return this;
    }
    List<Spot> spots =
        mapping.map(
            joint -> new Spot(x(joint), y(joint), visibilities[joint]),
            Spot::middle,
            new Spot(0, 0, (byte) 0));
    CocoKeypoints mapped =
        new CocoKeypoints(new float[2 * spots.size()], new byte[spots.size()], null);
    for (int joint = 0; joint < spots.size(); joint++) {
      mapped.positions[2 * joint] = spots.get(joint).x;
      mapped.positions[2 * joint + 1] = spots.get(joint).y;
      mapped.visibilities[joint] = spots.get(joint).visibility;
    }
    return mapped;
  }

  private record Spot(float x, float y, byte visibility) {
    static Spot middle(Spot a, Spot b) {
      return new Spot(
          (a.x + b.x) / 2, (a.y + b.y) / 2, (byte) Math.min(a.visibility, b.visibility));
    }
  }

  /** Whether a model labelled these joints and said how sure it was. */
  public boolean hasConfidence() {
    return confidences != null;
  }

  /**
   * How sure the labelling model was of a joint, 0 to 1. Joints a model was not sure of have a
   * confidence though they are not labelled.
   *
   * @throws IllegalStateException if there is none; ask {@link #hasConfidence()}
   */
  public float confidence(int joint) {
    if (confidences == null) {
      throw new IllegalStateException("these keypoints were labelled by people: no confidence");
    }
    return confidences[Objects.checkIndex(joint, confidences.length)];
  }
}
