package org.jpose.spark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jpose.core.pose.JointMapping;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.coco.CocoCategory;
import org.jpose.data.coco.CocoDataset;
import org.jpose.data.coco.CocoDetection;
import org.jpose.data.coco.CocoImage;
import org.jpose.data.evaluation.CocoEvaluation;
import org.jpose.media.results.ImageResult;
import org.jpose.media.results.PersonResult;

/**
 * How good the people of a DataFrame are: COCO's figures, as {@code jpose eval} has them.
 * Annotations and people come to the driver, 250 bytes a person.
 *
 * @param evaluation figures over all annotated images that have a row
 * @param failed images with an error, which count as images where nobody was found
 * @param unknown rows of images that are not annotated, which are left out
 */
public record PeopleEvaluation(CocoEvaluation evaluation, int failed, int unknown) {
  /**
   * Compares people with annotations. An image is known by its file's name, without folders.
   *
   * @param people rows of {@link PeopleSchema#images()}, each image once; for a fair comparison
   *     found with a least score of 0
   * @throws IllegalArgumentException if no row is of an annotated image, or a name is annotated
   *     twice
   */
  public static PeopleEvaluation of(Dataset<Row> people, CocoDataset truth) {
    Map<String, Long> ids = new HashMap<>();
    for (CocoImage image : truth.images()) {
      if (ids.put(last(image.fileName()), image.id()) != null) {
        throw new IllegalArgumentException(
            "two annotated images are called " + last(image.fileName()) + ", in different folders");
      }
    }
    CocoCategory category = truth.mainCategory();
    Set<Long> images = new TreeSet<>();
    List<CocoDetection> found = new ArrayList<>();
    int failed = 0;
    int unknown = 0;
    for (Iterator<Row> rows = people.toLocalIterator(); rows.hasNext(); ) {
      Row row = rows.next();
      Long id = ids.get(last(PeopleRows.name(row)));
      if (id == null) {
        unknown++;
        continue;
      }
      images.add(id);
      Optional<ImageResult> result = PeopleRows.read(row);
      failed += result.isEmpty() ? 1 : 0;
      result.ifPresent(known -> add(known, id, category, found));
    }
    if (images.isEmpty()) {
      throw new IllegalArgumentException(
          "none of %d images is annotated; are these the annotations of these images?"
              .formatted(unknown));
    }
    return new PeopleEvaluation(CocoEvaluation.of(truth, found, images), failed, unknown);
  }

  private static void add(
      ImageResult result, long id, CocoCategory category, List<CocoDetection> found) {
    for (PersonResult person : result.people()) {
      requireJoints(person.pose().skeleton(), category.skeleton());
      Optional<Pose> converted = person.pose().to(category.skeleton());
      converted.ifPresent(pose -> found.add(CocoDetection.of(id, category.id(), pose)));
    }
  }

  private static void requireJoints(Skeleton model, Skeleton annotated) {
    JointMapping.between(model, annotated)
        .refusal()
        .ifPresent(
            refusal -> {
              throw new IllegalArgumentException(refusal);
            });
  }

  private static String last(String name) {
    return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  }
}
