package org.jpose.data.coco;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jpose.core.disk.FileException;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Skeleton;
import org.jpose.data.LabelFault;

/** Reads one annotation file, and notes what is wrong with it. */
final class AnnotationParser {
  private static final int MOST_PIXELS_A_SIDE = 1 << 20;

  private final JsonCursor json;
  private final boolean segmentations;
  private final List<CocoImage> images = new ArrayList<>();
  private final List<CocoPerson> people = new ArrayList<>();
  private final List<Category> categories = new ArrayList<>();
  private final List<LabelFault> faults = new ArrayList<>();
  private final AnnotationReview review = new AnnotationReview(faults::add);
  private final Set<String> sections = new HashSet<>();

  /** Those of the entry that is being read. */
  private final Set<String> fields = new HashSet<>();

  private int imageEntries;
  private int annotations;
  private boolean isCollecting;

  AnnotationParser(JsonCursor json, boolean segmentations) {
    this.json = json;
    this.segmentations = segmentations;
  }

  /** Notes what cannot be read and goes on, instead of ending at the first. */
  void collectFaults() {
    isCollecting = true;
    json.collectFaults(fault -> unreadable(fault.getMessage()));
  }

  private void unreadable(String description) {
    faults.add(new LabelFault(LabelFault.Kind.UNREADABLE, description));
  }

  private record Category(CocoCategory category, boolean ofPeople) {}

  void read() throws IOException {
    if (json.isList()) {
      throw json.wrong(
          "the file is a list, as COCO's results are; expected an object with images and"
              + " annotations");
    }
    json.object(
        section -> {
          switch (section) {
            case "images" -> once(section, this::image);
            case "annotations" -> once(section, this::person);
            case "categories" -> once(section, this::category);
            default -> json.skip();
          }
          json.reading("");
        });
  }

  /** Programs take one of two lists of the same name, and not all the same one. */
  private void once(String section, JsonCursor.ValueReader element) throws IOException {
    if (!sections.add(section)) {
      throw json.wrong("a second list '" + section + "'; put all into one");
    }
    json.list(element);
  }

  CocoDataset dataset(Path file) {
    if (!sections.containsAll(List.of("images", "annotations"))) {
      throw new FileException(
          file
              + ": has no '"
              + (sections.contains("images") ? "annotations" : "images")
              + "'; expected an object with images and annotations, as in COCO's"
              + " person_keypoints_val2017.json");
    }
    List<CocoCategory> kept = new ArrayList<>();
    Set<Integer> dropped = new HashSet<>();
    for (Category next : categories) {
      if (next.ofPeople || categories.size() == 1) {
        kept.add(next.category);
      } else {
        dropped.add(next.category.id());
      }
    }
    if (categories.isEmpty()) {
      people.stream()
          .mapToInt(CocoPerson::category)
          .distinct()
          .sorted()
          .forEach(id -> kept.add(CocoCategory.person(id)));
    }
    people.removeIf(person -> dropped.contains(person.category()));
    review.images(images, people);
    try {
      if (isCollecting) {
        leaveOutWhatDoesNotFit(kept);
      }
      return new CocoDataset(images, people, kept, faults);
    } catch (IllegalArgumentException e) {
      throw new FileException(file + ": " + e.getMessage(), e);
    }
  }

  private void image() throws IOException {
    int before = json.faultCount();
    json.reading("image number " + ++imageEntries);
    fields.clear();
    var image =
        new Object() {
          Long id;
          String fileName;
          int width;
          int height;
        };
    json.object(
        field -> {
          fields.add(field);
          switch (field) {
            case "id" -> {
              image.id = json.whole();
              json.reading("image " + image.id);
            }
            case "file_name" -> image.fileName = json.text();
            case "width" -> image.width = json.small();
            case "height" -> image.height = json.small();
            default -> json.skip();
          }
        });
    needs(image.id, "id");
    needs(image.fileName, "file_name");
    if (json.faultCount() > before) {
      return;
    }
    images.add(new CocoImage(image.id, image.fileName, image.width, image.height));
  }

