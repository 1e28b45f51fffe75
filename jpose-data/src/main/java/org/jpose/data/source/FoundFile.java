package org.jpose.data.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jpose.core.pose.Box;
import org.jpose.data.coco.JsonCursor;

/**
 * Reads jpose's own result files (docs/RESULTS.md), JSON or JSON Lines, streaming: in memory is
 * what is returned, 12 bytes a joint.
 *
 * @param images in the file's order
 * @param joints names of joints that occur, in the order of their first
 */
record FoundFile(List<FoundImage> images, List<String> joints) {
  /**
   * Reads a file.
   *
   * @throws org.jpose.core.disk.FileException if it is missing, truncated or not jpose's; the
   *     message has line and column
   */
  static FoundFile read(Path file) {
    try (JsonCursor json = JsonCursor.open(file)) {
      Parser parser = new Parser(json);
      json.readAll(parser::value);
      if (parser.images.isEmpty()) {
        throw json.wrong(
            "no images; expected jpose's own JSON or JSON Lines, as 'jpose image --json' writes");
      }
      return new FoundFile(List.copyOf(parser.images), List.copyOf(parser.names.keySet()));
    }
  }

  private static final class Parser {
    private final JsonCursor json;
    private final List<FoundImage> images = new ArrayList<>();
    private final Map<String, Integer> names = new LinkedHashMap<>();

    Parser(JsonCursor json) {
      this.json = json;
    }

    /** A document, or an image of JSON Lines. */
    void value() throws IOException {
      if (!json.isObject()) {
        throw json.wrong("expected jpose's own JSON or JSON Lines: an object");
      }
      ImageFields image = new ImageFields();
      json.object(
          field -> {
            switch (field) {
              case "format" -> format(json.text());
              case "images" -> json.list(this::image);
              default -> image.read(field);
            }
          });
      if (image.file != null) {
        images.add(image.found());
      }
    }

    private void format(String format) {
      if (!format.equals("jpose/1")) {
        throw json.wrong("format is '" + format + "', expected jpose/1");
      }
    }

    private void image() throws IOException {
      ImageFields image = new ImageFields();
      json.object(image::read);
      images.add(image.found());
    }

    private final class ImageFields {
      private final List<FoundPerson> people = new ArrayList<>();
      private String file;
      private int width;
      private int height;

      void read(String field) throws IOException {
        switch (field) {
          case "file" -> {
            file = json.text();
            json.reading(file);
          }
          case "width" -> width = json.small();
          case "height" -> height = json.small();
          case "people" -> json.list(() -> person(people));
          case "keypoint_scale" ->
              throw json.wrong(
                  "coordinates are in " + json.text() + ", expected pixels: write them in these");
          case "frame" ->
              throw json.wrong(
                  "a frame of a video; expected image files: take its frames out first");
          default -> json.skip();
        }
      }

      FoundImage found() {
        if (file == null || width < 1 || height < 1) {
          throw json.wrong("image number " + (images.size() + 1) + " has no file or no size");
        }
        json.reading("");
        return new FoundImage(file, width, height, List.copyOf(people));
      }
    }

    private void person(List<FoundPerson> people) throws IOException {
      var person =
          new Object() {
            float[] box = {};
            float[] numbers = new float[54];
            int[] joints = new int[18];
            int count;
          };
      json.object(
          field -> {
            switch (field) {
              case "box" -> person.box = json.floats();
              case "keypoints" ->
                  json.list(
                      () -> {
                        if (person.count == person.joints.length) {
                          person.joints = Arrays.copyOf(person.joints, 2 * person.count);
                          person.numbers = Arrays.copyOf(person.numbers, 6 * person.count);
                        }
                        person.joints[person.count] = keypoint(person.numbers, 3 * person.count);
                        person.count++;
                      });
              default -> json.skip();
            }
          });
      float[] numbers = Arrays.copyOf(person.numbers, 3 * person.count);
      people.add(
          new FoundPerson(
              Arrays.copyOf(person.joints, person.count), numbers, box(person.box, numbers)));
    }

    private int keypoint(float[] numbers, int at) throws IOException {
      String[] name = new String[1];
      float[] values = {Float.NaN, Float.NaN, Float.NaN};
      json.object(
          field -> {
            switch (field) {
              case "name" -> name[0] = json.text();
              case "x" -> values[0] = (float) json.number();
              case "y" -> values[1] = (float) json.number();
              case "score" -> values[2] = (float) json.number();
              default -> json.skip();
            }
          });
      for (int i = 0; i < 3; i++) {
        if (name[0] == null || !Float.isFinite(values[i])) {
          throw json.wrong("a keypoint lacks its name, x, y or score");
        }
        numbers[at + i] = values[i];
      }
      return names.computeIfAbsent(name[0], added -> names.size());
    }

    private static Box box(float[] box, float[] numbers) {
      if (box.length == 4) {
        return new Box(box[0], box[1], box[2], box[3]);
      }
      float left = Float.POSITIVE_INFINITY;
      float top = Float.POSITIVE_INFINITY;
      float right = Float.NEGATIVE_INFINITY;
      float bottom = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < numbers.length; i += 3) {
        left = Math.min(left, numbers[i]);
        right = Math.max(right, numbers[i]);
        top = Math.min(top, numbers[i + 1]);
        bottom = Math.max(bottom, numbers[i + 1]);
      }
      return right < left ? new Box(0, 0, 0, 0) : new Box(left, top, right - left, bottom - top);
    }
  }
}
