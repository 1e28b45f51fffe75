package org.jpose.data.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jpose.core.disk.FileException;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.JointMapping;
import org.jpose.core.pose.LabelledJoint;
import org.jpose.core.pose.LabelledPerson;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;
import org.jpose.core.pose.Visibility;
import org.jpose.data.LabelFault;
import org.jpose.data.LossMask;
import org.jpose.data.Sample;
import org.jpose.data.coco.CocoCategory;
import org.jpose.data.coco.CocoDataset;
import org.jpose.data.coco.CocoFile;
import org.jpose.data.coco.CocoFolder;
import org.jpose.data.coco.CocoImage;
import org.jpose.data.coco.CocoKeypoints;
import org.jpose.data.coco.CocoPerson;
import org.jpose.data.coco.Segmentation;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageReadOptions;

/**
 * Images with COCO's annotations, one sample an image. People without enough labelled joints and
 * crowds become the loss mask: from their polygons or masks where there are some, else from their
 * boxes. Joints a model labelled with {@code keypoint_confidence} count as its options say.
 * Thread-safe.
 */
public final class CocoSource implements LabelledDataset {
  private final CocoFolder folder;
  private final CocoDataset annotations;
  private final LabelOptions options;
  private final Skeleton skeleton;

  /** From each category's convention to the one that is asked for. */
  private final Map<Integer, JointMapping> mappings = new HashMap<>();

  private final int[] selected;
  private final ImageFileReader reader = new ImageFileReader(ImageReadOptions.defaults());
  private volatile boolean closed;

  private CocoSource(
      CocoFolder folder, CocoDataset annotations, LabelOptions options, Skeleton skeleton) {
    this.folder = folder;
    this.annotations = annotations;
    this.options = options;
    this.skeleton = skeleton;
    for (CocoCategory category : annotations.categories()) {
      mappings.put(category.id(), JointMapping.between(category.skeleton(), skeleton));
    }
    this.selected = select();
  }

  /**
   * Reads the annotations; images are read when asked for. People have the convention of the
   * category called "person", or the first.
   *
   * @throws FileException if the annotation file is missing, damaged or has nothing
   */
  public static CocoSource open(CocoFolder folder, LabelOptions options) {
    return open(folder, options, Optional.empty(), CocoFile.read(folder.annotations()));
  }

  /**
   * The same in another convention.
   *
   * @param skeleton convention of its people; that of the annotations if empty
   * @throws FileException as {@link #open(CocoFolder, LabelOptions)}, and if no joint of the
   *     annotations is one of the skeleton
   */
  public static CocoSource open(
      CocoFolder folder, LabelOptions options, Optional<Skeleton> skeleton) {
    return open(folder, options, skeleton, CocoFile.read(folder.annotations()));
  }

  /**
   * The same for those who look for what is wrong: entries that cannot be read are left out and are
   * among the {@link #faults()}.
   *
   * @throws FileException as {@link #open(CocoFolder, LabelOptions, Optional)}, but for entries
   *     that cannot be read
   */
  public static CocoSource openWithFaults(
      CocoFolder folder, LabelOptions options, Optional<Skeleton> skeleton) {
    return open(folder, options, skeleton, CocoFile.readWithFaults(folder.annotations()));
  }

  private static CocoSource open(
      CocoFolder folder,
      LabelOptions options,
      Optional<Skeleton> skeleton,
      CocoDataset annotations) {
    Objects.requireNonNull(options, "options");
    boolean damaged =
        annotations.faults().stream().anyMatch(f -> f.kind() == LabelFault.Kind.UNREADABLE);
    boolean empty = annotations.images().isEmpty() || annotations.categories().isEmpty();
    if (empty && !damaged) {
      throw new FileException(
          "%s: %d images and %d categories; expected some of both"
              .formatted(
                  folder.annotations(),
                  annotations.images().size(),
                  annotations.categories().size()));
    }
    Skeleton own =
        annotations.categories().isEmpty()
            ? Skeletons.COCO17
            : annotations.mainCategory().skeleton();
    JointMapping.between(own, skeleton.orElse(own))
        .refusal()
        .ifPresent(
            refusal -> {
              throw new FileException(folder.annotations() + ": " + refusal);
            });
    return new CocoSource(folder, annotations, options, skeleton.orElse(own));
  }

  private int[] select() {
    List<CocoImage> images = annotations.images();
    return IntStream.range(0, images.size())
        .filter(i -> !options.onlyWithPeople() || hasPeople(images.get(i)))
        .limit(options.limit())
        .toArray();
  }

  private boolean hasPeople(CocoImage image) {
    return annotations.people(image.id()).stream().anyMatch(person -> isLabelled(person));
  }

