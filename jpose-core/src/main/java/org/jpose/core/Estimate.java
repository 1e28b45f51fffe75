package org.jpose.core;

import java.util.List;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.InputTransform;
import org.jpose.core.pose.Pose;

/**
 * People, and what they were found in.
 *
 * @param people people in pixels of the image, best first
 * @param fields the fields they were found in
 * @param transform the way from the image to the input the fields belong to
 */
public record Estimate(List<Pose> people, PoseFields fields, InputTransform transform) {
  /** Copies. */
  public Estimate {
    people = List.copyOf(people);
  }
}
