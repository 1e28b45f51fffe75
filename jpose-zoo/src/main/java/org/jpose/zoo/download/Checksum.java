package org.jpose.zoo.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A hash that says which bytes a file has to have.
 *
 * @param algorithm how it is computed
 * @param hex the hash, in lower-case hexadecimal
 */
public record Checksum(Algorithm algorithm, String hex) {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]+");
  private static final int BUFFER = 1 << 16;

  /** How a hash is computed. */
  public enum Algorithm {
    /** SHA-256 of the bytes. */
    SHA_256("SHA-256", 64),

    /**
     * What git calls a file by: SHA-1 of {@code "blob "}, the length in decimal, a zero byte and
     * the bytes. Tells damage and mix-ups; against forgery it is as weak as SHA-1.
     */
    GIT_BLOB("git blob id", 40);

    private final String title;
    private final int digits;

    Algorithm(String title, int digits) {
      this.title = title;
      this.digits = digits;
    }

    private MessageDigest digest(long length) {
      try {
        if (this == SHA_256) {
          return MessageDigest.getInstance("SHA-256");
        }
        MessageDigest digest = MessageDigest.getInstance("SHA-1");
        digest.update(("blob " + length + "\0").getBytes(StandardCharsets.US_ASCII));
        return digest;
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("this Java lacks a digest every Java has", e);
      }
    }
  }

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if it is not a hash of that kind
   */
  public Checksum {
    if (hex.length() != algorithm.digits || !HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no %s, expected %d lower-case hexadecimal digits"
              .formatted(hex, algorithm.title, algorithm.digits));
    }
  }

  /**
   * Reads the form of cards: {@code sha256:...} or {@code git-blob:...}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static Checksum parse(String text) {
    int colon = text.indexOf(':');
    String hex = text.substring(colon + 1);
    return switch (text.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT)) {
      case "sha256" -> new Checksum(Algorithm.SHA_256, hex);
      case "git-blob" -> new Checksum(Algorithm.GIT_BLOB, hex);
      default ->
          throw new IllegalArgumentException(
              "'" + text + "' is no checksum, expected sha256:... or git-blob:...");
    };
  }

  /** The form of cards. */
  public String text() {
    return (algorithm == Algorithm.SHA_256 ? "sha256:" : "git-blob:") + hex;
  }

  /** The hash of these bytes. */
  public static Checksum of(Algorithm algorithm, byte[] bytes) {
    MessageDigest digest = algorithm.digest(bytes.length);
    return new Checksum(algorithm, HexFormat.of().formatHex(digest.digest(bytes)));
  }

  /** The hash of a file as it is on the disk now. */
  public static Checksum of(Algorithm algorithm, Path file) throws IOException {
    MessageDigest digest = algorithm.digest(Files.size(file));
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return new Checksum(algorithm, HexFormat.of().formatHex(digest.digest()));
  }

  @Override
  public String toString() {
    return algorithm.title + " " + hex;
  }
}
