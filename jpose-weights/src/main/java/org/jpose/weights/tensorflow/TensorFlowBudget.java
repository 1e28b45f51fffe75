package org.jpose.weights.tensorflow;

/**
 * How many numbers a translation may still make. A small file could ask for any amount: by using
 * one constant many times, or by spreading a small one.
 */
final class TensorFlowBudget {
  private static final int NUMBERS_PER_BYTE = 2;
  private static final long SPARE = 1 << 20;

  private long left;

  TensorFlowBudget(long fileBytes) {
    left = NUMBERS_PER_BYTE * fileBytes + SPARE;
  }

  /** Takes that many numbers for a node, or refuses. */
  int spend(TensorFlowNode node, long numbers) {
    left -= numbers;
    if (left < 0 || numbers > Integer.MAX_VALUE - 8) {
      throw node.fault("needs more numbers than the file's size justifies; is it damaged?");
    }
    return (int) numbers;
  }
}
