package org.jpose.zoo;

/**
 * Where a model comes from and what it is worth, in words.
 *
 * @param source who made it and how
 * @param trainingData what it was trained on, with the data's own terms
 * @param accuracy average precision, and how and where it was measured
 * @param limits what it is not good at
 * @param citation how to cite it
 */
public record Background(
    String source, String trainingData, String accuracy, String limits, String citation) {}
