package org.jpose.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jpose.cli.Photos;
import org.jpose.cli.RunningProgram;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.testkit.SharedFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile files given to the program as users start it, with 256 MB of heap. */
class SiegeTest {
  @TempDir Path folder;

  private record Run(int code, List<String> complaints) {}

  private Run run(Object... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(RunningProgram.command(arguments));
    command.set(command.indexOf("-Xmx512m"), "-Xmx256m");
    Path err = folder.resolve("err.txt");
    ProcessBuilder program =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(err.toFile());
    program.environment().putAll(RunningProgram.environment());
    Process process = program.start();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertTrue(ended, "still running after two minutes");
    return new Run(process.waitFor(), Files.readAllLines(err));
  }

  @Test
  void imagesThatBreakReadersFailAloneAndTheOthersAreDone() throws Exception {
    Path cases = SharedFolder.require("cases/siege");
    Path photos = Files.createDirectory(folder.resolve("photos"));
    Photos.copy(photos.resolve("first.jpg"));
    Photos.copy(photos.resolve("zlast.jpg"));
    try (Stream<Path> files = Files.list(cases)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.matches(".*\\.(tif|jpg|png|gif|webp)")) {
          Files.copy(file, photos.resolve(name));
        }
      }
    }
    Run run = run("image", "photos", "--json", "people.json", "--size", "160x80", "--quiet");
    assertEquals(ExitCode.SOME_FAILED, run.code, run.complaints.toString());
    Set<String> done = new TreeSet<>();
    for (JsonNode image : Photos.json(folder.resolve("people.json")).get("images")) {
      done.add(Path.of(image.get("file").asText()).getFileName().toString());
    }
    assertEquals(
        Set.of("first.jpg", "t_5000.tif", "tif-3000-pages.tif", "zlast.jpg", "ztxt-1GB.png"), done);
    assertEquals(5, run.complaints.size(), "one line each: " + run.complaints);
  }

  @Test
  void modelsThatNeverEndAreRefused() throws Exception {
    Path cases = SharedFolder.require("cases/siege");
    Photos.copy(folder.resolve("photo.jpg"));
    for (String name : List.of("d-loop", "d-loop-in", "k-200k-nodes", "b-nan", "f-ext-rel")) {
      Path model = Files.copy(cases.resolve(name + ".onnx"), folder.resolve(name + ".onnx"));
      Files.write(folder.resolve("secret.bin"), new byte[4096]);
      Run run = run("image", "photo.jpg", "--model", model.getFileName(), "--json", name + ".json");
      assertEquals(ExitCode.FAILED, run.code, name + run.complaints);
      assertEquals(1, run.complaints.size(), name + run.complaints);
      assertTrue(run.complaints.get(0).contains(name + ".onnx"), run.complaints.toString());
    }
  }
}
