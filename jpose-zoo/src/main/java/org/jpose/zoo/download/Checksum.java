package org.jpose.zoo.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jpose.core.disk.Sha256;

/**
 * A hash that says which bytes a file has to have.
 *
 * @param algorithm how it is computed
 * @param hex the hash, in lower-case hexadecimal
 */
public record Checksum(Algorithm algorithm, String hex) {
  /** How a hash is computed. */
  public enum Algorithm {
    /** SHA-256 of the bytes. */
    SHA_256("SHA-256", "sha256:", 64),

    /**
     * What git calls a file by: SHA-1 of {@code "blob "}, the length in decimal, a zero byte and
     * the bytes. Tells damage and mix-ups; against forgery it is as weak as SHA-1.
     */
    GIT_BLOB("git blob id", "git-blob:", 40);

    private final String title;
    private final String prefix;
    private final int digits;

    Algorithm(String title, String prefix, int digits) {
      this.title = title;
      this.prefix = prefix;
      this.digits = digits;
    }

    private MessageDigest digest(long length) {
      if (this == SHA_256) {
        return Sha256.digest();
      }
      try {
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
    if (!hex.matches("[0-9a-f]{" + algorithm.digits + "}")) {
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
    for (Algorithm algorithm : Algorithm.values()) {
      if (text.toLowerCase(Locale.ROOT).startsWith(algorithm.prefix)) {
        return new Checksum(algorithm, text.substring(algorithm.prefix.length()));
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no checksum, expected sha256:... or git-blob:...");
  }

  /** The form of cards. */
  public String text() {
    return algorithm.prefix + hex;
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
      new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
    }
    return new Checksum(algorithm, HexFormat.of().formatHex(digest.digest()));
  }

  @Override
  public String toString() {
    return algorithm.title + " " + hex;
  }
}
