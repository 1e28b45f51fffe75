package org.jpose.data.coco;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Skeleton;
import org.jpose.media.MediaException;

/** Reads one annotation file. */
final class AnnotationParser {
  private static final int MOST_PIXELS_A_SIDE = 1 << 20;

  private final JsonCursor json;
  private final boolean segmentations;
  private final List<CocoImage> images = new ArrayList<>();
  private final List<CocoPerson> people = new ArrayList<>();
  private final List<Category> categories = new ArrayList<>();
  private boolean sawImages;
  private boolean sawAnnotations;

  AnnotationParser(JsonCursor json, boolean segmentations) {
    this.json = json;
    this.segmentations = segmentations;
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
            case "images" -> {
              sawImages = true;
              json.list(this::image);
            }
            case "annotations" -> {
              sawAnnotations = true;
              json.list(this::person);
            }
            case "categories" -> json.list(this::category);
            default -> json.skip();
          }
          json.reading("");
        });
  }

  CocoDataset dataset(Path file) {
    if (!sawImages || !sawAnnotations) {
      throw new MediaException(
          file
              + ": has no '"
              + (sawImages ? "annotations" : "images")
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
    try {
      return new CocoDataset(images, people, kept);
    } catch (IllegalArgumentException e) {
      throw new MediaException(file + ": " + e.getMessage(), e);
    }
  }

  private void image() throws IOException {
    json.reading("image number " + (images.size() + 1));
    var image =
        new Object() {
          Long id;
          String fileName;
          int width;
          int height;
        };
    json.object(
        field -> {
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
    require(image.id, "id");
    require(image.fileName, "file_name");
    images.add(new CocoImage(image.id, image.fileName, image.width, image.height));
  }

  private void person() throws IOException {
    json.reading("annotation number " + (people.size() + 1));
    var person =
        new Object() {
          Long id;
          Long image;
          Integer category;
          float[] keypoints = {};
          float[] confidences = {};
          float[] box;
          double area = -1;
          boolean crowd;
          int keypointCount = -1;
          Segmentation segmentation = Polygons.NONE;
        };
    json.object(
        field -> {
          switch (field) {
            case "id" -> {
              person.id = json.whole();
              json.reading("annotation " + person.id);
            }
            case "image_id" -> person.image = json.whole();
            case "category_id" -> person.category = json.small();
            case "keypoints" -> person.keypoints = json.floats();
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
    require(person.id, "id");
    require(person.image, "image_id");
    require(person.category, "category_id");
    CocoKeypoints keypoints =
        person.keypoints.length == 0 && person.confidences.length == 0
            ? CocoKeypoints.NONE
            : CocoKeypoints.of(person.keypoints, person.confidences);
    Box box = box(person.box, keypoints);
    people.add(
        new CocoPerson(
            person.id,
            person.image,
            person.category,
            keypoints,
            box,
            person.area >= 0 ? person.area : (double) box.width() * box.height(),
            person.crowd,
            person.keypointCount >= 0 ? person.keypointCount : keypoints.labelled(),
            person.segmentation));
  }

  private Box box(float[] numbers, CocoKeypoints keypoints) {
    if (numbers == null || numbers.length == 0) {
      return around(keypoints);
    }
    if (numbers.length != 4) {
      throw json.wrong(
          "bbox has " + numbers.length + " numbers, expected 4: left, top, width, height");
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

  private void require(Object value, String field) {
    if (value == null) {
      throw json.wrong("there is no " + field);
    }
  }
}
