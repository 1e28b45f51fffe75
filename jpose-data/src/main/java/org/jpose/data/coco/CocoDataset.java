package org.jpose.data.coco;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Annotated images and their people. Immutable and thread-safe.
 *
 * <p>People are packed; docs/BENCHMARKS.md has the memory of a file of COCO train2017's size.
 */
public final class CocoDataset {
  private final List<CocoImage> images;
  private final List<CocoPerson> people;
  private final List<CocoCategory> categories;
  private final Map<Long, CocoImage> imageById = new HashMap<>();
  private final Map<Integer, CocoCategory> categoryById = new HashMap<>();

  /** People sorted by image, in the file's order within one. */
  private final List<CocoPerson> byImage;

  private final long[] imageOf;

  /**
   * Copies.
   *
   * @throws IllegalArgumentException if an image or category id occurs twice, or a person's
   *     category is not listed
   */
  public CocoDataset(
      List<CocoImage> images, List<CocoPerson> people, List<CocoCategory> categories) {
    this.images = List.copyOf(images);
    this.people = List.copyOf(people);
    this.categories = List.copyOf(categories);
    for (CocoImage image : images) {
      if (imageById.put(image.id(), image) != null) {
        throw new IllegalArgumentException("image id " + image.id() + " occurs twice");
      }
    }
    for (CocoCategory category : categories) {
      if (categoryById.put(category.id(), category) != null) {
        throw new IllegalArgumentException("category id " + category.id() + " occurs twice");
      }
    }
    for (CocoPerson person : people) {
      check(person);
    }
    List<CocoPerson> sorted = new ArrayList<>(people);
    sorted.sort(Comparator.comparingLong(CocoPerson::image));
    byImage = List.copyOf(sorted);
    imageOf = byImage.stream().mapToLong(CocoPerson::image).toArray();
  }

  private void check(CocoPerson person) {
    CocoCategory category = categoryById.get(person.category());
    if (category == null) {
      throw new IllegalArgumentException(
          "annotation "
              + person.id()
              + " is of category "
              + person.category()
              + "; listed are "
              + categoryById.keySet());
    }
    int joints = person.keypoints().count();
    int expected = category.skeleton().jointCount();
    if (joints != 0 && joints != expected) {
      throw new IllegalArgumentException(
          "annotation "
              + person.id()
              + ": keypoints has "
              + 3 * joints
              + " numbers, expected "
              + 3 * expected
              + ": three for each of the "
              + expected
              + " joints of category '"
              + category.name()
              + "'");
    }
  }

  /** Images in the file's order. */
  public List<CocoImage> images() {
    return images;
  }

  /** The image of this id. */
  public Optional<CocoImage> image(long id) {
    return Optional.ofNullable(imageById.get(id));
  }

  /** Everybody in the file's order; there may be people of images that are not listed. */
  public List<CocoPerson> people() {
    return people;
  }

  /** The people and crowds of an image in the file's order; empty if there are none. */
  public List<CocoPerson> people(long image) {
    int from = firstNotBelow(image);
    // Not the next id's place: the greatest id has none.
    int to = from;
    while (to < imageOf.length && imageOf[to] == image) {
      to++;
    }
    return byImage.subList(from, to);
  }

  private int firstNotBelow(long image) {
    int low = 0;
    int high = imageOf.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (imageOf[middle] < image) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Kinds of people, one as a rule. */
  public List<CocoCategory> categories() {
    return categories;
  }

  /**
   * The category of this id.
   *
   * @throws IllegalArgumentException if it is not listed
   */
  public CocoCategory category(int id) {
    CocoCategory category = categoryById.get(id);
    if (category == null) {
      throw new IllegalArgumentException(
          "category " + id + " is not listed; listed are " + categoryById.keySet());
    }
    return category;
  }
}
