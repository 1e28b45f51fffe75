package org.jpose.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** A secret that requests bring as {@code Authorization: Bearer TOKEN}. Does not keep the text. */
public final class BearerToken {
  private static final int SHORTEST = 16;
  private static final String SCHEME = "bearer ";

  private final byte[] hash;

  /**
   * Of a text.
   *
   * @throws IllegalArgumentException if it is short or has other characters than printable ASCII
   *     without spaces
   */
  public BearerToken(String text) {
    hash = hash(checked(text));
  }

  /**
   * The text itself, if it may be a token.
   *
   * @throws IllegalArgumentException if it is short or has other characters than printable ASCII
   *     without spaces
   */
  public static String checked(String text) {
    if (!text.matches("[!-~]{" + SHORTEST + ",}")) {
      throw new IllegalArgumentException(
          "the token must be at least "
              + SHORTEST
              + " printable ASCII characters without spaces; make one with 'openssl rand -hex 32'");
    }
    return text;
  }

  /** What a request's header brings, if it brings a token. */
  public static Optional<String> given(HttpFields headers) {
    return Optional.ofNullable(headers.get(HttpHeader.AUTHORIZATION))
        .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(SCHEME))
        .map(header -> header.substring(SCHEME.length()).trim());
  }

  /** What is wrong with what a request brings; the time this takes tells nothing of the token. */
  public Optional<Problem> problem(Optional<String> given) {
    if (given.isEmpty()) {
      return Optional.of(unauthorized("Send the token as 'Authorization: Bearer TOKEN'."));
    }
    // Hashes are of one length.
    return MessageDigest.isEqual(hash, hash(given.get()))
        ? Optional.empty()
        : Optional.of(unauthorized("The token is not this server's."));
  }

  private static Problem unauthorized(String detail) {
    return Problem.of(401, "unauthorized", "No valid token", detail);
  }

  private static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
