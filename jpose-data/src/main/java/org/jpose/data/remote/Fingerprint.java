package org.jpose.data.remote;

import java.nio.charset.StandardCharsets;
import org.jpose.core.disk.Sha256;

/**
 * SHA-256 of what batches depend on besides data: equal recipes have equal ones, on any machine.
 */
final class Fingerprint {
  private Fingerprint() {}

  /** Of a recipe, its skeleton's definition included, and the length of an epoch. */
  static String of(BatchRecipe recipe, int epochSize) {
    String canonical = recipe.form().with("epoch", epochSize).toString();
    return Sha256.hex(canonical.getBytes(StandardCharsets.UTF_8));
  }
}
