package org.jpose.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jpose.core.disk.FileException;
import org.jpose.data.PoseDataset;
import org.jpose.data.coco.CocoFolder;
import org.jpose.data.lmdb.LmdbDataset;
import org.jpose.data.lmdb.LmdbOptions;

/**
 * Opens data by what it is: a folder with an LMDB; one in COCO's layout, with {@code annotations/}
 * or with {@code person_keypoints.json} and {@code images/}; an annotation file of COCO; a JSON
 * file of jpose's results or MPII's annotations, or a folder with one.
 */
public final class Datasets {
  private static final int BEGINNING = 4096;

  private Datasets() {}

  /**
   * Opens data image by image.
   *
   * @return a {@link LabelledDataset}, or the images of an LMDB
   * @throws FileException if there is nothing jpose knows, or it is damaged
   * @throws IllegalArgumentException if an option does not go with the format
   */
  public static PoseDataset open(Path place, DataOptions options) {
    return isLmdb(place) ? lmdb(place, options).images() : labelled(place, options, false);
  }

  /**
   * The same for those who look for what is wrong: annotations that cannot be read are left out,
   * and told by {@link PoseDataset#faults()}.
   *
   * @throws FileException as {@link #open}, but for annotations that cannot be read
   * @throws IllegalArgumentException as {@link #open}
   */
  public static PoseDataset openWithFaults(Path place, DataOptions options) {
    return isLmdb(place) ? lmdb(place, options).images() : labelled(place, options, true);
  }

  /**
   * Opens data with one sample for each main person, as CMU trained: records of an LMDB, or {@link
   * MainPeople} of images.
   *
   * @throws FileException as {@link #open}
   * @throws IllegalArgumentException as {@link #open}
   */
  public static PoseDataset openMainPeople(Path place, DataOptions options) {
    return isLmdb(place) ? lmdb(place, options) : MainPeople.of(labelled(place, options, false));
  }

  /**
   * The annotations that COCO's evaluation needs, for data of which one split is opened in COCO's
   * layout; empty for several splits, an LMDB, and results of a model.
   *
   * @throws FileException as {@link #open}
   * @throws IllegalArgumentException as {@link #open}
   */
  public static Optional<CocoFolder> annotations(Path place, DataOptions options) {
    if (isLmdb(place) || results(place).isPresent()) {
      return Optional.empty();
    }
    List<CocoFolder> splits = splits(place, options);
    return splits.size() == 1 ? Optional.of(splits.get(0)) : Optional.empty();
  }

  /** Whether this is a folder with an LMDB. */
  public static boolean isLmdb(Path place) {
    return LmdbDataset.isLmdb(place);
  }

  private static LmdbDataset lmdb(Path place, DataOptions options) {
    if (options.split().isPresent() || options.skeleton().isPresent()) {
      throw new IllegalArgumentException(
          "an LMDB has no splits and its own skeleton; leave both away");
    }
    LabelOptions labels = options.labels().withLimit(LabelOptions.defaults().limit());
    if (!labels.equals(LabelOptions.defaults())) {
      throw new IllegalArgumentException(
          "an LMDB's records say which labels count; leave least joints, confidences and images"
              + " with people only away");
    }
    return LmdbDataset.open(place, options.lmdb());
  }

  private static LabelledDataset labelled(Path place, DataOptions options, boolean withFaults) {
    if (!Files.exists(place)) {
      throw new FileException(place + ": no such file or folder; check the name");
    }
    if (options.lmdb().firstPixel() != LmdbOptions.defaults().firstPixel()) {
      throw new IllegalArgumentException(
          place + " is no LMDB; where pixels begin is said of the records of one, leave it away");
    }
    Optional<Path> results = results(place);
    if (results.isPresent()) {
      refuseSplit(place, options);
      Optional<Path> images = Files.isDirectory(place) ? Optional.of(place) : Optional.empty();
      return isMpii(results.get())
          ? ResultsSource.openMpii(
              results.get(),
              Optional.empty(),
              options.skeleton(),
              options.labels(),
              options.allowsOutside())
          : ResultsSource.open(
              results.get(), images, options.skeleton(), options.labels(), options.allowsOutside());
    }
    return coco(splits(place, options), options, withFaults);
  }

