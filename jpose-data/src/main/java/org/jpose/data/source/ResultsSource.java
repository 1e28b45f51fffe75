package org.jpose.data.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jpose.core.disk.FileException;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Joint;
import org.jpose.core.pose.LabelledJoint;
import org.jpose.core.pose.LabelledPerson;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.core.pose.Visibility;
import org.jpose.data.LossMask;
import org.jpose.data.Sample;
import org.jpose.data.coco.Polygons;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageReadOptions;

/**
 * Image files with the people any model found in them, from jpose's own JSON or JSON Lines: a
 * joint's score tells whether it is labelled, unsure (no loss near it) or absent, as the options
 * say; a person with too few sure joints is left out of the loss. Thread-safe.
 */
public final class ResultsSource implements LabelledDataset {
  private final Path results;
  private final ImagePlaces places;
  private final FoundFile found;
  private final LabelOptions options;
  private final Skeleton skeleton;

  /** Joint of the skeleton by number in the file's table of names; -1 if it has none. */
  private final int[] joints;

  private final int[] selected;
  private final ImageFileReader reader = new ImageFileReader(ImageReadOptions.defaults());
  private volatile boolean closed;

  private ResultsSource(
      Path results, ImagePlaces places, FoundFile found, Skeleton skeleton, LabelOptions options) {
    this.results = results;
    this.places = places;
    this.found = found;
    this.options = options;
    this.skeleton = skeleton;
    this.joints = found.joints().stream().mapToInt(skeleton::indexOf).toArray();
    this.selected =
        IntStream.range(0, found.images().size())
            .filter(i -> !options.onlyWithPeople() || hasPeople(found.images().get(i)))
            .limit(options.limit())
            .toArray();
  }

  /**
   * Reads the results; images are read when asked for.
   *
   * @param results the JSON file
   * @param images folder of the images; if empty they are where the results name them, seen from
   *     the working folder or from the results' own, and in one of these or below
   * @param skeleton convention of the labels; if empty the first that jpose knows with all joints
   *     that occur: coco18, coco17, body25, mpii
   * @throws FileException if the results are missing or damaged, or no skeleton has their joints
   */
  public static ResultsSource open(
      Path results, Optional<Path> images, Optional<Skeleton> skeleton, LabelOptions options) {
    return open(results, images, skeleton, options, false);
  }

  /**
   * The same, with images from anywhere if they are allowed.
   *
   * @throws FileException as {@link #open(Path, Optional, Optional, LabelOptions)}
   */
  static ResultsSource open(
      Path results,
      Optional<Path> images,
      Optional<Skeleton> skeleton,
      LabelOptions options,
      boolean allowsOutside) {
    Objects.requireNonNull(options, "options");
    ImagePlaces places = ImagePlaces.ofResults(results, images, allowsOutside);
    return open(results, FoundFile.read(results), places, skeleton, options);
  }

  /**
   * The same of MPII's annotations, as JSON or as Matlab's file.
   *
   * @param skeleton convention of the labels; if empty mpii
   * @throws FileException if the annotations are missing or damaged
   */
  static ResultsSource openMpii(
      Path annotations,
      Optional<Path> images,
      Optional<Skeleton> skeleton,
      LabelOptions options,
      boolean allowsOutside) {
    Optional<Skeleton> chosen = Optional.of(skeleton.orElse(Skeletons.MPII));
    FoundFile found =
        MatlabFile.isMeant(annotations)
            ? MpiiMatlabFile.read(annotations)
            : MpiiFile.read(annotations);
    ImagePlaces places = ImagePlaces.ofMpii(annotations, images, allowsOutside);
    return open(annotations, found, places, chosen, options);
  }

  private static ResultsSource open(
      Path results,
      FoundFile found,
      ImagePlaces places,
      Optional<Skeleton> skeleton,
      LabelOptions options) {
    Skeleton chosen = skeleton.orElseGet(() -> guess(results, found));
    if (!found.joints().isEmpty() && found.joints().stream().allMatch(j -> chosen.indexOf(j) < 0)) {
      throw new FileException(
          ("%s: none of the joints %s is one of skeleton '%s', %s; name another skeleton,"
                  + " or a file of one")
              .formatted(
                  results,
                  found.joints(),
                  chosen.name(),
                  chosen.joints().stream().map(Joint::name).toList()));
    }
    return new ResultsSource(results, places, found, chosen, options);
  }

  private static Skeleton guess(Path results, FoundFile found) {
    return Skeletons.withJoints(found.joints())
        .orElseThrow(
            () ->
                new FileException(
                    "%s: no skeleton jpose knows has the joints %s; name a file of it"
                        .formatted(results, found.joints())));
  }

  @Override
  public String name() {
    return "results " + results;
  }

  @Override
  public Skeleton skeleton() {
    return skeleton;
  }

  @Override
  public int size() {
    return selected.length;
  }

  private boolean hasPeople(FoundImage image) {
    return image.people().stream().anyMatch(person -> isLabelled(labelled(person)));
  }

  private boolean isLabelled(LabelledPerson person) {
    return person.labelled() >= options.minimumJoints();
  }

  private LabelledPerson labelled(FoundPerson person) {
    List<LabelledJoint> labelled =
        new ArrayList<>(Collections.nCopies(skeleton.jointCount(), LabelledJoint.UNLABELLED));
    for (int i = 0; i < person.names().length; i++) {
      int joint = joints[person.names()[i]];
      float score = person.numbers()[3 * i + 2];
      if (joint >= 0 && score >= options.absentBelow()) {
        Visibility visibility =
            score >= options.sureFrom() ? Visibility.VISIBLE : Visibility.UNSURE;
        float[] at = Arrays.copyOfRange(person.numbers(), 3 * i, 3 * i + 2);
        labelled.set(joint, new LabelledJoint(at[0], at[1], visibility));
      }
    }
    return new LabelledPerson(skeleton, labelled, person.box());
  }

  @Override
  public ImageLabels labels(int index) {
    FoundImage image = image(index);
    List<LabelledPerson> people =
        image.people().stream().map(this::labelled).filter(this::isLabelled).toList();
    List<Double> areas =
        people.stream().map(p -> (double) p.box().width() * p.box().height()).toList();
    return new ImageLabels(
        places.file(image.file()),
        image.width(),
        image.height(),
        people,
        areas,
        image.people().size() - people.size(),
        0);
  }

  private FoundImage image(int index) {
    return found.images().get(selected[Objects.checkIndex(index, selected.length)]);
  }

  /**
   * Reads one image with its people and mask.
   *
   * @throws FileException if the image is missing or damaged, has another size than the results
   *     say, or leads out of where images may be
   */
  @Override
  public Sample sample(int index) {
    if (closed) {
      throw new IllegalStateException(name() + " is closed");
    }
    ImageLabels labels = labels(index);
    Image image = ImageSizes.read(reader, labels);
    UnlabelledRegion region = new UnlabelledRegion(image.width(), image.height());
    image(index).people().stream()
        .filter(person -> !isLabelled(labelled(person)))
        .forEach(person -> region.leaveOut(new Polygons(List.of()), person.box()));
    LossMask mask = region.mask();
    return new Sample(labels.file().toString(), image, labels.people(), mask, OptionalInt.empty());
  }

  @Override
  public void close() {
    closed = true;
  }
}
