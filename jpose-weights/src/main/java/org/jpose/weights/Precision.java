package org.jpose.weights;

/** How numbers are stored in a file. */
public enum Precision {
  /** 32 bits, as they are. */
  FLOAT32,
  /** 16 bits (IEEE 754 binary16), rounded to nearest even: half the size, about 3 digits. */
  FLOAT16
}