  private static LabelledDataset coco(
      List<CocoFolder> splits, DataOptions options, boolean withFaults) {
    List<LabelledDataset> opened = new ArrayList<>();
    int left = options.labels().limit();
    for (CocoFolder split : splits) {
      // The labels of a split are looked at even where none of its images is.
      if (left > 0 || withFaults) {
        LabelOptions labels = options.labels().withLimit(Math.max(1, left));
        opened.add(
            withFaults
                ? CocoSource.openWithFaults(split, labels, options.skeleton())
                : CocoSource.open(split, labels, options.skeleton()));
        left -= opened.get(opened.size() - 1).size();
      }
    }
    return opened.size() == 1 ? opened.get(0) : new CombinedLabels(opened);
  }

  private static List<CocoFolder> splits(Path place, DataOptions options) {
    return named(place, options).stream()
        .map(split -> split.withOutside(options.allowsOutside()))
        .toList();
  }

  private static List<CocoFolder> named(Path place, DataOptions options) {
    if (Files.isRegularFile(place)) {
      refuseSplit(place, options);
      Path parent = place.toAbsolutePath().getParent();
      boolean inside = parent.endsWith("annotations");
      return List.of(
          CocoFolder.find(inside ? parent.getParent() : parent, place.toAbsolutePath().toString()));
    }
    List<String> names = CocoFolder.splits(place);
    if (names.isEmpty()) {
      CocoFolder only = CocoFolder.find(place);
      refuseSplit(place, options);
      return List.of(only);
    }
    if (options.split().isEmpty()) {
      return names.stream().map(name -> CocoFolder.find(place, name)).toList();
    }
    String wanted = options.split().get();
    List<String> matching = names.stream().filter(name -> name.startsWith(wanted)).toList();
    if (names.contains(wanted) || matching.isEmpty()) {
      // The message of a name that is not there lists those that are.
      return List.of(CocoFolder.find(place, wanted));
    }
    return matching.stream().map(name -> CocoFolder.find(place, name)).toList();
  }

  private static void refuseSplit(Path place, DataOptions options) {
    if (options.split().isPresent()) {
      throw new IllegalArgumentException(
          place + " has no splits; leave split " + options.split().get() + " away");
    }
  }

  /** The result file, if this is one or a folder with one and no COCO. */
  private static Optional<Path> results(Path place) {
    if (Files.isRegularFile(place)) {
      return isResults(place) ? Optional.of(place) : Optional.empty();
    }
    boolean coco =
        !CocoFolder.splits(place).isEmpty()
            || Files.isRegularFile(place.resolve("person_keypoints.json"));
    List<Path> found = coco ? List.of() : resultFiles(place);
    if (found.size() > 1) {
      throw new FileException(
          place + ": which of its result files? " + found + "; name the one to take");
    }
    return found.stream().findFirst();
  }

  private static List<Path> resultFiles(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> named(file, ".json") || named(file, ".jsonl") || named(file, ".mat"))
          .filter(Datasets::isResults)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new FileException(folder + ": cannot be listed: " + FileException.reason(e), e);
    }
  }

  private static boolean named(Path file, String extension) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(extension);
  }

  /** jpose's own: the document names its format first, each of JSON Lines its file. */
  private static boolean isResults(Path file) {
    String plain = beginning(file);
    return plain.startsWith("{\"format\":\"jpose/")
        || plain.startsWith("{\"file\":")
        || isMpii(file);
  }

  private static boolean isMpii(Path file) {
    return MpiiFile.isMeant(beginning(file)) || MatlabFile.isMeant(file);
  }

  private static String beginning(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(BEGINNING), StandardCharsets.UTF_8).replaceAll("\\s", "");
    } catch (IOException e) {
      throw new FileException(file + ": cannot be read: " + FileException.reason(e), e);
    }
  }
}
