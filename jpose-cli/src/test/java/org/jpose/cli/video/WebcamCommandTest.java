package org.jpose.cli.video;

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
import org.jpose.cli.Clips;
import org.jpose.cli.Program;
import org.jpose.cli.terminal.ExitCode;
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
        Program.run(
                "webcam",
                "--camera",
                camera,
                "--record",
                record,
                "--json",
                json,
                "--csv",
                folder.resolve("tables"),
                "--track")
            .succeeds();
    assertTrue(Files.exists(folder.resolve("tables/camera.csv")));
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

  /** docs/VIDEO.md shows the lines of {@link VideoSnippet}, and they work. */
  @Test
  void theDocumentsLinesFindPeople() throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("jpose.root"));
    String source =
        Files.readString(
            root.resolve("jpose-cli/src/test/java/org/jpose/cli/video/VideoSnippet.java"));
    String page = Files.readString(root.resolve("docs/VIDEO.md"));
    assertEquals(
        between(source, "// VIDEO.md", "// end").replaceAll("\\s+", " "),
        between(page, "```java", "```").replaceAll("\\s+", " "));
    Clips.write(folder.resolve("dance.mp4"), 3);
    Process process = java(VideoSnippet.class.getName()).start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader = output(process)) {
      reader.lines().forEach(lines::add);
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
    } finally {
      process.destroyForcibly();
    }
    assertEquals(List.of("PT0S: 2", "PT0.1S: 2", "PT0.2S: 2"), lines);
  }

  private static String between(String text, String from, String to) {
    int start = text.indexOf(from) + from.length();
    return text.substring(start, text.indexOf(to, start)).strip();
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(new InputStreamReader(process.getInputStream()));
  }

  /** A program in a JVM of its own, in this test's folder. */
  private ProcessBuilder java(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m"));
    command.addAll(List.of(arguments));
    ProcessBuilder program =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve("err.txt").toFile());
    // Not -cp: ONNX Runtime crashes where the command line is longer than 4 KB.
    program.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return program;
  }

  /** As Ctrl-C: files are whole, and hold exactly what was done. */
  @Test
  void aStoppedRunLeavesWholeFiles() throws IOException, InterruptedException {
    int all = 400;
    Clips.write(folder.resolve("long.mp4"), all);
    ProcessBuilder program =
        java(
            Program.MAIN,
            "video",
            "long.mp4",
            "--json",
            "-",
            "--csv",
            "people.csv",
            "--out",
            "people.mp4");
    Process process = program.start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader = output(process)) {
      for (int i = 0; i < 3; i++) {
        lines.add(reader.readLine());
      }
      // SIGTERM, which is handled as Ctrl-C is but for the exit code; the process's own destroy()
      // would close its output.
      assertTrue(process.toHandle().destroy());
      reader.lines().forEach(lines::add);
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
    } finally {
      process.destroyForcibly();
    }
    String err = Files.readString(folder.resolve("err.txt"));
    assertEquals(ExitCode.TERMINATED, process.exitValue(), err);
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
