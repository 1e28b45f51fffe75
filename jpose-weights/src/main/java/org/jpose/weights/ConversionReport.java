package org.jpose.weights;

import java.nio.file.Path;

/**
 * What a conversion made.
 *
 * @param network name of the network
 * @param nodes operations of the written network
 * @param parameters numbers it stores
 * @param bytes size of the written file
 * @param output the written file
 */
public record ConversionReport(
    String network, int nodes, long parameters, long bytes, Path output) {}
