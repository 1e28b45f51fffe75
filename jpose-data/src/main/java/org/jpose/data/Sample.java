package org.jpose.data;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jpose.core.image.Image;
import org.jpose.core.pose.LabelledPerson;
import org.jpose.core.pose.Skeleton;

/**
 * An image with what is known of the people in it. Immutable and thread-safe.
 *
 * @param origin where it comes from, for messages: a file's name or a record's key
 * @param image the image
 * @param people labelled people, in pixels of the image
 * @param mask where the labels say the truth; as large as the image
 * @param mainPerson index of the person the sample is about, as CMU's records have one; empty if it
 *     is about the whole image
 */
public record Sample(
    String origin,
    Image image,
    List<LabelledPerson> people,
    LossMask mask,
    OptionalInt mainPerson) {
  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if the mask has another size than the image, or there is no
   *     main person of that index
   */
  public Sample {
    Objects.requireNonNull(origin, "origin");
    people = List.copyOf(people);
    if (mask.width() != image.width() || mask.height() != image.height()) {
      throw new IllegalArgumentException(
          "%s: mask of %dx%d pixels for an image of %dx%d"
              .formatted(origin, mask.width(), mask.height(), image.width(), image.height()));
    }
    if (mainPerson.isPresent()) {
      Objects.checkIndex(mainPerson.getAsInt(), people.size());
    }
  }

  /** What is known of its people. */
  public SampleLabels labels() {
    return new SampleLabels(origin, people, mask);
  }

  /** The same with its people in another convention. */
  public Sample to(Skeleton skeleton) {
    List<LabelledPerson> converted = people.stream().map(person -> person.to(skeleton)).toList();
    return new Sample(origin, image, converted, mask, mainPerson);
  }
}
