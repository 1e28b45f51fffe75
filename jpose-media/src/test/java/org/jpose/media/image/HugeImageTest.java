package org.jpose.media.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HugeImageTest {
  @TempDir Path folder;

  /** 100 megapixels, turned by EXIF, through 512 MB of heap, without font or screen. */
  @Test
  void readsDrawsAndWritesInHalfAGigabyte() throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    Path classes = folder.resolve("classes.txt");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Xlog:class+load:file=" + classes,
                "-cp",
                System.getProperty("java.class.path"),
                HugeImage.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("DISPLAY", ":4711"); // a screen that is not there
    Process process = builder.start();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertTrue(ended, "still running after two minutes");
    assertEquals(0, process.waitFor(), Files.readString(output));
    String loaded = Files.readString(classes);
    assertTrue(loaded.contains(HugeImage.class.getName()));
    assertFalse(loaded.contains("sun.font.FontManagerFactory"), "fonts were looked for");
  }
}
