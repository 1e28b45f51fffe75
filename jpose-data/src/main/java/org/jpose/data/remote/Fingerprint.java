package org.jpose.data.remote;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of what batches depend on besides data: equal recipes have equal ones, on any machine.
 */
final class Fingerprint {
  private Fingerprint() {}

  /** Of a recipe, its skeleton's definition included, and the length of an epoch. */
  static String of(BatchRecipe recipe, int epochSize) {
    String canonical = recipe.form().with("epoch", epochSize).toString();
    return HexFormat.of().formatHex(sha256().digest(canonical.getBytes(StandardCharsets.UTF_8)));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
