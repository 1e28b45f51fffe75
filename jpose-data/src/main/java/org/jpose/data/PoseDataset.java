package org.jpose.data;

import java.util.List;
import org.jpose.core.pose.Skeleton;

/**
 * Labelled images by number. Implementations are thread-safe, and reading one sample does not
 * depend on which were read before.
 */
public interface PoseDataset extends AutoCloseable {
  /** What it is, in a few words with its place, for messages and records. */
  String name();

  /** The convention of its labels. */
  Skeleton skeleton();

  /** Number of samples. */
  int size();

  /**
   * What is wrong with the labels, or hardly meant so, as far as that is known without reading
   * samples; empty as a rule.
   */
  default List<LabelFault> faults() {
    return List.of();
  }

  /**
   * Reads one sample.
   *
   * @param index 0 to {@code size() - 1}
   * @throws org.jpose.core.disk.FileException if its image is missing or damaged; the others can
   *     still be read
   * @throws IndexOutOfBoundsException if there is no such sample
   * @throws IllegalStateException after {@link #close()}
   */
  Sample sample(int index);

  /** Gives back files and memory; may be called twice. */
  @Override
  void close();
}
