package org.jpose.zoo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jpose.core.ModelFormatException;
import org.jpose.core.disk.CacheFolder;
import org.jpose.core.disk.FileException;
import org.jpose.core.web.WebAddress;
import org.jpose.zoo.download.Download;
import org.jpose.zoo.download.FetchListener;
import org.jpose.zoo.download.ProxySettings;
import org.jpose.zoo.download.RetryPolicy;
import org.jpose.zoo.download.StoreDisk;

/**
 * The cache of models that were fetched or added: a folder with {@code models/NAME/} for each, see
 * docs/MODELS.md. Any number of threads and processes may use one folder; whoever changes a model
 * holds its lock.
 */
public final class ModelStore {
  private final Path folder;
  private final StoreDisk disk;
  private final RetryPolicy policy;
  private final ProxySettings proxies;

  /** The one in a folder, with a disk, patience and an environment of the caller's. */
  public ModelStore(
      Path folder, StoreDisk disk, RetryPolicy policy, Map<String, String> environment) {
    this.folder = folder;
    this.disk = disk;
    this.policy = policy;
    this.proxies = new ProxySettings(environment, System.getProperties());
  }

  /** The user's: {@code $JPOSE_HOME} or the platform's folder for caches. */
  public static ModelStore open() {
    return at(CacheFolder.ofThisProcess());
  }

  /** The one in this folder, which need not exist. */
  public static ModelStore at(Path folder) {
    return new ModelStore(
        folder, new StoreDisk(StoreDisk.Access.REAL), RetryPolicy.defaults(), System.getenv());
  }

  /** Where it is. */
  public Path folder() {
    return folder;
  }

