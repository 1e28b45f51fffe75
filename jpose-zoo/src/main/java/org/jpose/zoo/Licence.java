package org.jpose.zoo;

/**
 * Under which terms a model may be used.
 *
 * @param terms SPDX identifier, or the conditions in words
 * @param needsAcceptance whether a user has to accept them before the model is fetched
 */
public record Licence(String terms, boolean needsAcceptance) {}
