package org.jpose.data.remote;

/** Why a worker was not let in. */
public enum Refusal {
  /** It speaks another version of the protocol. */
  PROTOCOL,
  /** It runs another version of jpose, which may make other batches. */
  VERSION,
  /** Its data are not the trainer's. */
  DATA,
  /** It understood the recipe, skeleton or size otherwise. */
  RECIPE,
  /** There are as many workers as may be. */
  FULL,
  /** Too many of its frames were malformed. */
  MALFORMED,
  /** Its keys are not the trainer's, or it has none. */
  KEYS
}
