package org.jpose.core.field;

import java.util.ArrayList;
import java.util.List;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Skeleton;

/** All peaks of heatmaps, whoever they belong to, before people are put together. */
public final class PartCandidates {
  private PartCandidates() {}

  /**
   * Finds them.
   *
   * @param threshold the smoothed heatmap of a peak is higher than this
   * @return joints in pixels of the network's input, by joint, then row by row
   */
  public static List<Keypoint> of(PoseFields fields, double threshold) {
    Skeleton skeleton = fields.skeleton();
    List<Keypoint> found = new ArrayList<>();
    for (int joint = 0; joint < skeleton.jointCount(); joint++) {
      String name = skeleton.joints().get(joint).name();
      float height = (float) threshold;
      JointPeaks peaks = JointPeaks.find(fields, joint, height, height, AccurateDecoder.MAX_PEAKS);
      for (int i = 0; i < peaks.count(); i++) {
        found.add(
            new Keypoint(
                joint,
                name,
                (float) fields.toPixel(peaks.x()[i]),
                (float) fields.toPixel(peaks.y()[i]),
                peaks.score()[i]));
      }
    }
    return found;
  }
}
