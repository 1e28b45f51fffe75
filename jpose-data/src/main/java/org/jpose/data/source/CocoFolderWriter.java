package org.jpose.data.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.PendingFolder;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.LabelledJoint;
import org.jpose.core.pose.LabelledPerson;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Visibility;
import org.jpose.data.LossMask;
import org.jpose.data.Sample;
import org.jpose.data.coco.CocoCategory;
import org.jpose.media.image.ImageFileWriter;

/**
 * Writes samples as a folder in COCO's layout: {@code annotations/person_keypoints_SPLIT.json} and
 * {@code SPLIT/} with the images. What the loss leaves out becomes one crowd annotation of runs,
 * and joints that are not to be relied on get a {@code keypoint_confidence}, so that reading the
 * folder gives the same people and masks. The folder appears under its name when {@link
 * #complete()} was called, or not at all. In memory are the images' names and sizes. Not
 * thread-safe.
 */
public final class CocoFolderWriter implements AutoCloseable {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern NAME = Pattern.compile("\\w[\\w.-]*");

  /** Between what is absent and what is sure by default. */
  private static final float UNSURE = 0.18f;

  private final PendingFolder folder;
  private final Path images;
  private final JsonGenerator json;
  private final Skeleton skeleton;
  private final Optional<PictureFormat> format;
  private final ImageFileWriter pictures = new ImageFileWriter();
  private final CocoNames names = new CocoNames();
  private final List<Written> written = new ArrayList<>();
  private long annotations;

  private record Written(long id, String name, int width, int height) {}

  private CocoFolderWriter(
      PendingFolder folder, String split, Skeleton skeleton, Optional<PictureFormat> format)
      throws IOException {
    this.folder = folder;
    this.skeleton = skeleton;
    this.format = format;
    this.images = Files.createDirectory(folder.path().resolve(split));
    Path file =
        Files.createDirectory(folder.path().resolve("annotations"))
            .resolve("person_keypoints_" + split + ".json");
    this.json = JSON.createGenerator(Files.newBufferedWriter(file));
    json.writeStartObject();
    json.writeArrayFieldStart("annotations");
  }

  /**
   * Starts a folder.
   *
   * @param target folder to write; it must not be there, or be empty
   * @param split name of the split
   * @param skeleton joints to write; people of another skeleton are converted
   * @param format how images are stored; if empty, image files are copied as they are, and what is
   *     in no file becomes PNG
   * @throws IllegalArgumentException if the split's name is not one of a folder
   * @throws FileException if it cannot be written there
   */
  public static CocoFolderWriter create(
      Path target, String split, Skeleton skeleton, Optional<PictureFormat> format) {
    // Else it would be written elsewhere, and stay there.
    if (!NAME.matcher(split).matches()) {
      throw new IllegalArgumentException(
          "split '%s': expected a name of letters, digits, '.', '-' and '_', as val2017"
              .formatted(split));
    }
    PendingFolder folder = PendingFolder.beside(target);
    try {
      return new CocoFolderWriter(folder, split, skeleton, format);
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw folder.failure(e);
    }
  }

  /**
   * Adds an image with its people and what is left out.
   *
   * @param labels the sample's labels, if it comes from a file; its areas are kept
   * @throws FileException if it cannot be written
   */
  public void add(Sample sample, Optional<ImageLabels> labels) {
    try {
      long id = names.id(labels.map(l -> l.file().toString()).orElse(sample.origin()));
      String name = writeImage(sample.image(), id, labels);
      written.add(new Written(id, name, sample.image().width(), sample.image().height()));
      for (int i = 0; i < sample.people().size(); i++) {
        LabelledPerson person = sample.people().get(i).to(skeleton);
        Box box = person.box();
        int index = i;
        double area =
            labels.map(l -> l.areas().get(index)).orElse((double) box.width() * box.height());
        writePerson(id, person, area);
      }
      if (RunLengths.area(sample.mask()) > 0) {
        writeLeftOut(id, sample.mask());
      }
    } catch (IOException | FileException e) {
      throw folder.failure(e);
    }
  }

