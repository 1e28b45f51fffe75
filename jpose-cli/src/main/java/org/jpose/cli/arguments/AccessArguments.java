package org.jpose.cli.arguments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jpose.core.disk.FileException;
import org.jpose.http.Keystore;
import picocli.CommandLine.Option;

/** Who may ask what listens: a token, and TLS. */
public final class AccessArguments {
  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Only for those who bring the token in this file's first line.")
  private Path tokenFile;

  @Option(
      names = "--keystore",
      paramLabel = "FILE",
      description = "Listen by TLS, with the key and certificate in this PKCS12 or JKS file.")
  private Path keystore;

  @Option(
      names = "--keystore-password-file",
      paramLabel = "FILE",
      description = "The keystore's password, in this file's first line.")
  private Path passwordFile;

  /** Whether any of the options was given. */
  public boolean isGiven() {
    return tokenFile != null || keystore != null || passwordFile != null;
  }

  /**
   * The token, if there is one.
   *
   * @throws IllegalArgumentException if the file cannot be read
   */
  public Optional<String> token() {
    return Optional.ofNullable(tokenFile).map(file -> firstLine("--token-file", file));
  }

  /**
   * The keystore, if there is one.
   *
   * @throws IllegalArgumentException if its password cannot be read, or is for no keystore
   */
  public Optional<Keystore> keystore() {
    if (keystore == null && passwordFile != null) {
      throw new IllegalArgumentException("--keystore-password-file goes with --keystore FILE");
    }
    String password =
        passwordFile == null ? "" : firstLine("--keystore-password-file", passwordFile);
    return Optional.ofNullable(keystore).map(file -> new Keystore(file, password));
  }

  /**
   * A secret in a file.
   *
   * @throws IllegalArgumentException if it cannot be read
   */
  public static String firstLine(String option, Path file) {
    try (var lines = Files.lines(file)) {
      return lines.findFirst().map(String::strip).orElse("");
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(option + " " + file + ": there is no such file", e);
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException(
          option + " " + file + " cannot be read: " + FileException.reason(e), e);
    }
  }
}
