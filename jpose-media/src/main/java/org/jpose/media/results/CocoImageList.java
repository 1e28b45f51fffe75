package org.jpose.media.results;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jpose.core.disk.PendingFile;

/** The {@code images} that COCO's results speak of, in a file as annotations have them. */
final class CocoImageList {
  private final Path target;
  private final List<Listed> images = new ArrayList<>();

  private record Listed(long id, String file, int width, int height) {}

  CocoImageList(Path target) {
    this.target = target;
  }

  void add(long id, ImageResult image) {
    images.add(new Listed(id, image.file(), image.width(), image.height()));
  }

  /**
   * Writes the file.
   *
   * @throws org.jpose.core.disk.FileException if it cannot be written
   */
  void complete() {
    PendingFile.write(target, this::write);
  }

  private void write(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      String before = "{\"images\":[\n";
      for (Listed image : images) {
        JsonText.append(
            out,
            before,
            json -> {
              json.writeStartObject();
              json.writeNumberField("id", image.id);
              json.writeStringField("file_name", image.file);
              json.writeNumberField("width", image.width);
              json.writeNumberField("height", image.height);
              json.writeEndObject();
            });
        before = ",\n";
      }
      JsonText.append(out, images.isEmpty() ? "{\"images\":[]}\n" : "\n]}\n");
    }
  }
}