  private String writeImage(Image image, long id, Optional<ImageLabels> labels) throws IOException {
    if (format.isEmpty() && labels.isPresent()) {
      Path file = labels.get().file();
      String name = names.name(file.getFileName().toString(), id);
      Files.copy(file, images.resolve(name));
      return name;
    }
    String extension = format.orElse(PictureFormat.PNG).extension();
    String stem =
        labels
            .map(l -> l.file().getFileName().toString().replaceFirst("\\.\\w+$", ""))
            .orElse(CocoNames.number(id));
    String name = names.name(stem + extension, id);
    pictures.write(image, images.resolve(name));
    return name;
  }

  private void startAnnotation(long image, int crowd, Box box, double area) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", ++annotations);
    json.writeNumberField("image_id", image);
    json.writeNumberField("category_id", 1);
    json.writeNumberField("iscrowd", crowd);
    json.writeArrayFieldStart("bbox");
    for (float side : new float[] {box.x(), box.y(), box.width(), box.height()}) {
      writeNumber(side);
    }
    json.writeEndArray();
    json.writeNumberField("area", area);
  }

  private void writePerson(long image, LabelledPerson person, double area) throws IOException {
    startAnnotation(image, 0, person.box(), area);
    json.writeNumberField("num_keypoints", person.labelled());
    json.writeArrayFieldStart("keypoints");
    for (LabelledJoint joint : person.joints()) {
      writeNumber(joint.x());
      writeNumber(joint.y());
      json.writeNumber(
          switch (joint.visibility()) {
            case VISIBLE -> 2;
            case OCCLUDED -> 1;
            case UNSURE, UNLABELLED -> 0;
          });
    }
    json.writeEndArray();
    if (person.joints().stream().anyMatch(joint -> joint.visibility() == Visibility.UNSURE)) {
      json.writeArrayFieldStart("keypoint_confidence");
      for (LabelledJoint joint : person.joints()) {
        json.writeNumber(
            joint.isLabelled() ? 1 : joint.visibility() == Visibility.UNSURE ? UNSURE : 0);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private void writeLeftOut(long image, LossMask mask) throws IOException {
    startAnnotation(image, 1, RunLengths.box(mask), RunLengths.area(mask));
    json.writeNumberField("num_keypoints", 0);
    json.writeArrayFieldStart("keypoints");
    for (int i = 0; i < 3 * skeleton.jointCount(); i++) {
      json.writeNumber(0);
    }
    json.writeEndArray();
    json.writeFieldName("segmentation");
    RunLengths.write(json, mask);
    json.writeEndObject();
  }

  private void writeNumber(float value) throws IOException {
    if (value == (int) value) {
      json.writeNumber((int) value);
    } else {
      json.writeNumber(value);
    }
  }

  /**
   * Ends the annotations and moves the folder to its name.
   *
   * @throws FileException if it cannot be written, or nothing was added
   */
  public void complete() {
    if (written.isEmpty()) {
      throw new FileException("no image to write: a data set of no images is of no use");
    }
    try {
      json.writeEndArray();
      json.writeArrayFieldStart("images");
      for (Written image : written) {
        json.writeStartObject();
        json.writeNumberField("id", image.id);
        json.writeStringField("file_name", image.name);
        json.writeNumberField("width", image.width);
        json.writeNumberField("height", image.height);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("categories");
      CocoCategory.of(skeleton).write(json);
      json.writeEndArray();
      json.writeEndObject();
      json.close();
      folder.commit();
    } catch (IOException e) {
      throw folder.failure(e);
    }
  }

  /** Deletes what was written, unless complete; may be called twice. */
  @Override
  public void close() {
    try {
      json.close();
    } catch (IOException e) {
      // Nothing of it is kept, or complete() has reported it.
    }
    folder.close();
  }
}
