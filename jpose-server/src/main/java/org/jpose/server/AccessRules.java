package org.jpose.server;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jpose.http.BearerToken;
import org.jpose.http.Keystore;

/**
 * Who may ask a {@link PoseServer}.
 *
 * @param token what requests must bring, or empty if they need none
 * @param keystore key and certificate for TLS, or empty for plain HTTP
 * @param origins other web pages that may ask, as {@code https://example.org}
 */
public record AccessRules(
    Optional<String> token, Optional<Keystore> keystore, Set<String> origins) {
  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if the token is short or has other characters than printable
   *     ASCII without spaces, or an origin is none
   */
  public AccessRules {
    Objects.requireNonNull(keystore, "keystore");
    token.ifPresent(BearerToken::checked);
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