  /**
   * The names of all models that are there, in order; {@link #find} may find one of them damaged.
   *
   * @throws UncheckedIOException if the folder cannot be read
   */
  public List<String> names() {
    try (Stream<Path> found = Files.list(folder.resolve("models"))) {
      return found
          .filter(model -> Files.exists(model.resolve(InstallationRecord.FILE)))
          .map(model -> model.getFileName().toString())
          .sorted()
          .toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The model of this name, if it is there. Its files are not looked at; {@link
   * InstalledModel#damage} does.
   *
   * @throws ModelFormatException if the store's record of it is damaged
   */
  public Optional<InstalledModel> find(String name) {
    return isName(name)
        ? InstallationRecord.read(name, modelFolder(name))
        : Optional.empty(); // a path, as a rule
  }

  /**
   * The ONNX file of a model that is there, checked by hash.
   *
   * @throws IllegalArgumentException if there is no such model, or it is a trunk
   * @throws ModelFormatException if it was changed since it was put there
   */
  public byte[] load(String name) {
    InstalledModel model = find(name).orElseThrow(() -> new IllegalArgumentException(absent(name)));
    if (model.card().network().isEmpty()) {
      throw new IllegalArgumentException(
          name + " is a trunk to start a training from, not a model that finds people");
    }
    byte[] content;
    try {
      content = Files.readAllBytes(model.path());
    } catch (NoSuchFileException e) {
      throw damaged(name, model.path() + " is missing", model);
    } catch (IOException e) {
      throw new ModelFormatException(
          model.path() + ": cannot be read: " + FileException.reason(e), e);
    }
    model
        .main()
        .damage(model.folder(), content)
        .ifPresent(
            found -> {
              throw damaged(name, found, model);
            });
    return content;
  }

  private static ModelFormatException damaged(String name, String found, InstalledModel model) {
    return new ModelFormatException(
        "model " + name + " was changed on the disk: " + found + "; " + model.remedy());
  }

  /** What to say of a model that is not there. */
  private static String absent(String name) {
    return ModelZoo.card(name).isPresent()
        ? "model " + name + " is not here yet; run 'jpose models fetch " + name + "'"
        : "no model '" + name + "'; 'jpose models list' has those there are";
  }

  /**
   * Fetches a model of the catalogue, unless it is there and whole, and makes its model file. Where
   * another process is at the same model, waits for it.
   *
   * @throws IllegalArgumentException if the catalogue has no such model, it cannot be fetched, or
   *     its licence is not accepted
   * @throws IOException if no address gives the file
   * @throws org.jpose.core.disk.FileException if the disk fails
   * @throws ModelFormatException if the file cannot be made a model file
   */
  public InstalledModel fetch(
      String name, FetchOptions options, ModelConversion conversion, FetchListener listener)
      throws IOException {
    return fetch(catalogued(name), options, conversion, listener);
  }

  /** The same of a card that need not be in the catalogue. */
  public InstalledModel fetch(
      ModelCard card, FetchOptions options, ModelConversion conversion, FetchListener listener)
      throws IOException {
    String name = card.name();
    if (card.file().addresses().isEmpty() && options.mirrors().isEmpty()) {
      throw new IllegalArgumentException(
          "no address is known of " + name + ": " + card.file().instructions());
    }
    new LicenceAcceptance(disk, folder.resolve("licences")).require(card, options.acceptLicence());
    if (!options.force()) {
      Optional<InstalledModel> whole = whole(name);
      if (whole.isPresent()) {
        return whole.get(); // without a lock: the cache may be one that cannot be written
      }
    }
    return StoreLock.holding(
        disk,
        lockFile(name),
        listener::waiting,
        () -> {
          Optional<InstalledModel> made = options.force() ? Optional.empty() : whole(name);
          if (made.isPresent()) {
            return made.get(); // by the one we waited for
          }
          Optional<InstalledModel> earlier = intact(name);
          return new ModelInstaller(disk, modelFolder(name), conversion, listener)
              .fetch(card, earlier, options, new Download(client(options), disk, policy, listener));
        });
  }

  private HttpClient client(FetchOptions options) {
    List<WebAddress> mirrors = options.mirrors().stream().map(WebAddress::of).toList();
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            // Java would send a login on to whatever server one is sent to.
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(policy.connect())
            .proxy(proxies);
    proxies.authenticator(mirrors).ifPresent(client::authenticator);
    return client.build();
  }

  private ModelCard catalogued(String name) {
    ModelCard card =
        ModelZoo.card(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no model '"
                            + name
                            + "' in the catalogue; it has: "
                            + String.join(
                                ", ", ModelZoo.cards().stream().map(ModelCard::name).toList())));
    requireNotEmbedded(name);
    return card;
  }

  private static void requireNotEmbedded(String name) {
    if (ModelZoo.isEmbedded(name)) {
      throw new IllegalArgumentException(name + " comes with jpose: it is always here");
    }
  }

  /** The model, if its files are there and have the hashes they should. */
  private Optional<InstalledModel> whole(String name) {
    return intact(name).filter(model -> model.damage().isEmpty());
  }

  /** The record, unless it is damaged. */
  private Optional<InstalledModel> intact(String name) {
    try {
      return find(name);
    } catch (ModelFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Adds a file the user has. Under a name of the catalogue it has to be that model's file, as it
   * was published; under another it becomes a model of the user's own, with this card.
   *
   * @param card the catalogue's, or one of {@link #ownCard}
   * @throws IllegalArgumentException if the name is taken, or the licence is not accepted
   * @throws ModelFormatException if it is not the file, or cannot be made a model file
   */
  public InstalledModel add(
      ModelCard card,
      Path file,
      boolean acceptLicence,
      ModelConversion conversion,
      FetchListener listener)
      throws IOException {
    String name = card.name();
    requireNotEmbedded(name);
    ModelInstaller.requireFile(file);
    new LicenceAcceptance(disk, folder.resolve("licences")).require(card, acceptLicence);
    ModelInstaller installer = new ModelInstaller(disk, modelFolder(name), conversion, listener);
    return StoreLock.holding(
        disk,
        lockFile(name),
        listener::waiting,
        () -> {
          Optional<InstalledModel> earlier = intact(name);
          if (ModelZoo.card(name).isPresent()) {
            return installer.bring(card, earlier, file);
          }
          if (earlier.isPresent()) {
            throw new IllegalArgumentException(
                "there is a model '" + name + "'; remove it first, or choose another name");
          }
          return installer.own(card, file);
        });
  }

  /**
   * A card for a user's own model, of what is known of it.
   *
   * @param network name of the network its weights are for, if the file does not say
   * @throws IllegalArgumentException if the name cannot be one
   */
  public static ModelCard ownCard(
      String name, Path file, Optional<String> network, String licence, String source)
      throws IOException {
    return CardProperties.own(name, ModelInstaller.requireFile(file), network, licence, source);
  }

  /**
   * Removes a model, whole, damaged or partly fetched.
   *
   * @return whether there was anything
   */
  public boolean remove(String name) throws IOException {
    if (!isName(name) || !Files.isDirectory(modelFolder(name))) {
      return false;
    }
    return StoreLock.holding(
        disk,
        lockFile(name),
        () -> {},
        () -> {
          disk.deleteFolder(modelFolder(name));
          return true;
        });
  }

  private static boolean isName(String name) {
    try {
      ModelCard.requireName(name);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Path modelFolder(String name) {
    return folder.resolve("models").resolve(name);
  }

  private Path lockFile(String name) {
    return folder.resolve("locks").resolve(name);
  }
}
