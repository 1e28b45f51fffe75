package org.jpose.zoo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jpose.core.ModelFormatException;
import org.jpose.zoo.download.Download;
import org.jpose.zoo.download.FetchListener;
import org.jpose.zoo.download.ModelFile;
import org.jpose.zoo.download.StoreDisk;

/** Puts one model into its folder of the store; the caller holds the model's lock. */
final class ModelInstaller {
  private final StoreDisk disk;
  private final Path folder;
  private final ModelConversion conversion;
  private final FetchListener listener;

  ModelInstaller(StoreDisk disk, Path folder, ModelConversion conversion, FetchListener listener) {
    this.disk = disk;
    this.folder = folder;
    this.conversion = conversion;
    this.listener = listener;
  }

  /**
   * Fetches the files of a card and makes its model file. A published file that is there and right
   * is not fetched again, unless {@code force}.
   */
  InstalledModel fetch(
      ModelCard card, Optional<InstalledModel> earlier, FetchOptions options, Download download)
      throws IOException {
    ModelFile file = expected(card, earlier);
    disk.createFolders(folder);
    Path original = folder.resolve(file.name());
    // A file without a record is the published one, by its hash.
    String origin =
        earlier
            .map(InstalledModel::origin)
            .orElseGet(() -> file.addresses().stream().findFirst().map(URI::toString).orElse(""));
    boolean usable =
        !options.force()
            && !file.checksums().isEmpty()
            && Files.isRegularFile(original)
            && Download.mismatch(file, original).isEmpty();
    if (!usable) {
      origin = download(download, card, earlier, file, options).toString();
    }
    if (file.companion().isPresent()) {
      String name = file.companion().get();
      download.fetch(unchecked(name, file.limit()), addresses(card, options, name), at(name));
    }
    return install(card, file, original, origin);
  }

  private URI download(
      Download download,
      ModelCard card,
      Optional<InstalledModel> earlier,
      ModelFile file,
      FetchOptions options)
      throws IOException {
    try {
      return download.fetch(file, addresses(card, options, file.name()), at(file.name()));
    } catch (IOException e) {
      if (earlier.isEmpty() || !card.file().checksums().isEmpty()) {
        throw e;
      }
      throw new IOException(
          e.getMessage()
              + ". (The hash expected is that of the first download; 'jpose models remove "
              + card.name()
              + "' forgets it)",
          e);
    }
  }

  /** Copies a file the user has to where a fetched one would be. */
  InstalledModel bring(ModelCard card, Optional<InstalledModel> earlier, Path from)
      throws IOException {
    ModelFile file = expected(card, earlier);
    String mismatch = Download.mismatch(file, from);
    if (!mismatch.isEmpty()) {
      throw new ModelFormatException(
          from + ": is not the file of " + card.name() + ": " + mismatch);
    }
    Optional<Path> companion = file.companion().map(name -> companion(from, file.name(), name));
    disk.createFolders(folder);
    disk.copy(from, at(file.name()));
    if (companion.isPresent()) {
      disk.copy(companion.get(), at(file.companion().get()));
    }
    return install(card, file, at(file.name()), from.toAbsolutePath().toString());
  }

  /** Makes a model file of a user's own, which stays where it is. */
  InstalledModel own(ModelCard card, Path from) throws IOException {
    disk.createFolders(folder);
    Path model = at(InstalledModel.MODEL);
    PoseNetwork network;
    try {
      boolean modelFile = from.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
      if (modelFile && card.network().isEmpty()) {
        network = conversion.inspect(from);
        disk.copy(from, model);
      } else {
        listener.converting();
        conversion.convert(card, from, model);
        network = conversion.inspect(model);
      }
    } catch (IOException | RuntimeException e) {
      disk.deleteFolder(folder);
      throw e;
    }
    ModelCard known =
        new ModelCard(
            card.name(),
            card.title(),
            Optional.of(network),
            card.file(),
            card.licence(),
            card.background());
    return record(known, List.of(model), from.toAbsolutePath().toString());
  }

  private Path at(String name) {
    return folder.resolve(name);
  }

  /** A file without a known hash is from then on the one that came first. */
  private static ModelFile expected(ModelCard card, Optional<InstalledModel> earlier) {
    ModelFile file = card.file();
    if (!file.checksums().isEmpty() || earlier.isEmpty()) {
      return file;
    }
    return new ModelFile(
        file.name(),
        file.bytes(),
        file.limit(),
        List.of(earlier.get().checksum()),
        file.addresses(),
        file.companion(),
        file.instructions());
  }

  private static ModelFile unchecked(String name, long limit) {
    return new ModelFile(
        name, OptionalLong.empty(), limit, List.of(), List.of(), Optional.empty(), "");
  }

  private static List<URI> addresses(ModelCard card, FetchOptions options, String name) {
    return options.mirrors().isEmpty()
        ? card.file().addresses()
        : options.mirrors().stream().map(mirror -> Mirror.address(mirror, card, name)).toList();
  }

  /** The file beside the one that was brought, named as the card's two are. */
  private static Path companion(Path from, String name, String companion) {
    int same = 0;
    while (name.charAt(same) == companion.charAt(same)) {
      same++;
    }
    String ending = name.substring(same);
    String brought = from.getFileName().toString();
    Path beside =
        from.resolveSibling(
            brought.endsWith(ending)
                ? brought.substring(0, brought.length() - ending.length())
                    + companion.substring(same)
                : companion);
    if (!Files.isRegularFile(beside)) {
      throw new ModelFormatException(
          from + ": " + beside.getFileName() + " belongs to it and is not beside it");
    }
    return beside;
  }

  /**
   * Makes the model file.
   *
   * @param file what the original has to be: what is known to be right stays, whatever fails; so
   *     does anything that is not refused as a model
   */
  private InstalledModel install(ModelCard card, ModelFile file, Path original, String origin)
      throws IOException {
    List<Path> files = new ArrayList<>(List.of(original));
    card.file().companion().ifPresent(name -> files.add(at(name)));
    if (card.network().isPresent()) {
      Path model = at(InstalledModel.MODEL);
      listener.converting();
      try {
        conversion.convert(card, original, model);
        requireSame(card, conversion.inspect(model));
      } catch (ModelFormatException e) {
        disk.delete(model);
        if (file.checksums().isEmpty()) {
          disk.delete(original); // nothing else says that it is the right file
        }
        throw e;
      }
      files.add(model);
    }
    return record(card, files, origin);
  }

  private static void requireSame(ModelCard card, PoseNetwork found) {
    PoseNetwork expected = card.network().orElseThrow();
    if (!found.skeleton().equals(expected.skeleton())
        || !found.colour().equals(expected.colour())) {
      throw new ModelFormatException(
          "%s: its file has skeleton %s and colours %s, the card says %s and %s"
              .formatted(
                  card.name(),
                  found.skeleton(),
                  found.colour(),
                  expected.skeleton(),
                  expected.colour()));
    }
  }

  private InstalledModel record(ModelCard card, List<Path> paths, String origin)
      throws IOException {
    List<StoredFile> files = new ArrayList<>();
    for (Path path : paths) {
      files.add(StoredFile.of(path));
    }
    InstalledModel model =
        new InstalledModel(card, folder, files, origin, card.file().checksums().isEmpty());
    disk.write(at(InstallationRecord.FILE), InstallationRecord.text(model));
    return model;
  }

  /** The size and whereabouts of a file somebody brings. */
  static Path requireFile(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file + ": no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw new ModelFormatException(file + ": is not a file; expected a model's or its weights'");
    }
    return file;
  }
}
