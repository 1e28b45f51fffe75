package org.jpose.core;

import java.util.List;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.Image;

/**
 * Runs one network. Implementations are thread-safe; results do not depend on how many threads call
 * or on which images share a call. Closing waits for calls under way, which may be stopped and fail
 * as on a closed backend, and may be done twice. An interrupt may stop the call of its thread.
 */
public interface Backend extends AutoCloseable {
  /** What the network is. */
  ModelInfo info();

  /** Where the network comes from, for messages: its file, where it has one. */
  default String origin() {
    return info().name();
  }

  /** Where it runs: one device, or one for each copy of the network. Not empty. */
  default List<Device> devices() {
    return List.of(Device.CPU);
  }

  /**
   * Runs the network.
   *
   * @param inputs images of one size, both sides multiples of {@link ModelInfo#multiple()}, in any
   *     colour order
   * @return the fields of each image, in order, in arrays of their own
   * @throws IllegalArgumentException if sizes differ or are no multiples
   * @throws NeedsMoreMemoryException if the machine has no room for images of this size
   * @throws IllegalStateException if this backend is closed, or the thread is interrupted
   */
  List<PoseFields> run(List<Image> inputs);

  @Override
  void close();
}