  private void person() throws IOException {
    int before = json.faultCount();
    json.reading("annotation number " + ++annotations);
    fields.clear();
    var person =
        new Object() {
          Long id;
          Long image;
          Integer category;
          float[] keypoints = {};
          float[] confidences = {};
          float[] box;
          double area = Double.NaN;
          boolean crowd;
          int keypointCount = -1;
          Segmentation segmentation = Polygons.NONE;
        };
    json.object(
        field -> {
          fields.add(field);
          switch (field) {
            case "id" -> {
              person.id = json.whole();
              json.reading("annotation " + person.id);
            }
            case "image_id" -> person.image = json.whole();
            case "category_id" -> person.category = json.small();
            case "keypoints" -> person.keypoints = keypoints();
            case "keypoint_confidence" -> person.confidences = json.floats();
            case "bbox" -> person.box = json.floats();
            case "area" -> person.area = json.number();
            case "iscrowd" -> person.crowd = json.flag();
            case "num_keypoints" -> person.keypointCount = json.small();
            case "segmentation" -> {
              if (segmentations) {
                person.segmentation = segmentation();
              } else {
                json.skip();
              }
            }
            default -> json.skip();
          }
        });
    needs(person.id, "id");
    needs(person.image, "image_id");
    needs(person.category, "category_id");
    CocoKeypoints keypoints = checkedKeypoints(person.keypoints, person.confidences);
    Box box = box(person.box, keypoints);
    if (json.faultCount() > before) {
      return;
    }
    CocoPerson read =
        new CocoPerson(
            person.id,
            person.image,
            person.category,
            keypoints,
            box,
            person.area >= 0 ? person.area : (double) box.width() * box.height(),
            person.crowd,
            person.keypointCount >= 0 && keypoints.count() > 0
                ? person.keypointCount
                : keypoints.labelled(),
            person.segmentation);
    people.add(read);
    review.person(read, person.area);
    if (keypoints.count() == 0 && person.keypointCount > 0) {
      faults.add(
          new LabelFault(
              LabelFault.Kind.WRONG_COUNT,
              "annotation %d: num_keypoints is %d, but there are no keypoints"
                  .formatted(person.id, person.keypointCount)));
    }
  }

  private float[] keypoints() throws IOException {
    return json.isNull() ? new float[0] : json.floatsOrNaN();
  }

  private CocoKeypoints checkedKeypoints(float[] triplets, float[] confidences) {
    if (triplets.length == 0 && confidences.length == 0) {
      return CocoKeypoints.NONE;
    }
    try {
      return CocoKeypoints.of(triplets, confidences);
    } catch (IllegalArgumentException e) {
      json.fault(e.getMessage());
      return CocoKeypoints.NONE;
    }
  }

  /** Leaves out what the data set would refuse as a whole. */
  private void leaveOutWhatDoesNotFit(List<CocoCategory> categories) {
    Set<Long> ids = new HashSet<>();
    images.removeIf(image -> isTwice(ids, image));
    Map<Integer, CocoCategory> byId = new HashMap<>();
    categories.forEach(category -> byId.putIfAbsent(category.id(), category));
    people.removeIf(
        person -> {
          Optional<String> fault = CocoDataset.fault(person, byId);
          fault.ifPresent(this::unreadable);
          return fault.isPresent();
        });
  }

  private boolean isTwice(Set<Long> ids, CocoImage image) {
    boolean twice = !ids.add(image.id());
    if (twice) {
      unreadable("image id " + image.id() + " occurs twice");
    }
    return twice;
  }

  private Box box(float[] numbers, CocoKeypoints keypoints) {
    if (numbers == null || numbers.length == 0) {
      return around(keypoints);
    }
    if (numbers.length != 4) {
      json.fault("bbox has " + numbers.length + " numbers, expected 4: left, top, width, height");
      return around(keypoints);
    }
    return new Box(numbers[0], numbers[1], numbers[2], numbers[3]);
  }

