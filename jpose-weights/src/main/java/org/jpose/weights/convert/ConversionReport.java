package org.jpose.weights.convert;

import java.nio.file.Path;
import java.util.List;

/**
 * What a conversion made.
 *
 * @param network name of the network
 * @param nodes operations of the written network
 * @param parameters numbers it stores
 * @param bytes size of the written file
 * @param output the written file
 * @param notes what was left out or changed on purpose, in words
 */
public record ConversionReport(
    String network, int nodes, long parameters, long bytes, Path output, List<String> notes) {
  public ConversionReport {
    notes = List.copyOf(notes);
  }
}
