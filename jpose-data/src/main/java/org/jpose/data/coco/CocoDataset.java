package org.jpose.data.coco;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jpose.core.Counted;
import org.jpose.core.pose.JointMapping;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.LabelFault;

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
  private final List<LabelFault> faults;

  /**
   * Copies; nothing is known to be wrong.
   *
   * @throws IllegalArgumentException if an image or category id occurs twice, or a person's
   *     category is not listed
   */
  public CocoDataset(
      List<CocoImage> images, List<CocoPerson> people, List<CocoCategory> categories) {
    this(images, people, categories, List.of());
  }

  CocoDataset(
      List<CocoImage> images,
      List<CocoPerson> people,
      List<CocoCategory> categories,
      List<LabelFault> faults) {
    this.faults = List.copyOf(faults);
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
      fault(person, categoryById)
          .ifPresent(
              fault -> {
                throw new IllegalArgumentException(fault);
              });
    }
    List<CocoPerson> sorted = new ArrayList<>(people);
    sorted.sort(Comparator.comparingLong(CocoPerson::image));
    byImage = List.copyOf(sorted);
    imageOf = byImage.stream().mapToLong(CocoPerson::image).toArray();
  }

  /** Why a person does not go with the categories; empty if it does. */
  static Optional<String> fault(CocoPerson person, Map<Integer, CocoCategory> categories) {
    CocoCategory category = categories.get(person.category());
    if (category == null) {
      return Optional.of(
          "annotation %d is of category %d; listed are %s"
              .formatted(person.id(), person.category(), categories.keySet()));
    }
    int joints = person.keypoints().count();
    int expected = category.skeleton().jointCount();
    return joints == 0 || joints == expected
        ? Optional.empty()
        : Optional.of(
            "annotation %d: keypoints has %d numbers, expected %d: three for each of the %d joints of category '%s'"
                .formatted(person.id(), 3 * joints, 3 * expected, expected, category.name()));
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

  /**
   * The kind of people that is looked for and learnt: the one called "person", else the first.
   *
   * @throws IllegalStateException if there is no category
   */
  public CocoCategory mainCategory() {
    return categories.stream()
        .filter(category -> category.name().equals(CocoCategory.PERSON))
        .findFirst()
        .or(() -> categories.stream().findFirst())
        .orElseThrow(() -> new IllegalStateException("annotations without a category"));
  }

  /**
   * The same people in another convention: joints of equal name, and those in the middle of two.
   *
   * @param skeleton the convention of all categories then
   */
  public CocoDataset to(Skeleton skeleton) {
    Map<Integer, JointMapping> mappings = new HashMap<>();
    for (CocoCategory category : categories) {
      mappings.put(category.id(), JointMapping.between(category.skeleton(), skeleton));
    }
    return new CocoDataset(
        images,
        people.stream().map(person -> person.to(mappings.get(person.category()))).toList(),
        categories.stream().map(c -> new CocoCategory(c.id(), c.name(), skeleton)).toList(),
        faults);
  }

  /** What the file that these were read from has that is wrong or hardly meant so. */
  public List<LabelFault> faults() {
    return faults;
  }

  /**
   * Why nobody can be evaluated or learnt in these annotations, whatever the images show; empty if
   * somebody can.
   *
   * @param chosen ids of the images that count
   */
  public Optional<String> nobodyReason(Predicate<Long> chosen) {
    List<CocoPerson> seen =
        people.stream().filter(p -> !p.crowd() && imageById.containsKey(p.image())).toList();
    List<CocoPerson> counted = seen.stream().filter(p -> chosen.test(p.image())).toList();
    if (counted.stream().anyMatch(person -> person.keypointCount() > 0)) {
      return allPartsOfImage();
    }
    long labelled = counted.stream().filter(p -> p.keypoints().labelled() > 0).count();
    String why =
        labelled > 0
            ? "%s labels, but num_keypoints is 0 for all, which COCO's measure ignores"
                .formatted(Counted.of(labelled, "person has", "people have"))
            : people.size() > seen.size() && seen.isEmpty()
                ? "all %d annotations are of images that are not listed, or of crowds"
                    .formatted(people.size())
                : Counted.of(counted.size(), "person is", "people are")
                    + " annotated, without a labelled joint";
    return Optional.of("nobody is labelled: " + why);
  }

  /** Coordinates of all labelled people from 0 to 1 mean parts of the image. */
  Optional<String> allPartsOfImage() {
    long parts = faults.stream().filter(f -> f.kind() == LabelFault.Kind.PARTS_OF_IMAGE).count();
    long labelled = people.stream().filter(p -> p.keypoints().labelled() > 1).count();
    return parts == 0 || parts < labelled
        ? Optional.empty()
        : Optional.of(
            "all coordinates of keypoints are from 0 to 1: parts of the image, expected pixels;"
                + " multiply them by width and height");
  }
}
