package org.jpose.data.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jpose.core.pose.LabelledPerson;
import org.jpose.core.pose.Skeleton;

/**
 * What is known of an image without reading it. Immutable.
 *
 * @param file the image file
 * @param width pixels in a row as annotated; 0 if not known
 * @param height rows as annotated; 0 if not known
 * @param people labelled people
 * @param areas of each labelled person, the pixels of the body; the box's where nobody measured it
 * @param unlabelled number of people and crowds without enough joints, which the mask leaves out
 * @param empty number of annotations that say nothing: neither joints nor outline nor box
 */
public record ImageLabels(
    Path file,
    int width,
    int height,
    List<LabelledPerson> people,
    List<Double> areas,
    int unlabelled,
    int empty) {
  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if there is not one area a person
   */
  public ImageLabels {
    Objects.requireNonNull(file, "file");
    people = List.copyOf(people);
    areas = List.copyOf(areas);
    if (people.size() != areas.size()) {
      throw new IllegalArgumentException(
          file + ": " + people.size() + " people with " + areas.size() + " areas");
    }
  }

  /** The same with its people in another convention. */
  public ImageLabels to(Skeleton skeleton) {
    List<LabelledPerson> converted = people.stream().map(person -> person.to(skeleton)).toList();
    return new ImageLabels(file, width, height, converted, areas, unlabelled, empty);
  }
}
