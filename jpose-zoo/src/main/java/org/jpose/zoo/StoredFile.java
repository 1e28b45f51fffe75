package org.jpose.zoo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jpose.core.disk.FileException;
import org.jpose.zoo.download.Checksum;

/**
 * A file of the cache, as it was when it was put there.
 *
 * @param name its name in the model's folder
 * @param bytes its size
 * @param checksum its SHA-256
 */
public record StoredFile(String name, long bytes, Checksum checksum) {
  static StoredFile of(Path file) throws IOException {
    return new StoredFile(
        file.getFileName().toString(),
        Files.size(file),
        Checksum.of(Checksum.Algorithm.SHA_256, file));
  }

  /** What is wrong with it now, if anything. */
  Optional<String> damage(Path folder) {
    Path file = folder.resolve(name);
    try {
      long size = Files.size(file);
      if (size != bytes) {
        return Optional.of(file + " has " + size + " bytes, expected " + bytes);
      }
      return difference(file, Checksum.of(checksum.algorithm(), file));
    } catch (NoSuchFileException e) {
      return Optional.of(file + " is missing");
    } catch (IOException e) {
      return Optional.of(file + " cannot be read: " + FileException.reason(e));
    }
  }

  /** What is wrong with these bytes, read from the file. */
  Optional<String> damage(Path folder, byte[] content) {
    return difference(folder.resolve(name), Checksum.of(checksum.algorithm(), content));
  }

  private Optional<String> difference(Path file, Checksum found) {
    return found.equals(checksum)
        ? Optional.empty()
        : Optional.of(file + " has " + found + ", expected " + checksum.hex());
  }
}
