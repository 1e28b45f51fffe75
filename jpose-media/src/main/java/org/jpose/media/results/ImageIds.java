package org.jpose.media.results;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jpose.core.disk.FileException;

/**
 * The id each image has in COCO's results, where people of two images with one id would be people
 * of one. Immutable.
 */
public final class ImageIds {
  private static final Pattern TRAILING_NUMBER = Pattern.compile("\\d{1,18}$");
  private static final ImageIds BY_NAME = new ImageIds(Map.of(), null, null);

  private final Map<String, Long> planned;
  private final ListedImages listed;
  private final Path list;

  private ImageIds(Map<String, Long> planned, ListedImages listed, Path list) {
    this.planned = Map.copyOf(planned);
    this.listed = listed;
    this.list = list;
  }

  /**
   * The frame's number, else the number at the end of the file's name, else how many images came:
   * two images that get one id are an error when the second is written.
   */
  public static ImageIds byName() {
    return BY_NAME;
  }

  /**
   * Those of an annotation file, by the names of its {@code images}, whatever folders the images
   * are in here.
   *
   * @param annotations COCO's JSON with {@code images}, each with {@code id} and {@code file_name}
   * @throws FileException if it cannot be read, or names no image, or one twice
   */
  public static ImageIds of(Path annotations) {
    return new ImageIds(Map.of(), ListedImages.read(annotations), null);
  }

  /**
   * Those by name where each file has a number of its own; else the files are numbered from 1, and
   * {@link #list} says which is which.
   *
   * @param files as results name them
   * @param target the result file, beside which the list is written
   * @throws FileException if they must be numbered and the target is no file, such as standard
   *     output, so that there is no place for the list
   */
  public static ImageIds plan(List<String> files, Optional<Path> target) {
    Optional<String> trouble = files.size() < 2 ? Optional.empty() : trouble(files);
    if (trouble.isEmpty()) {
      return BY_NAME;
    }
    Path file =
        target
            .filter(path -> !Files.exists(path) || Files.isRegularFile(path))
            .orElseThrow(
                () ->
                    new FileException(
                        trouble.get()
                            + ", and COCO's results tell images by their ids only; name a file,"
                            + " beside which their list is written, or an annotation file that"
                            + " has ids"));
    Map<String, Long> numbers = new LinkedHashMap<>();
    files.forEach(name -> numbers.putIfAbsent(name, numbers.size() + 1L));
    return new ImageIds(numbers, null, listBeside(file));
  }

  private static Optional<String> trouble(Collection<String> files) {
    Map<Long, String> names = new HashMap<>();
    for (String file : files) {
      OptionalLong number = number(file);
      if (number.isEmpty()) {
        return Optional.of(file + " has no number at the end of its name");
      }
      String other = names.putIfAbsent(number.getAsLong(), file);
      if (other != null) {
        return Optional.of(
            "%s and %s would both be image %d".formatted(other, file, number.getAsLong()));
      }
    }
    return Optional.empty();
  }

  private static OptionalLong number(String file) {
    Matcher matcher = TRAILING_NUMBER.matcher(ImageResult.stem(file));
    return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group())) : OptionalLong.empty();
  }

  private static Path listBeside(Path target) {
    String name = target.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return target.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".images.json");
  }

  /** Where the writer puts the list of images, as COCO has it, if they are numbered. */
  public Optional<Path> list() {
    return Optional.ofNullable(list);
  }

  /**
   * Checks that each of these files has an id, and none that of another.
   *
   * @param files as results name them
   * @throws FileException if not; it names the first
   */
  public void require(List<String> files) {
    if (listed != null) {
      Map<Long, String> names = new HashMap<>();
      for (String file : files) {
        String other = names.putIfAbsent(listed.id(file), file);
        if (other != null) {
          throw twice(other, file, listed.id(file));
        }
      }
    }
  }

  static FileException twice(String one, String other, long id) {
    return new FileException(
        "%s and %s would both be image %d of COCO's results; give them other names, or ids from annotations"
            .formatted(one, other, id));
  }

  /** Whether an image has its id as a frame, of which no two are the same. */
  boolean areOfFrames(ImageResult result) {
    return listed == null && result.frame().isPresent();
  }

  /**
   * The id of an image.
   *
   * @param count images until now, this one included
   * @throws FileException if the annotation file does not name it
   */
  long id(ImageResult result, long count) {
    if (listed != null) {
      return listed.id(result.file());
    }
    if (result.frame().isPresent()) {
      return result.frame().get().number();
    }
    Long number = planned.get(Objects.requireNonNull(result.file(), "file"));
    return number != null ? number : number(result.file()).orElse(count);
  }
}