  private boolean isLabelled(CocoPerson person) {
    CocoKeypoints keypoints = person.keypoints();
    JointMapping mapping = mappings.get(person.category());
    int labelled = 0;
    for (int joint = 0; joint < keypoints.count(); joint++) {
      labelled += mapping.uses(joint) && visibility(keypoints, joint).isLabelled() ? 1 : 0;
    }
    return !person.crowd() && labelled >= options.minimumJoints();
  }

  private Visibility visibility(CocoKeypoints keypoints, int joint) {
    Visibility seen = keypoints.visibility(joint);
    if (!keypoints.hasConfidence()) {
      return seen;
    }
    float confidence = keypoints.confidence(joint);
    if (confidence < options.absentBelow()) {
      return Visibility.UNLABELLED;
    }
    if (confidence < options.sureFrom()) {
      return Visibility.UNSURE;
    }
    // The model's own threshold was another one than ours.
    return seen == Visibility.UNLABELLED ? Visibility.VISIBLE : seen;
  }

  @Override
  public String name() {
    return "COCO " + folder.annotations();
  }

  @Override
  public Skeleton skeleton() {
    return skeleton;
  }

  @Override
  public List<LabelFault> faults() {
    List<LabelFault> faults = new ArrayList<>(annotations.faults());
    mappings.values().stream()
        .flatMap(mapping -> mapping.warning().stream())
        .map(few -> new LabelFault(LabelFault.Kind.UNKNOWN_JOINTS, name() + ": " + few))
        .forEach(faults::add);
    return faults;
  }

  @Override
  public int size() {
    return selected.length;
  }

  @Override
  public ImageLabels labels(int index) {
    CocoImage image = image(index);
    List<LabelledPerson> people = new ArrayList<>();
    List<Double> areas = new ArrayList<>();
    int unlabelled = 0;
    int empty = 0;
    for (CocoPerson person : annotations.people(image.id())) {
      if (isLabelled(person)) {
        people.add(labelled(person));
        areas.add(person.area());
      } else if (saysNothing(person)) {
        empty++;
      } else {
        unlabelled++;
      }
    }
    return new ImageLabels(
        folder.file(image), image.width(), image.height(), people, areas, unlabelled, empty);
  }

  private static boolean saysNothing(CocoPerson person) {
    return person.segmentation().isEmpty() && isEmpty(person.box());
  }

  private static boolean isEmpty(Box box) {
    return box.width() == 0 || box.height() == 0;
  }

  private CocoImage image(int index) {
    return annotations.images().get(selected[Objects.checkIndex(index, selected.length)]);
  }

  private LabelledPerson labelled(CocoPerson person) {
    CocoKeypoints keypoints = person.keypoints();
    List<LabelledJoint> joints = new ArrayList<>();
    for (int joint = 0; joint < keypoints.count(); joint++) {
      Visibility visibility = visibility(keypoints, joint);
      joints.add(
          visibility == Visibility.UNLABELLED
              ? LabelledJoint.UNLABELLED
              : new LabelledJoint(keypoints.x(joint), keypoints.y(joint), visibility));
    }
    JointMapping mapping = mappings.get(person.category());
    LabelledPerson own = new LabelledPerson(mapping.from(), joints, person.box());
    return mapping.from() == mapping.to() ? own : own.to(mapping);
  }

  /**
   * Reads one image with its people and mask.
   *
   * @throws FileException if the image is missing or damaged, or has another size than its
   *     annotation says
   */
  @Override
  public Sample sample(int index) {
    if (closed) {
      throw new IllegalStateException(name() + " is closed");
    }
    ImageLabels labels = labels(index);
    Image image = ImageSizes.read(reader, labels);
    try {
      return new Sample(
          labels.file().toString(),
          image,
          labels.people(),
          mask(image(index), image),
          OptionalInt.empty());
    } catch (IllegalArgumentException e) {
      throw new FileException(
          labels.file() + ": " + e.getMessage() + "; repair its annotations", e);
    }
  }

  private LossMask mask(CocoImage annotated, Image image) {
    UnlabelledRegion region = new UnlabelledRegion(image.width(), image.height());
    List<UnlabelledRegion.Crowd> crowds = new ArrayList<>();
    List<Segmentation> labelled = new ArrayList<>();
    for (CocoPerson person : annotations.people(annotated.id())) {
      if (person.crowd()) {
        crowds.add(new UnlabelledRegion.Crowd(person.segmentation(), person.box()));
      } else if (isLabelled(person)) {
        labelled.add(person.segmentation());
      } else {
        region.leaveOut(person.segmentation(), person.box());
      }
    }
    region.leaveOutCrowds(crowds, labelled);
    return region.mask();
  }

  @Override
  public void close() {
    closed = true;
  }
}
