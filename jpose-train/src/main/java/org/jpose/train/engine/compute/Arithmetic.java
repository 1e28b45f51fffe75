package org.jpose.train.engine.compute;

/** How exactly convolutions calculate; weights, norms' statistics and losses are always float32. */
public enum Arithmetic {
  /** 24 bits of fraction throughout. */
  FLOAT32,
  /** Convolutions and what passes between them with 8 bits of fraction: autocast to bfloat16. */
  BFLOAT16
}
