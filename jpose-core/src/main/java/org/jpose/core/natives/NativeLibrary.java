package org.jpose.core.natives;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A native library that is loaded when it is first required, once a process: a failure is kept and
 * told again. Its files are unpacked to the cache, or to a temporary folder where the cache cannot
 * be used. Thread-safe.
 */
public final class NativeLibrary {
  private final NativePart part;
  private final ClassLoader classes;
  private final Loading loading;
  private final List<NativePlaces.Place> places;
  private boolean tried;
  private NativeLibraryException failure;

  /** Loads the library. */
  public interface Loading {
    /**
     * Loads it, or throws what the loader throws.
     *
     * @param files where its files were unpacked; empty where the class path has none in a jar, or
     *     the program has chosen a place of its own
     */
    void load(Optional<Unpacked> files) throws Exception;
  }

  /**
   * Unpacked files.
   *
   * @param root the folder of all jars' folders
   * @param folders those with the files, in the order of {@link NativePart#files}
   */
  public record Unpacked(Path root, List<Path> folders) {
    public Unpacked {
      folders = List.copyOf(folders);
    }
  }

  /**
   * A library; nothing is loaded yet.
   *
   * @param classes a class of the library, whose class loader has the natives as well
   */
  public NativeLibrary(NativePart part, Class<?> classes, Loading loading) {
    this(part, classes.getClassLoader(), loading, NativePlaces.ofThisProcess());
  }

  NativeLibrary(
      NativePart part, ClassLoader classes, Loading loading, List<NativePlaces.Place> places) {
    this.part = part;
    this.classes = classes;
    this.loading = loading;
    this.places = places;
  }

  /** What it is. */
  public NativePart part() {
    return part;
  }

  /**
   * Loads it, unless that was done before.
   *
   * @throws NativeLibraryException if it cannot be loaded, now or when it was first tried
   */
  public void require() {
    Optional<NativeLibraryException> problem = problem();
    if (problem.isPresent()) {
      throw new NativeLibraryException(problem.get().getMessage(), problem.get());
    }
  }

  /** Loads it, unless that was tried before; what is wrong, if anything. */
  public synchronized Optional<NativeLibraryException> problem() {
    if (!tried) {
      tried = true;
      try {
        load();
      } catch (NativeLibraryException e) {
        failure = e;
      }
    }
    return Optional.ofNullable(failure);
  }

  /**
   * The launcher that will fetch it when a command needs it, where this program was started by one
   * and the library is not here yet.
   */
  public Optional<String> fetchedBy() {
    return part.isForThisPlatform() && anchors().isEmpty()
        ? LoadFailure.launcher()
        : Optional.empty();
  }

  private void load() {
    Optional<List<URL>> anchors = anchors();
    try {
      Optional<Unpacked> files = anchors.isPresent() ? unpack(anchors.get()) : Optional.empty();
      loading.load(files);
    } catch (NativeLibraryException e) {
      throw e;
    } catch (Exception | LinkageError e) {
      throw failed(LoadFailure.describe(part, anchors.isPresent(), e), e);
    }
  }

  private NativeLibraryException failed(String why, Throwable cause) {
    return new NativeLibraryException(part.name() + " cannot be loaded: " + why, cause);
  }

  /** Where the files are; empty if one of them is not on the class path. */
  private Optional<List<URL>> anchors() {
    List<URL> found = new ArrayList<>();
    for (NativeFiles files : part.files()) {
      URL url = classes.getResource(files.anchor());
      if (url == null) {
        return Optional.empty();
      }
      found.add(url);
    }
    return Optional.of(found);
  }

  private Optional<Unpacked> unpack(List<URL> anchors) {
    if (!anchors.stream().allMatch(url -> url.getProtocol().equals("jar"))) {
      return Optional.empty();
    }
    List<String> reasons = new ArrayList<>();
    IOException last = null;
    for (NativePlaces.Place place : places) {
      try {
        return Optional.of(unpack(anchors, new NativeFolder(place.folder().get())));
      } catch (IOException e) {
        reasons.add(place.name() + " " + e.getMessage());
        last = e;
      }
    }
    throw failed(
        "no folder can hold its files: %s; set JPOSE_HOME to a folder that can be written and may hold programs"
            .formatted(String.join(", ", reasons)),
        last);
  }

  private Unpacked unpack(List<URL> anchors, NativeFolder folder) throws IOException {
    List<Path> folders = new ArrayList<>();
    for (int i = 0; i < anchors.size(); i++) {
      folders.add(folder.unpack(anchors.get(i), part.files().get(i)));
    }
    return new Unpacked(folder.root(), folders);
  }
}
