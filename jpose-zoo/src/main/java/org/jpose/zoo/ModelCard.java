package org.jpose.zoo;

import java.util.Objects;
import java.util.Properties;

/**
 * What is to be known of a model.
 *
 * @param name name by which it is asked for
 * @param title one line
 * @param network name of its network in {@code jpose-net}
 * @param skeleton name of its skeleton
 * @param colour colour order of its input
 * @param parameters number of weights, batch norm folded
 * @param gigaMacs multiply-accumulates in billions, and at which input size
 * @param bytes size of the file
 * @param sha256 SHA-256 of the file, in lower-case hexadecimal
 * @param licence SPDX identifier and conditions
 * @param source who made it and how
 * @param trainingData what it was trained on, with the data's own terms
 * @param accuracy average precision, and how and where it was measured
 * @param limits what it is not good at
 * @param citation how to cite it
 */
public record ModelCard(
    String name,
    String title,
    String network,
    String skeleton,
    String colour,
    long parameters,
    String gigaMacs,
    long bytes,
    String sha256,
    String licence,
    String source,
    String trainingData,
    String accuracy,
    String limits,
    String citation) {
  static ModelCard of(String name, Properties card) {
    return new ModelCard(
        name,
        value(card, "title"),
        value(card, "network"),
        value(card, "skeleton"),
        value(card, "colour"),
        Long.parseLong(value(card, "parameters")),
        value(card, "gigaMacs"),
        Long.parseLong(value(card, "bytes")),
        value(card, "sha256"),
        value(card, "licence"),
        value(card, "source"),
        value(card, "trainingData"),
        value(card, "accuracy"),
        value(card, "limits"),
        value(card, "citation"));
  }

  private static String value(Properties card, String key) {
    return Objects.requireNonNull(card.getProperty(key), () -> "model card has no " + key);
  }
}
