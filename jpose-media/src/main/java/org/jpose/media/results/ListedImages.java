package org.jpose.media.results;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jpose.core.disk.FileException;

/** The {@code images} of an annotation file: ids by name. Immutable. */
final class ListedImages {
  private static final long AMBIGUOUS = Long.MIN_VALUE;

  private final Path annotations;

  /** By the whole name, and by the last part of it where only one image has it. */
  private final Map<String, Long> ids = new HashMap<>();

  private final Map<String, Long> lastNames = new HashMap<>();

  private ListedImages(Path annotations) {
    this.annotations = annotations;
  }

  /**
   * Reads them; everything else in the file is passed over.
   *
   * @throws FileException if it cannot be read, or names no image, or one twice
   */
  static ListedImages read(Path annotations) {
    ListedImages listed = new ListedImages(annotations);
    try (JsonParser json = new JsonFactory().createParser(Files.newInputStream(annotations))) {
      listed.readDocument(json);
    } catch (NoSuchFileException e) {
      throw new FileException(annotations + ": no such file; expected COCO's annotations", e);
    } catch (IOException e) {
      throw new FileException(
          annotations + ": cannot be read as COCO's annotations: " + FileException.reason(e), e);
    }
    if (listed.ids.isEmpty()) {
      throw new FileException(
          annotations + ": names no images; expected 'images', each with 'id' and 'file_name'");
    }
    return listed;
  }

  private void readDocument(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("it is no JSON object");
    }
    Set<Long> taken = new HashSet<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean images = json.currentName().equals("images");
      if (json.nextToken() == JsonToken.START_ARRAY && images) {
        while (json.nextToken() == JsonToken.START_OBJECT) {
          readImage(json, taken);
        }
      } else {
        json.skipChildren();
      }
    }
  }

  private void readImage(JsonParser json, Set<Long> taken) throws IOException {
    Long id = null;
    String name = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (field.equals("id") && value.isScalarValue()) {
        id = number(json.getText());
      } else if (field.equals("file_name")) {
        name = json.getText();
      } else {
        json.skipChildren();
      }
    }
    if (id == null || name == null) {
      throw new IOException("an image without 'id' or 'file_name'");
    }
    if (!taken.add(id) || ids.putIfAbsent(slashes(name), id) != null) {
      throw new IOException("image " + id + ", " + name + ", is there twice");
    }
    lastNames.merge(lastName(slashes(name)), id, (one, other) -> AMBIGUOUS);
  }

  private static Long number(String text) throws IOException {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw new IOException("id '" + text + "' of an image is no whole number", e);
    }
  }

  private static String slashes(String name) {
    return name.replace('\\', '/').replaceFirst("^(\\./)+", "");
  }

  private static String lastName(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /**
   * The id of a file: of the longest end of its path that is a name here.
   *
   * @throws FileException if there is none, or several images have this last name
   */
  long id(String file) {
    String path =
        Path.of(file).toAbsolutePath().normalize().toString().replace(File.separatorChar, '/');
    for (String end = path; ; end = end.substring(end.indexOf('/') + 1)) {
      Long id = ids.get(end);
      if (id != null) {
        return id;
      }
      if (end.indexOf('/') < 0) {
        break;
      }
    }
    Long id = lastNames.get(lastName(path));
    if (id == null || id == AMBIGUOUS) {
      throw new FileException(
          file
              + ": "
              + (id == null ? "is no image of " : "is the name of several images of ")
              + annotations
              + ", so that it has no id; leave it out, or name the folders as there");
    }
    return id;
  }
}
