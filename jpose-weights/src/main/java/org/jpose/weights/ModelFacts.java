package org.jpose.weights;

/**
 * What a model file says about itself besides its network.
 *
 * @param skeleton name of the skeleton, such as {@code coco18}
 * @param source where the weights come from, in words; may be empty
 * @param licence licence of the weights, as a rule an SPDX identifier; may be empty
 * @param sha256 hash of the file the weights were read from, in hexadecimal; may be empty
 */
public record ModelFacts(String skeleton, String source, String licence, String sha256) {}
