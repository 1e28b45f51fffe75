package org.jpose.data.source;

import org.jpose.data.PoseDataset;

/** Images in files whose labels are known without reading them. Thread-safe. */
public interface LabelledDataset extends PoseDataset {
  /**
   * What is known of an image; the people of {@link #sample} are these.
   *
   * @param index 0 to {@code size() - 1}
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  ImageLabels labels(int index);
}
