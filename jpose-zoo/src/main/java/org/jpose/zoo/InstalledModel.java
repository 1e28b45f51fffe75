package org.jpose.zoo;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jpose.zoo.download.Checksum;

/**
 * A model in the cache, as it was put there.
 *
 * @param card its card, from the catalogue or made when it was added
 * @param folder its folder
 * @param files its files; the published one first, the one to run last
 * @param origin the address or file it came from
 * @param trusted whether there was no hash to check it by, so that it was taken as it came
 */
public record InstalledModel(
    ModelCard card, Path folder, List<StoredFile> files, String origin, boolean trusted) {
  /** Name of the model file in a model's folder. */
  static final String MODEL = "model.onnx";

  public InstalledModel {
    files = List.copyOf(files);
    if (files.isEmpty()) {
      throw new IllegalArgumentException("an installed model has at least one file");
    }
  }

  /** The file to run; for a trunk, the one to read weights from. */
  public Path path() {
    return folder.resolve(main().name());
  }

  /** Bytes of all its files. */
  public long bytes() {
    return files.stream().mapToLong(StoredFile::bytes).sum();
  }

  /** Hashes its files and says what is wrong with them, if anything, and what to do. */
  public Optional<String> damage() {
    return files.stream()
        .flatMap(file -> file.damage(folder).stream())
        .findFirst()
        .map(found -> found + "; " + remedy());
  }

  StoredFile main() {
    return files.get(files.size() - 1);
  }

  /** SHA-256 of the published file, or of the one to run when that was brought. */
  Checksum checksum() {
    return files.get(0).checksum();
  }

  String remedy() {
    return remedy(card.name());
  }

  static String remedy(String name) {
    boolean fetched =
        ModelZoo.card(name).filter(card -> !card.file().addresses().isEmpty()).isPresent();
    return fetched
        ? "run 'jpose models fetch " + name + "'"
        : "run 'jpose models remove " + name + "' and add it again";
  }
}
