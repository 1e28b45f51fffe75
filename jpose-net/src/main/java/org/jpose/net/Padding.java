package org.jpose.net;

/**
 * The zeros around a window's input.
 *
 * @param same whether the padding follows TensorFlow's SAME rule: just enough that the result has
 *     {@code ceil(in / stride)} cells, the odd one at the bottom and right
 * @param amount rows and columns on each of the four sides where {@code same} is false
 */
public record Padding(boolean same, int amount) {
  /** TensorFlow's SAME. */
  public static final Padding SAME = new Padding(true, 0);

  /** No padding: TensorFlow's VALID. */
  public static final Padding NONE = new Padding(false, 0);

  /**
   * Checks the amount.
   *
   * @throws IllegalArgumentException if the amount is negative or given together with SAME
   */
  public Padding {
    if (amount < 0 || (same && amount != 0)) {
      throw new IllegalArgumentException(
          "padding amount " + amount + (same ? " with SAME, which takes none" : " is negative"));
    }
  }

  /** Returns {@code amount} rows and columns of zeros on every side. */
  public static Padding symmetric(int amount) {
    return new Padding(false, amount);
  }
}
