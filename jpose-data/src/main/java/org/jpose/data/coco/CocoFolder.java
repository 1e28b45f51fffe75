package org.jpose.data.coco;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jpose.core.disk.FileException;
import org.jpose.media.image.ImageFiles;

/**
 * One split of a COCO folder: its annotation file and where its images are.
 *
 * @param annotations the JSON file
 * @param images folder against which file names of images are
 * @param allowsOutside whether images may lie outside of the data set: elsewhere than below {@code
 *     images}, and the folder of the annotations or, if that is {@code annotations/}, the one above
 */
public record CocoFolder(Path annotations, Path images, boolean allowsOutside) {
  /** What begins like {@code http://}. */
  private static final Pattern ADDRESS = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+://");

  private static final String PREFIX = "person_keypoints_";
  private static final String SUFFIX = ".json";
  private static final String SINGLE = "person_keypoints.json";

  public CocoFolder {
    Objects.requireNonNull(annotations, "annotations");
    Objects.requireNonNull(images, "images");
  }

  /** A split all of whose images lie in the data set. */
  public CocoFolder(Path annotations, Path images) {
    this(annotations, images, false);
  }

  /** The same with images from anywhere, for annotations one trusts. */
  public CocoFolder withOutside(boolean allowed) {
    return new CocoFolder(annotations, images, allowed);
  }

  /**
   * Finds the names of the splits of a folder: {@code val2017} for {@code
   * annotations/person_keypoints_val2017.json}. A folder with {@code person_keypoints.json} and
   * {@code images/} has no splits.
   *
   * @return names, sorted
   * @throws FileException if the folder cannot be listed
   */
  public static List<String> splits(Path folder) {
    Path annotations = folder.resolve("annotations");
    if (!Files.isDirectory(annotations)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(annotations)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(PREFIX) && name.endsWith(SUFFIX))
          .map(name -> name.substring(PREFIX.length(), name.length() - SUFFIX.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new FileException(annotations + ": cannot be listed: " + FileException.reason(e), e);
    }
  }

  /**
   * A split of a folder in COCO's layout (2014, 2017), by its name or its annotation file; the
   * images are in the folder of the split's name.
   *
   * @param folder the data set
   * @param split name such as {@code val2017} or the beginning of one such as {@code val}, or an
   *     annotation file, whose images are in {@code images/} or in the folder called like the end
   *     of its name, beside it or one level up
   * @throws FileException if there is no such split, or no folder of images; the message lists what
   *     there is
   */
  public static CocoFolder find(Path folder, String split) {
    Path named = folder.resolve("annotations").resolve(PREFIX + split + SUFFIX);
    if (Files.isRegularFile(named)) {
      return new CocoFolder(named, imagesOf(folder, split, named));
    }
    for (Path file : List.of(Path.of(split), folder.resolve(split))) {
      if (Files.isRegularFile(file)) {
        String name = file.getFileName().toString();
        String end = name.replaceFirst("^.*_", "").replaceFirst("\\.json$", "");
        return new CocoFolder(file, imagesOf(folder, end, file));
      }
    }
    List<String> longer =
        splits(folder).stream().filter(name -> !split.isEmpty() && name.startsWith(split)).toList();
    if (longer.size() == 1) {
      return find(folder, longer.get(0));
    }
    throw new FileException(
        folder
            + (longer.isEmpty() ? ": no split or annotation file '" : ": which split '")
            + split
            + "'"
            + (longer.isEmpty() ? "; " : "...? ")
            + whatThereIs(folder));
  }

  /**
   * The only split of a folder: {@code person_keypoints.json} with {@code images/}, or the one
   * there is in COCO's layout.
   *
   * @throws FileException if there is none or more than one; the message lists them
   */
  public static CocoFolder find(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new FileException(folder + ": no such folder; check the name");
    }
    Path single = folder.resolve(SINGLE);
    if (Files.isRegularFile(single)) {
      return new CocoFolder(single, imagesOf(folder, "images", single));
    }
    List<String> splits = splits(folder);
    if (splits.size() == 1) {
      return find(folder, splits.get(0));
    }
    throw new FileException(folder + ": which split? " + whatThereIs(folder));
  }

  private static Path imagesOf(Path folder, String split, Path annotations) {
    for (Path candidate : List.of(folder.resolve(split), folder.resolve("images").resolve(split))) {
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    if (Files.isDirectory(folder.resolve("images"))) {
      return folder.resolve("images");
    }
    if (hasImages(folder)) {
      return folder;
    }
    throw new FileException(
        "%s: no folder '%s' or 'images' with the images of %s; unpack them there"
            .formatted(folder, split, annotations.getFileName()));
  }

  /** Whether there are images in a folder itself or in those in it. */
  private static boolean hasImages(Path folder) {
    try (Stream<Path> files = Files.walk(folder, 2)) {
      return files.anyMatch(ImageFiles::isNamedAsImage);
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  private static String whatThereIs(Path folder) {
    List<String> splits = splits(folder);
    return splits.isEmpty()
        ? "expected annotations/" + PREFIX + "SPLIT" + SUFFIX + ", or " + SINGLE + " and images/"
        : "there are " + splits.stream().collect(Collectors.joining(", "));
  }

  /**
   * The file of an image. A name with folders is taken from where it is found: the split's folder,
   * the data set's, or that of the annotations; with {@code \\} between folders also, as Windows
   * writes it.
   *
   * @throws FileException if its annotated name cannot be one, is an address, or leads out of the
   *     data set
   */
  public Path file(CocoImage image) {
    String name = image.fileName();
    if (ADDRESS.matcher(name).lookingAt()) {
      throw wrong(image, "is an address; download the images and name their files");
    }
    try {
      Path file = place(name);
      if (!allowsOutside && !isInside(file)) {
        throw wrong(
            image,
            "leads out of the data set %s; allow images outside of it, if you trust the annotations"
                .formatted(root()));
      }
      return file;
    } catch (InvalidPathException e) {
      throw new FileException(
          annotations + ": image " + image.id() + ": not a file name: " + e.getMessage(), e);
    }
  }

  private FileException wrong(CocoImage image, String what) {
    return new FileException(
        annotations + ": image " + image.id() + ": file_name '" + image.fileName() + "' " + what);
  }

  private Path place(String name) {
    boolean plain = name.indexOf('/') < 0 && name.indexOf('\\') < 0;
    if (plain) {
      return images.resolve(name);
    }
    for (String written : List.of(name, name.replace('\\', '/'))) {
      for (Path folder : List.of(images, root(), beside())) {
        Path file = folder.resolve(written).normalize();
        if (Files.exists(file)) {
          return file;
        }
      }
    }
    return images.resolve(name.replace('\\', '/')).normalize();
  }

  private Path beside() {
    return annotations.toAbsolutePath().normalize().getParent();
  }

  private Path root() {
    Path beside = beside();
    boolean inside = beside.endsWith("annotations") && beside.getParent() != null;
    return inside ? beside.getParent() : beside;
  }

  private boolean isInside(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    return absolute.startsWith(root()) || absolute.startsWith(images.toAbsolutePath().normalize());
  }
}
