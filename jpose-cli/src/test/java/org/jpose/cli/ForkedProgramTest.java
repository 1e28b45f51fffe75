package org.jpose.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.cli.terminal.StandardOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as users start it, in a JVM of its own. */
class ForkedProgramTest {
  /** A cell, in pixels of the sample. */
  private static final int CELL = 8 * Photos.WIDTH / 432;

  @TempDir Path folder;

  private Path out() {
    return folder.resolve("out.txt");
  }

  private Path err() {
    return folder.resolve("err.txt");
  }

  private int run(Path standardOutput, Object... arguments)
      throws IOException, InterruptedException {
    return runWith(ProcessBuilder.Redirect.PIPE, standardOutput, arguments);
  }

  private int runWith(
      ProcessBuilder.Redirect standardInput, Path standardOutput, Object... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                // As long as the class paths of large programs, which ONNX Runtime must survive.
                "-Dlong=" + "a".repeat(100_000),
                Main.class.getName()));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    ProcessBuilder program =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(standardInput)
            .redirectOutput(standardOutput.toFile())
            .redirectError(err().toFile());
    // Not -cp: ONNX Runtime crashes where the command line is longer than 4 KB.
    program.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = program.start();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertTrue(ended, "still running after two minutes");
    return process.waitFor();
  }

  @Test
  void pipesJsonAndNothingElse() throws IOException, InterruptedException {
    Photos.copy(folder.resolve("photo.jpg"));
    int code = run(out(), "image", "photo.jpg", "--json", "-", "--quiet");
    assertEquals("", Files.readString(err()));
    assertEquals(ExitCode.OK, code);
    JsonNode image = new ObjectMapper().readTree(Files.readString(out())).get("images").get(0);
    assertEquals("photo.jpg", image.get("file").asText());
    Photos.assertTwoPeople(image, 1, 6);
  }

  @Test
  void exitCodesReachTheCaller() throws IOException, InterruptedException {
    assertEquals(ExitCode.USAGE, run(out(), "image", "photo.jpg", "--size", "12"));
    assertEquals(
        "jpose: network size '12' is not WIDTHxHEIGHT, for example 432x368 or -1x368\n"
            + "Try 'jpose image --help'.\n",
        Files.readString(err()).replace("\r", ""));
    assertEquals("", Files.readString(out()));
  }

  @Test
  void aFullStandardOutputIsAFailure() throws IOException, InterruptedException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "no /dev/full");
    int code = run(full, "image", Photos.twoPeople(), "--json", "-", "--quiet");
    assertEquals(
        "jpose: standard output: could not be written; is its disk full, or its reader gone?\n",
        Files.readString(err()));
    assertEquals(ExitCode.FAILED, code);
  }

  @Test
  void aReportThatCannotBeWrittenIsAFailure() throws IOException, InterruptedException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "no /dev/full");
    for (List<Object> command :
        List.<List<Object>>of(
            List.of("image", Photos.twoPeople(), "--size", "160x80"),
            List.of("models", "list"),
            List.of("--help"))) {
      assertEquals(ExitCode.FAILED, run(full, command.toArray()), command.toString());
      assertEquals("jpose: " + StandardOutput.NOT_WRITTEN + "\n", Files.readString(err()));
    }
  }

  @Test
  void standardInputIsAPhoto() throws IOException, InterruptedException {
    int code =
        runWith(
            ProcessBuilder.Redirect.from(Photos.twoPeople().toFile()),
            out(),
            "image",
            "-",
            "--json",
            "people.json",
            "--out",
            "drawn/");
    assertEquals("", Files.readString(err()));
    assertEquals("stdin: 2 people\n", Files.readString(out()));
    assertEquals(ExitCode.OK, code);
    JsonNode image = Photos.json(folder.resolve("people.json")).get("images").get(0);
    assertEquals("stdin", image.get("file").asText());
    Photos.assertTwoPeople(image, 1, 6);
    assertTrue(Files.isRegularFile(folder.resolve("drawn/stdin.png")));
  }

  @Test
  void standardInputIsAListOfPhotos() throws IOException, InterruptedException {
    Photos.copy(folder.resolve("a b.jpg"));
    Path list = Files.writeString(folder.resolve("list"), "a b.jpg\0gone.jpg\0");
    int code =
        runWith(
            ProcessBuilder.Redirect.from(list.toFile()), out(), "image", "--files-from", "-", "-q");
    assertEquals(
        "jpose: gone.jpg: no such file or folder; check the name\n", Files.readString(err()));
    assertEquals(ExitCode.SOME_FAILED, code);
  }

  @Test
  void standardInputIsAVideo() throws IOException, InterruptedException {
    Path clip = Clips.write(folder.resolve("walk.mkv"), 3);
    // A pipe, not the file.
    Path script =
        Files.writeString(folder.resolve("pipe.sh"), "cat '" + clip + "' | exec \"$@\"\n");
    assumeTrue(Files.exists(Path.of("/bin/sh")), "no shell");
    int code = runShell(script, "video", "-", "--json", "-", "-q", "--size", "160x80");
    assertEquals("", Files.readString(err()));
    assertEquals(ExitCode.OK, code);
    List<String> lines = Files.readAllLines(out());
    assertEquals(3, lines.size());
    assertEquals("stdin", new ObjectMapper().readTree(lines.get(2)).get("file").asText());
  }

  private int runShell(Path script, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder program =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out().toFile())
            .redirectError(err().toFile());
    program.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = program.start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), "still running after two minutes");
    return process.waitFor();
  }

  @Test
  void namesNoInput() {
    Program.run("image")
        .refuses(
            "jpose image",
            "no input is named; name images, '-' for standard input, or a list by --files-from");
    Program.run("video", "-", "--files-from", "-")
        .refuses(
            "jpose video",
            "standard input cannot be both an input and --files-from; save the list to a file");
  }

  /** 112 megapixels in colour through 512 MB of heap: found, drawn, written. */
  @Test
  void aHundredMegapixelsInHalfAGigabyte() throws IOException, InterruptedException {
    int factor = 11;
    Path small = folder.resolve("small.png");
    assertTrue(ImageIO.write(enlarged(1), "png", small.toFile()));
    assertTrue(ImageIO.write(enlarged(factor), "jpeg", folder.resolve("big.jpg").toFile()));
    int code = run(out(), "image", "big.jpg", "--out", "drawn.png", "--json", "people.json");
    assertEquals("", Files.readString(err()));
    assertEquals(ExitCode.OK, code);
    JsonNode image = Photos.json(folder.resolve("people.json")).get("images").get(0);
    assertEquals(factor * Photos.WIDTH, image.get("width").asInt());
    assertEquals(factor * Photos.HEIGHT, image.get("height").asInt());
    String json = Program.run("image", small, "--json", "-", "--quiet").succeeds().piped();
    JsonNode expected = new ObjectMapper().readTree(json).get("images").get(0);
    assertSamePeople(expected.get("people"), image.get("people"), factor);
    try (ImageInputStream stream =
        ImageIO.createImageInputStream(folder.resolve("drawn.png").toFile())) {
      ImageReader reader = ImageIO.getImageReaders(stream).next();
      reader.setInput(stream);
      assertEquals(factor * Photos.WIDTH, reader.getWidth(0));
      assertEquals(factor * Photos.HEIGHT, reader.getHeight(0));
      reader.dispose();
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of("big.jpg", "drawn.png", "err.txt", "out.txt", "people.json", "small.png"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  /**
   * Sure joints lie within a cell of the network's grid: JPEG's noise, which only the big photo
   * has, can make another of two equal maxima side by side the higher one.
   */
  private static void assertSamePeople(JsonNode small, JsonNode big, int factor) {
    assertEquals(2, small.size());
    assertEquals(small.size(), big.size());
    int compared = 0;
    for (int i = 0; i < small.size(); i++) {
      for (JsonNode joint : small.get(i).get("keypoints")) {
        if (joint.get("score").asDouble() >= 0.3) {
          JsonNode found = Photos.keypoint(big.get(i), joint.get("name").asText());
          double x = (joint.get("x").asDouble() + 0.5) * factor - 0.5;
          double y = (joint.get("y").asDouble() + 0.5) * factor - 0.5;
          assertEquals(x, found.path("x").asDouble(), CELL * factor, joint + " is " + found);
          assertEquals(y, found.path("y").asDouble(), CELL * factor, joint + " is " + found);
          compared++;
        }
      }
    }
    assertTrue(compared >= 10, compared + " joints compared");
  }

  /** Each pixel of the sample as a square, in 256 colours: a byte a pixel in this JVM. */
  private static BufferedImage enlarged(int factor) throws IOException {
    int[] colours = new int[256];
    for (int i = 0; i < colours.length; i++) {
      colours[i] = (i >> 5) * 255 / 7 << 16 | (i >> 2 & 7) * 255 / 7 << 8 | (i & 3) * 255 / 3;
    }
    BufferedImage sample = Photos.pixels();
    BufferedImage image =
        new BufferedImage(
            factor * sample.getWidth(),
            factor * sample.getHeight(),
            BufferedImage.TYPE_BYTE_INDEXED,
            new IndexColorModel(8, colours.length, colours, 0, false, -1, 0));
    byte[] indices = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    int width = image.getWidth();
    for (int y = 0; y < sample.getHeight(); y++) {
      int row = y * factor * width;
      for (int x = 0; x < sample.getWidth(); x++) {
        int rgb = sample.getRGB(x, y);
        int index = rgb >> 16 & 0xe0 | rgb >> 11 & 0x1c | rgb >> 6 & 3;
        Arrays.fill(indices, row + x * factor, row + (x + 1) * factor, (byte) index);
      }
      for (int copy = 1; copy < factor; copy++) {
        System.arraycopy(indices, row, indices, row + copy * width, width);
      }
    }
    return image;
  }
}
