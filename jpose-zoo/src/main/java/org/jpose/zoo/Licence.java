package org.jpose.zoo;

/**
 * Under which terms a model may be used.
 *
 * @param name SPDX identifier, or a few words
 * @param terms the conditions in words; the name again where that says it all
 * @param needsAcceptance whether a user has to accept them before the model is fetched
 */
public record Licence(String name, String terms, boolean needsAcceptance) {}
