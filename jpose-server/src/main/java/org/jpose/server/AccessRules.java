package org.jpose.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may ask a {@link PoseServer}.
 *
 * @param token what requests must bring, or empty if they need none
 * @param keystore key and certificate for TLS, or empty for plain HTTP
 * @param origins other web pages that may ask, as {@code https://example.org}
 */
public record AccessRules(
    Optional<String> token, Optional<Keystore> keystore, Set<String> origins) {
  private static final int SHORTEST_TOKEN = 16;

  /**
   * A file with a key and its certificate.
   *
   * @param file in PKCS12 or JKS
   * @param password of the file and the key
   */
  public record Keystore(Path file, String password) {
    /** Checks. */
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
      return failure.getMessage() == null
          ? failure.getClass().getSimpleName()
          : failure.getMessage();
    }

    /** Without the password. */
    @Override
    public String toString() {
      return file.toString();
    }
  }

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if the token is short or has other characters than printable
   *     ASCII without spaces, or an origin is none
   */
  public AccessRules {
    Objects.requireNonNull(keystore, "keystore");
    if (token.isPresent() && !token.get().matches("[!-~]{" + SHORTEST_TOKEN + ",}")) {
      throw new IllegalArgumentException(
          "the token must be at least "
              + SHORTEST_TOKEN
              + " printable ASCII characters without spaces; make one with 'openssl rand -hex 32'");
    }
    origins = origins.stream().map(AccessRules::origin).collect(Collectors.toUnmodifiableSet());
  }

  /** For everybody who reaches the server, from its own pages only. */
  public static AccessRules open() {
    return new AccessRules(Optional.empty(), Optional.empty(), Set.of());
  }

  /** The same for those who bring a token. */
  public AccessRules withToken(String newToken) {
    return new AccessRules(Optional.of(newToken), keystore, origins);
  }

  /** The same with TLS. */
  public AccessRules withKeystore(Keystore newKeystore) {
    return new AccessRules(token, Optional.of(newKeystore), origins);
  }

  /** The same for pages of other origins, too. */
  public AccessRules withOrigins(Set<String> newOrigins) {
    return new AccessRules(token, keystore, newOrigins);
  }

  private static String origin(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!lower.matches("https?://[^/?#\\s]+") || URI.create(lower).getHost() == null) {
      throw new IllegalArgumentException(
          "'" + text + "' is no origin; expected one like https://example.org or http://host:8000");
    }
    return lower;
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "token " + token.isPresent() + ", keystore " + keystore + ", origins " + origins;
  }
}
