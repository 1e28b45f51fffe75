package org.jpose.data.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jpose.core.disk.FileException;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Joint;
import org.jpose.core.pose.Skeletons;

/**
 * Reads MPII's annotations as they are published, {@code mpii_human_pose_v1_u12_1.mat}: the images
 * of its training part, those of the test part having no labels. A person without points is known
 * by its head's box only, and has no joints here. Places count from 1, and are made to count from
 * 0.
 */
final class MpiiMatlabFile {
  private static final String VARIABLE = "RELEASE";
  private static final int JOINTS = Skeletons.MPII.jointCount();

  /** Four times as many as MPII has. */
  private static final int MOST_IMAGES = 100_000;

  /** Six times as many. */
  private static final int MOST_PEOPLE = 250_000;

  private final List<FoundImage> images = new ArrayList<>();
  private double[] training = {};
  private int peopleFound;
  private boolean isThere;

  private MpiiMatlabFile() {}

  /**
   * Reads a file.
   *
   * @throws FileException if it is missing, damaged or not MPII's
   */
  static FoundFile read(Path file) {
    MpiiMatlabFile found = new MpiiMatlabFile();
    MatlabFile.read(
        file,
        (name, value) -> {
          if (name.equals(VARIABLE) && value.isStruct()) {
            value.each(found::release);
          }
        });
    if (!found.isThere) {
      throw new FileException(
          file + ": has no " + VARIABLE + ".annolist; expected MPII's annotations");
    }
    return new FoundFile(
        found.labelled(), Skeletons.MPII.joints().stream().map(Joint::name).toList());
  }

  private List<FoundImage> labelled() {
    List<FoundImage> labelled = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      boolean test = i < training.length && training[i] == 0;
      if (!test && !images.get(i).file().isEmpty()) {
        labelled.add(images.get(i));
      }
    }
    return labelled;
  }

  private void release(int element, String field, MatlabFile.Matrix value) throws IOException {
    if (field.equals("annolist")) {
      isThere = true;
      value.each(this::image);
    } else if (field.equals("img_train")) {
      training = value.numbers();
    }
  }

  private void image(int element, String field, MatlabFile.Matrix value) throws IOException {
    if (element >= MOST_IMAGES) {
      throw new IOException("more than " + MOST_IMAGES + " images");
    }
    if (element == images.size()) {
      images.add(new FoundImage("", 0, 0, List.of()));
    }
    FoundImage known = images.get(element);
    if (field.equals("image")) {
      String[] name = {""};
      value.each((one, part, text) -> name[0] = part.equals("name") ? text.text() : name[0]);
      images.set(element, new FoundImage(name[0], 0, 0, known.people()));
    } else if (field.equals("annorect")) {
      images.set(element, new FoundImage(known.file(), 0, 0, people(value)));
    }
  }

  /** What is read of a person. */
  private static final class Person {
    private final float[] numbers = new float[3 * JOINTS];
    private float[] centre = {};
    private double scale = Double.NaN;
    private int labelled;

    private void point(double id, double x, double y) {
      boolean known = id >= 0 && id < JOINTS && id == (int) id;
      if (known && Double.isFinite(x) && Double.isFinite(y)) {
        int at = 3 * (int) id;
        numbers[at] = (float) x - 1;
        numbers[at + 1] = (float) y - 1;
        labelled += numbers[at + 2] == 0 ? 1 : 0;
        numbers[at + 2] = 1;
      }
    }

    private FoundPerson found() {
      int[] joints = new int[JOINTS];
      Arrays.setAll(joints, i -> i);
      List<float[]> places = new ArrayList<>();
      for (int i = 0; i < JOINTS; i++) {
        boolean known = numbers[3 * i + 2] > 0;
        places.add(
            known ? new float[] {numbers[3 * i] + 1, numbers[3 * i + 1] + 1} : new float[] {0, 0});
      }
      Box box = MpiiFile.box(centre, scale, places);
      return new FoundPerson(joints, numbers, box);
    }
  }

  private List<FoundPerson> people(MatlabFile.Matrix rectangles) throws IOException {
    List<Person> people = new ArrayList<>();
    rectangles.each(
        (element, field, value) -> {
          if (element == people.size()) {
            if (++peopleFound > MOST_PEOPLE) {
              throw new IOException("more than " + MOST_PEOPLE + " people");
            }
            people.add(new Person());
          }
          Person person = people.get(element);
          switch (field) {
            case "annopoints" ->
                value.each(
                    (one, part, points) -> {
                      if (part.equals("point")) {
                        points(points, person);
                      }
                    });
            case "scale" -> person.scale = first(value).orElse(Double.NaN);
            case "objpos" -> person.centre = place(value);
            default -> {
              // Boxes of heads are of no use here.
            }
          }
        });
    return people.stream().filter(person -> person.labelled > 0).map(Person::found).toList();
  }

  private static void points(MatlabFile.Matrix points, Person person) throws IOException {
    double[] point = {Double.NaN, Double.NaN, Double.NaN};
    int[] last = {0};
    points.each(
        (element, field, value) -> {
          if (element != last[0]) {
            person.point(point[0], point[1], point[2]);
            Arrays.fill(point, Double.NaN);
            last[0] = element;
          }
          int at = List.of("id", "x", "y").indexOf(field);
          if (at >= 0) {
            point[at] = first(value).orElse(Double.NaN);
          }
        });
    person.point(point[0], point[1], point[2]);
  }

  private static float[] place(MatlabFile.Matrix place) throws IOException {
    float[] found = new float[2];
    boolean[] known = new boolean[2];
    place.each(
        (element, field, value) -> {
          int at = List.of("x", "y").indexOf(field);
          Optional<Double> number = at < 0 ? Optional.empty() : first(value);
          if (number.isPresent()) {
            found[at] = number.get().floatValue();
            known[at] = true;
          }
        });
    return known[0] && known[1] ? found : new float[0];
  }

  private static Optional<Double> first(MatlabFile.Matrix value) throws IOException {
    double[] numbers = value.numbers();
    return numbers.length == 0 ? Optional.empty() : Optional.of(numbers[0]);
  }
}
