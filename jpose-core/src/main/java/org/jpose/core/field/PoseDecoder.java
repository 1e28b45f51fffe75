package org.jpose.core.field;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jpose.core.pose.Pose;

/**
 * Finds people in fields. Implementations are immutable and thread-safe, give the same people for
 * the same fields, and bound their work on any input.
 */
public interface PoseDecoder {
  /**
   * Finds people.
   *
   * @param fields a network's answer; values that are not finite never make a joint or a limb
   * @return people in pixels of the network's input, best first; empty if there are none
   */
  List<Pose> decode(PoseFields fields);

  /**
   * The same decoder with other thresholds.
   *
   * @param change makes new thresholds from the decoder's own
   * @return empty if the decoder has no such thresholds
   */
  default Optional<PoseDecoder> with(UnaryOperator<DecoderOptions> change) {
    return Optional.empty();
  }
}
