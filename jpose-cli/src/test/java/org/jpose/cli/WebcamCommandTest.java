package org.jpose.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cameras, for which a file played at its own speed stands in, and runs that are stopped. */
@Timeout(180)
class WebcamCommandTest {
  @TempDir Path folder;

  /** The network is slower than the camera or faster: either way frames are never late by much. */
  @Test
  void theNewestFramesAreDone() throws IOException {
    Path camera = Clips.write(folder.resolve("camera.mp4"), 20);
    Path json = folder.resolve("seen.jsonl");
    Path record = folder.resolve("seen.mp4");
    Program program =
        Program.run("webcam", "--camera", camera, "--record", record, "--json", json, "--track")
            .succeeds();
    List<Long> indices = new ArrayList<>();
    for (String line : Files.readAllLines(json)) {
      indices.add(new ObjectMapper().readTree(line).get("frame").asLong());
    }
    assertTrue(indices.size() > 0 && indices.size() <= 20);
    assertEquals(indices.stream().distinct().sorted().toList(), indices);
    assertEquals(indices.size(), Clips.read(record).size());
    assertTrue(program.out().contains(": frame "), program.out());
    assertTrue(program.out().contains("latency"), program.out());
  }

  @Test
  void aCameraThatIsNotThere() {
    Program program = Program.run("webcam", "--camera", "/dev/video97");
    assertEquals(ExitCode.FAILED, program.code());
    assertTrue(program.err().contains("/dev/video97"), program.err());
    assertEquals(1, program.err().lines().count(), program.err());
  }

  /** As Ctrl-C: files are whole, and hold exactly what was done. */
  @Test
  void aStoppedRunLeavesWholeFiles() throws IOException, InterruptedException {
    int all = 400;
    Clips.write(folder.resolve("long.mp4"), all);
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx512m",
            Main.class.getName(),
            "video",
            "long.mp4",
            "--json",
            "-",
            "--csv",
            "people.csv",
            "--out",
            "people.mp4");
    ProcessBuilder program =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve("err.txt").toFile());
    program.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = program.start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.getInputStream()))) {
      for (int i = 0; i < 3; i++) {
        lines.add(reader.readLine());
      }
      // SIGTERM, which is handled as Ctrl-C is; the process's own destroy() would close its output.
      assertTrue(process.toHandle().destroy());
      reader.lines().forEach(lines::add);
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
    } finally {
      process.destroyForcibly();
    }
    String err = Files.readString(folder.resolve("err.txt"));
    assertEquals(ExitCode.STOPPED, process.exitValue(), err);
    assertTrue(lines.size() >= 3 && lines.size() < all, lines.size() + " frames");
    assertEquals(
        lines.size() - 1,
        new ObjectMapper().readTree(lines.get(lines.size() - 1)).get("frame").asInt());
    assertEquals(lines.size(), Clips.read(folder.resolve("people.mp4")).size(), err);
    assertTrue(Files.readString(folder.resolve("people.csv")).endsWith("\n"));
    assertTrue(err.contains(": " + lines.size() + " frames, "), err);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of("err.txt", "long.mp4", "people.csv", "people.mp4"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }
}
