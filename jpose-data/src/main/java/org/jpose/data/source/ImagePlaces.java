package org.jpose.data.source;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jpose.core.disk.FileException;

/**
 * Where the images are that a file of labels names. A file of somebody else may name any picture of
 * this machine, so that only those in certain folders are taken, unless others are allowed.
 *
 * @param labels the file
 * @param from folders that names are seen from, in this order
 * @param alone whether an image may also lie in the first of them, whatever folders its name has
 * @param inside folders that images may lie in, or below
 * @param allowsOutside whether they may lie anywhere
 */
record ImagePlaces(
    Path labels, List<Path> from, boolean alone, List<Path> inside, boolean allowsOutside) {
  private static final Path WORKING = Path.of("");

  ImagePlaces {
    from = List.copyOf(from);
    inside = List.copyOf(inside);
  }

  /** Of results, which name images as whoever looked for people did, from where it ran. */
  static ImagePlaces ofResults(Path results, Optional<Path> images, boolean allowsOutside) {
    return images
        .map(folder -> in(results, folder, allowsOutside))
        .orElseGet(
            () ->
                new ImagePlaces(
                    results,
                    List.of(WORKING, results.resolveSibling("images"), beside(results)),
                    false,
                    List.of(WORKING, beside(results)),
                    allowsOutside));
  }

  /** Of MPII's annotations: beside them, or in {@code images/}. */
  static ImagePlaces ofMpii(Path annotations, Optional<Path> images, boolean allowsOutside) {
    return images
        .map(folder -> in(annotations, folder, allowsOutside))
        .orElseGet(
            () ->
                new ImagePlaces(
                    annotations,
                    List.of(annotations.resolveSibling("images"), beside(annotations)),
                    false,
                    List.of(beside(annotations)),
                    allowsOutside));
  }

  private static ImagePlaces in(Path labels, Path folder, boolean allowsOutside) {
    return new ImagePlaces(labels, List.of(folder), true, List.of(folder), allowsOutside);
  }

  private static Path beside(Path labels) {
    return labels.resolveSibling("");
  }

  /**
   * The file of an image; if there is none, one of the places where it could be.
   *
   * @throws FileException if its name cannot be one, or leads out of where images may be
   */
  Path file(String name) {
    List<Path> places = places(name);
    List<Path> allowed = places.stream().filter(this::isAllowed).toList();
    Optional<Path> found = allowed.stream().filter(Files::exists).findFirst();
    if (found.isEmpty() && allowed.size() < places.size()) {
      throw new FileException(
          "%s: image '%s' leads out of %s; allow images outside (--allow-outside), if you trust the file"
              .formatted(
                  labels,
                  name,
                  String.join(
                      " and ", inside.stream().map(ImagePlaces::shown).distinct().toList())));
    }
    return found.orElse(places.get(0));
  }

  private List<Path> places(String name) {
    try {
      Path named = Path.of(name);
      List<Path> places = new ArrayList<>();
      from.forEach(folder -> places.add(folder.resolve(named).normalize()));
      if (alone && named.getFileName() != null) {
        places.add(from.get(0).resolve(named.getFileName()).normalize());
      }
      return places;
    } catch (InvalidPathException e) {
      throw new FileException(labels + ": not a file name: " + e.getMessage(), e);
    }
  }

  private boolean isAllowed(Path file) {
    return allowsOutside
        || inside.stream().anyMatch(folder -> absolute(file).startsWith(absolute(folder)));
  }

  private static String shown(Path folder) {
    return absolute(folder).toString();
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
