package org.jpose.media.results;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jpose.core.disk.FileException;
import org.jpose.testkit.Fuzz;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any bytes give a list of images or a {@link FileException}. */
@Tag("fuzz")
class ResultsFuzzTest {
  @TempDir Path folder;

  @Test
  void listsOfImages() {
    Path file = folder.resolve("annotations.json");
    byte[] whole =
        ("{\"info\":{\"a\":[1,{}]},\"images\":[{\"id\":7,\"file_name\":\"a/b.jpg\",\"width\":3},"
                + "{\"file_name\":\"c.jpg\",\"id\":8}],\"annotations\":[]}")
            .getBytes(StandardCharsets.UTF_8);
    Fuzz.of("listed-images", whole)
        .declaring(FileException.class)
        .run(
            input -> {
              Files.write(file, input);
              ImageIds.of(file);
            });
  }
}
