package org.jpose.core;

import java.util.List;
import org.jpose.core.field.PoseFields;

/**
 * What the network gives for one image: the fields of each of its inputs. Made by {@link
 * PoseEstimator#run}. Immutable.
 */
public final class NetworkOutput {
  private final NetworkInput input;
  private final List<PoseFields> fields;

  NetworkOutput(NetworkInput input, List<PoseFields> fields) {
    this.input = input;
    this.fields = List.copyOf(fields);
  }

  NetworkInput input() {
    return input;
  }

  List<PoseFields> fields() {
    return fields;
  }
}
