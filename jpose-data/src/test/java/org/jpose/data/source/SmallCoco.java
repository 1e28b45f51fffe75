package org.jpose.data.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.media.image.ImageFileWriter;

/** A COCO folder made by a test: images of one colour each and the annotations given. */
public final class SmallCoco {
  private final Path folder;
  private final String split;
  private final List<String> images = new ArrayList<>();
  private final List<String> annotations = new ArrayList<>();

  /** An empty folder. */
  public SmallCoco(Path folder, String split) throws IOException {
    this.folder = folder;
    this.split = split;
    Files.createDirectories(folder.resolve("annotations"));
    Files.createDirectories(folder.resolve(split));
  }

  /** Adds an image of a size, and its file. */
  public SmallCoco image(int id, int width, int height) {
    entry(id, width, height);
    write(id, width, height);
    return this;
  }

  /** Adds an image without a file. */
  public SmallCoco entry(int id, int width, int height) {
    images.add(
        "{\"id\":%d,\"file_name\":\"%s\",\"width\":%d,\"height\":%d}"
            .formatted(id, name(id), width, height));
    return this;
  }

  private static String name(int id) {
    return "%012d.png".formatted(id);
  }

  /** The file of an image. */
  public Path file(int id) {
    return folder.resolve(split).resolve(name(id));
  }

  private void write(int id, int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (id * 37 + i);
    }
    new ImageFileWriter().write(Image.wrap(width, height, ColourOrder.BGR, pixels), file(id));
  }

  /** A person whose first joints are labelled, 10 pixels apart from a place on. */
  public SmallCoco person(int image, int joints, int x, int y, String more) {
    StringBuilder keypoints = new StringBuilder();
    for (int i = 0; i < 17; i++) {
      keypoints
          .append(i == 0 ? "" : ",")
          .append(i < joints ? (x + 10 * i) + "," + y + ",2" : "0,0,0");
    }
    annotations.add(
        "{\"id\":%d,\"image_id\":%d,\"category_id\":1,\"num_keypoints\":%d,\"keypoints\":[%s],%s}"
            .formatted(annotations.size() + 1, image, joints, keypoints, more));
    return this;
  }

  /** Writes the annotations. */
  public Path done() throws IOException {
    Files.writeString(
        annotationFile(),
        "{\"images\":["
            + String.join(",\n", images)
            + "],\"annotations\":["
            + String.join(",\n", annotations)
            + "],\"categories\":[{\"id\":1,\"name\":\"person\"}]}");
    return folder;
  }

  Path annotationFile() {
    return folder.resolve("annotations/person_keypoints_" + split + ".json");
  }
}
