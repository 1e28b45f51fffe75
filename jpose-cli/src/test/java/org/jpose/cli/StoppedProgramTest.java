package org.jpose.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody stops keeps what it has, and leaves nothing else. */
class StoppedProgramTest {
  @TempDir Path folder;
  private Path out;

  @BeforeEach
  void makeFolders() throws IOException {
    assumeFalse(
        System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows"),
        "Windows has no signals");
    out = Files.createDirectory(folder.resolve("out"));
    Photos.copy(folder.resolve("a.jpg"));
    Photos.copy(folder.resolve("b.jpg"));
  }

  private List<String> written() throws IOException {
    try (Stream<Path> files = Files.walk(out)) {
      return files
          .filter(file -> !file.equals(out))
          .map(file -> out.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  /** It waits for a third photo, which never comes. */
  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
  void imagesAreWrittenAsFarAsTheyAreDone(String signal, int code) throws Exception {
    try (RunningProgram program =
        RunningProgram.start(
            folder,
            "image",
            "a.jpg",
            "b.jpg",
            "-",
            "--size=160x80",
            "--json=out/p.json",
            "--csv=out/p.csv",
            "--out=out/drawn")) {
      program.awaitLine("b.jpg: ");
      program.signal(signal);
      assertEquals(code, program.exitCode());
      assertTrue(program.rest().get(0).startsWith("stopped: 2 of 3 images done, "));
      assertEquals("", program.err());
    }
    assertEquals(List.of("drawn", "drawn/a.jpg", "drawn/b.jpg", "p.csv", "p.json"), written());
    JsonNode images = Photos.json(out.resolve("p.json")).get("images");
    assertEquals(List.of("a.jpg", "b.jpg"), images.findValuesAsText("file"));
    assertTrue(
        Files.readAllLines(out.resolve("p.csv")).stream()
            .skip(1)
            .allMatch(row -> row.matches("[ab]\\.jpg,.+")));
  }

  @Test
  void nothingIsWrittenWhereNothingIsDone() throws Exception {
    try (RunningProgram program = RunningProgram.start(folder, "image", "-", "--json=out/p.json")) {
      awaitSomething();
      program.signal("TERM");
      assertEquals(143, program.exitCode());
      assertEquals("", program.err());
    }
    assertEquals(List.of(), written());
  }

  /** A file that is being written is there before it has its name. */
  private void awaitSomething() throws IOException, InterruptedException {
    for (int i = 0; written().isEmpty(); i++) {
      assertTrue(i < 900, "nothing is being written");
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }
}
