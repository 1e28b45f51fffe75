package org.jpose.data.evaluation;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jpose.core.disk.FileException;
import org.jpose.core.pose.JointMapping;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.coco.CocoCategory;
import org.jpose.data.coco.CocoDataset;
import org.jpose.data.coco.CocoFile;
import org.jpose.data.coco.CocoFolder;
import org.jpose.data.coco.CocoImage;

/**
 * Annotated images a model is evaluated on.
 *
 * @param folder where they are
 * @param truth all annotations of the folder
 * @param chosen ids of the images that count, sorted
 */
public record EvaluationImages(CocoFolder folder, CocoDataset truth, Set<Long> chosen) {
  /**
   * Reads the annotations.
   *
   * @param list file that names the images that count; all if empty
   * @throws IOException if the list cannot be read
   * @throws FileException if there is nothing to evaluate on, nobody is labelled, or the list names
   *     other images
   */
  public static EvaluationImages open(CocoFolder folder, Optional<Path> list) throws IOException {
    CocoDataset truth = CocoFile.readWithoutSegmentations(folder.annotations());
    if (truth.images().isEmpty() || truth.categories().isEmpty()) {
      throw new FileException(folder.annotations() + ": has no images or people to evaluate on");
    }
    Set<Long> chosen = choose(truth, list);
    requireSomebody(folder.annotations(), truth, chosen);
    return new EvaluationImages(folder, truth, chosen);
  }

  /**
   * Refuses annotations in which nobody can be found, before anybody looks.
   *
   * @param annotations their file, for the message
   * @param chosen ids of the images that count
   * @throws FileException if nobody is labelled, or in no pixels
   */
  public static void requireSomebody(Path annotations, CocoDataset truth, Set<Long> chosen) {
    truth
        .nobodyReason(chosen::contains)
        .ifPresent(
            reason -> {
              throw new FileException(
                  "%s: %s; nothing can be measured; 'jpose data check' lists what is wrong"
                      .formatted(annotations, reason));
            });
  }

  /**
   * Ids of annotated images.
   *
   * @param list file with an id or a file name a line; all images if empty
   * @throws IOException if the list cannot be read
   * @throws FileException if a line is neither
   */
  public static Set<Long> choose(CocoDataset truth, Optional<Path> list) throws IOException {
    Set<Long> all =
        truth.images().stream().map(CocoImage::id).collect(Collectors.toCollection(TreeSet::new));
    if (list.isEmpty()) {
      return all;
    }
    Set<Long> listed = new TreeSet<>();
    Map<String, Long> byName =
        truth.images().stream()
            .collect(Collectors.toMap(CocoImage::fileName, CocoImage::id, (a, b) -> a));
    for (String line : lines(list.get())) {
      String entry = line.strip();
      if (!entry.isEmpty()) {
        Long id = entry.matches("\\d{1,18}") ? Long.valueOf(entry) : byName.get(entry);
        if (id == null || !all.contains(id)) {
          throw new FileException(
              list.get() + ": '" + entry + "' is neither id nor file name of an annotated image");
        }
        listed.add(id);
      }
    }
    return listed;
  }

  private static List<String> lines(Path list) throws IOException {
    try {
      return Files.readAllLines(list);
    } catch (CharacterCodingException e) {
      throw new FileException(
          list + ": is no text in UTF-8, expected an id or a file name a line", e);
    }
  }

  /**
   * The same with the first images only, in the file's order.
   *
   * @param most greatest number of images, at least 1
   */
  public EvaluationImages first(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("first " + most + " images, expected 1 or more");
    }
    Set<Long> first =
        without(Set.of()).stream()
            .limit(most)
            .map(CocoImage::id)
            .collect(Collectors.toCollection(TreeSet::new));
    return new EvaluationImages(folder, truth, first);
  }

  /**
   * The same as they judge a model. One that lacks more than half of the annotated joints, and has
   * joints that are annotated, as one of the upper body, is judged by its own joints; others by all
   * that are annotated.
   *
   * @param model what joints it finds
   * @throws FileException if nobody is labelled with these joints
   */
  public EvaluationImages asJudging(Skeleton model) {
    Skeleton annotated = category().skeleton();
    boolean lacksMost = JointMapping.between(model, annotated).warning().isPresent();
    boolean isAnnotated = JointMapping.between(annotated, model).warning().isEmpty();
    if (!lacksMost || !isAnnotated) {
      return this;
    }
    CocoDataset own = truth.to(model);
    requireSomebody(folder.annotations(), own, chosen);
    return new EvaluationImages(folder, own, chosen);
  }

  /** What is looked for. */
  public CocoCategory category() {
    return truth.mainCategory();
  }

  /** The images that count, in the file's order, but for some. */
  public List<CocoImage> without(Set<Long> done) {
    return truth.images().stream()
        .filter(image -> chosen.contains(image.id()) && !done.contains(image.id()))
        .toList();
  }
}