  private static Box around(CocoKeypoints keypoints) {
    float left = Float.POSITIVE_INFINITY;
    float top = Float.POSITIVE_INFINITY;
    float right = Float.NEGATIVE_INFINITY;
    float bottom = Float.NEGATIVE_INFINITY;
    for (int joint = 0; joint < keypoints.count(); joint++) {
      if (keypoints.isLabelled(joint)) {
        left = Math.min(left, keypoints.x(joint));
        right = Math.max(right, keypoints.x(joint));
        top = Math.min(top, keypoints.y(joint));
        bottom = Math.max(bottom, keypoints.y(joint));
      }
    }
    return right < left ? new Box(0, 0, 0, 0) : new Box(left, top, right - left, bottom - top);
  }

  /** Polygons as lists of coordinates; a mask as an object of size and counts. */
  private Segmentation segmentation() throws IOException {
    if (json.isNull()) {
      return Polygons.NONE;
    }
    if (json.isObject()) {
      return mask();
    }
    List<float[]> rings = new ArrayList<>();
    json.list(() -> rings.add(json.floats()));
    return rings.isEmpty() ? Polygons.NONE : new Polygons(rings);
  }

  private Rle mask() throws IOException {
    var mask =
        new Object() {
          int height;
          int width;
          String text;
          int[] runs;
        };
    json.object(
        field -> {
          switch (field) {
            case "size" -> {
              List<Integer> sides = new ArrayList<>();
              json.list(() -> sides.add(json.small()));
              if (sides.size() != 2) {
                throw json.wrong("size of a mask has " + sides.size() + " numbers, expected 2");
              }
              mask.height = sides.get(0);
              mask.width = sides.get(1);
            }
            case "counts" -> {
              if (json.isText()) {
                mask.text = json.text();
              } else {
                List<Integer> runs = new ArrayList<>();
                json.list(() -> runs.add(json.small()));
                mask.runs = runs.stream().mapToInt(Integer::intValue).toArray();
              }
            }
            default -> json.skip();
          }
        });
    if (Math.max(mask.width, mask.height) > MOST_PIXELS_A_SIDE) {
      throw json.wrong("a mask of " + mask.width + "x" + mask.height + " pixels is too large");
    }
    if (mask.runs == null) {
      require(mask.text, "counts");
      return Rle.parse(mask.width, mask.height, mask.text);
    }
    return new Rle(mask.width, mask.height, mask.runs);
  }

  private void category() throws IOException {
    json.reading("category number " + (categories.size() + 1));
    var category =
        new Object() {
          Integer id;
          String name = CocoCategory.PERSON;
        };
    List<String> joints = new ArrayList<>();
    List<Double> sigmas = new ArrayList<>();
    List<int[]> limbs = new ArrayList<>();
    json.object(
        field -> {
          switch (field) {
            case "id" -> category.id = json.small();
            case "name" -> {
              category.name = json.text();
              json.reading("category '" + category.name + "'");
            }
            case "keypoints" -> json.list(() -> joints.add(json.text()));
            case "sigmas" -> json.list(() -> sigmas.add(json.number()));
            case "skeleton" -> json.list(() -> limbs.add(limb()));
            default -> json.skip();
          }
        });
    require(category.id, "id");
    Skeleton skeleton = CocoCategory.skeleton(category.name, joints, sigmas, limbs);
    categories.add(
        new Category(
            new CocoCategory(category.id, category.name, skeleton),
            !joints.isEmpty() || category.name.equals(CocoCategory.PERSON)));
  }

  private int[] limb() throws IOException {
    List<Integer> ends = new ArrayList<>();
    json.list(() -> ends.add(json.small()));
    if (ends.size() != 2) {
      throw json.wrong("a limb has " + ends.size() + " numbers, expected 2");
    }
    return new int[] {ends.get(0), ends.get(1)};
  }

  /** Not where the field is there and could not be read: that was told. */
  private void needs(Object value, String field) {
    if (value == null && !fields.contains(field)) {
      json.fault("there is no " + field);
    }
  }

  private void require(Object value, String field) {
    if (value == null) {
      throw json.wrong("there is no " + field);
    }
  }
}
