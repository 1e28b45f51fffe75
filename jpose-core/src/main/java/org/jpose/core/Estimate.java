package org.jpose.core;

import java.util.List;
import org.jpose.core.field.PartCandidates;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.InputTransform;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;

/**
 * People, and what they were found in.
 *
 * @param people people in pixels of the image, best first
 * @param fields the fields they were found in
 * @param transform the way from the image to the input the fields belong to
 */
public record Estimate(List<Pose> people, PoseFields fields, InputTransform transform) {
  public Estimate {
    people = List.copyOf(people);
  }

  /**
   * All joints of the image, whoever they belong to.
   *
   * @param threshold least height of a joint's peak in its smoothed heatmap
   * @return joints in pixels of the image, by joint, then row by row
   */
  public List<Keypoint> candidates(double threshold) {
    return PartCandidates.of(fields, threshold).stream()
        .map(joint -> joint.at(transform.sourceX(joint.x()), transform.sourceY(joint.y())))
        .toList();
  }
}
