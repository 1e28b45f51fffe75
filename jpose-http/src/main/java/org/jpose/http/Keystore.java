package org.jpose.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import java.util.Objects;

/**
 * A file with a key and its certificate, for TLS.
 *
 * @param file in PKCS12 or JKS
 * @param password of the file and the key
 */
public record Keystore(Path file, String password) {
  public Keystore {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(password, "password");
  }

  /**
   * Reads the file.
   *
   * @throws UncheckedIOException if it cannot be read, the password is wrong, or it has no key
   */
  KeyStore read() {
    try {
      KeyStore keys = KeyStore.getInstance(file.toFile(), password.toCharArray());
      for (String alias : Collections.list(keys.aliases())) {
        if (keys.isKeyEntry(alias)) {
          keys.getKey(alias, password.toCharArray());
          return keys;
        }
      }
      throw new IOException("it has no key, expected one with its certificate");
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new UncheckedIOException(
          "keystore " + file + " cannot be used: " + reason(e), new IOException(e));
    }
  }

  private String reason(Exception failure) {
    if (!Files.isReadable(file)) {
      return "there is no such file that may be read";
    }
    if (failure instanceof UnrecoverableKeyException
        || failure.getCause() instanceof UnrecoverableKeyException) {
      return "the password is wrong";
    }
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  /** Without the password. */
  @Override
  public String toString() {
    return file.toString();
  }
}
