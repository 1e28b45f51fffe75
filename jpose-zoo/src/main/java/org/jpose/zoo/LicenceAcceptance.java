package org.jpose.zoo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jpose.zoo.download.StoreDisk;

/**
 * Remembers which licences the user has accepted, by their words: others have to be accepted anew.
 */
final class LicenceAcceptance {
  private final StoreDisk disk;
  private final Path folder;

  LicenceAcceptance(StoreDisk disk, Path folder) {
    this.disk = disk;
    this.folder = folder;
  }

  /**
   * Makes sure the licence is accepted, now or earlier, if it needs to be.
   *
   * @throws LicenceException if it is not
   */
  void require(ModelCard card, boolean acceptsNow) throws IOException {
    if (!card.licence().needsAcceptance()) {
      return;
    }
    Path file = folder.resolve(card.name());
    byte[] terms = card.licence().terms().getBytes(StandardCharsets.UTF_8);
    if (Files.exists(file)
        && new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
            .equals(card.licence().terms())) {
      return;
    }
    if (!acceptsNow) {
      throw new LicenceException(card);
    }
    disk.createFolders(folder);
    disk.write(file, terms);
  }
}
