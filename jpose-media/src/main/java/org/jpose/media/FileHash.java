package org.jpose.media;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import org.jpose.core.disk.Sha256;

/** What tells a file from another one of the same name. */
public final class FileHash {
  private FileHash() {}

  /** SHA-256 in lower-case hexadecimal. */
  public static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return sha256(in);
    } catch (NoSuchFileException e) {
      throw new MediaException(file + ": no such file; check the name", e);
    } catch (IOException e) {
      throw new MediaException(file + ": cannot be read: " + MediaException.reason(e), e);
    }
  }

  private static String sha256(InputStream in) throws IOException {
    MessageDigest digest = Sha256.digest();
    new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
    return Sha256.hex(digest);
  }
}
