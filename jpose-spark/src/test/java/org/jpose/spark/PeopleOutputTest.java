package org.jpose.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jpose.core.disk.FileException;
import org.jpose.spark.PeopleOutput.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeopleOutputTest {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "model",
          "C:\\users\\new\\thin.onnx",
          "input size",
          "  368 x 432 ",
          "note",
          "#1 = a\nb: \u00e9");

  @TempDir Path folder;

  private void resume(Map<String, String> settings) {
    PeopleOutput.resume(
        LocalSpark.session(),
        folder.toString(),
        Format.PARQUET,
        PeopleSchema.images(),
        settings,
        notice -> {});
  }

  @Test
  void settingsComeBackWhateverIsInThem() {
    resume(SETTINGS);
    resume(SETTINGS);
    for (String name : SETTINGS.keySet()) {
      Map<String, String> others = new TreeMap<>(SETTINGS);
      others.put(name, "other");
      FileException e = assertThrows(FileException.class, () -> resume(others));
      assertEquals(
          "%s: was made with %s %s, not other; use the same settings, or name another folder"
              .formatted(folder, name, SETTINGS.get(name)),
          e.getMessage());
    }
  }

  @Test
  void settingsThatCannotBeRead() throws Exception {
    Files.writeString(folder.resolve("_jpose.properties"), "model=C:\\users\n");
    FileException e = assertThrows(FileException.class, () -> resume(SETTINGS));
    assertEquals(
        folder
            + ": has no _jpose.properties that can be read, so it is no output of jpose to go on"
            + " with; name another",
        e.getMessage());
  }
}
