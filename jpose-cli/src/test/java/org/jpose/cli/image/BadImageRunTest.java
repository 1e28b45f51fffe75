package org.jpose.cli.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jpose.cli.Photos;
import org.jpose.cli.Program;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.zoo.ModelZoo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code jpose image} says to what it cannot use: one line and a code. */
class BadImageRunTest {
  private static final String HELP = "jpose image";
  private static final String KINDS =
      "JPEG, PNG, BMP, GIF, TIFF, WebP, HEIC, AVIF, JPEG 2000, PNM, TGA";

  @TempDir Path folder;
  private Path photo;

  @BeforeEach
  void copyPhoto() throws IOException {
    photo = Photos.copy(folder.resolve("photo.jpg"));
  }

  private Path at(String name) {
    return folder.resolve(name);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsToldWithTheReason() throws IOException {
    Path drawings = Files.createFile(at("file")).resolve("drawings");
    Program.run("image", photo, "--out", drawings)
        .fails(
            photo
                + ": "
                + drawings
                + ": folder cannot be made: Not a directory; choose another place or allow it");
  }

  @Test
  void badInputs() throws IOException {
    Program.run("image", at("none.jpg"))
        .fails(at("none.jpg") + ": no such file or folder; check the name");
    Program.run("image", Files.createFile(at("empty.jpg")))
        .fails(
            at("empty.jpg") + ": is empty (0 bytes), expected an image; copy or download it again");
    Program.run("image", Files.write(at("cut.jpg"), start(Files.readAllBytes(photo), 20_000)))
        .fails(
            at("cut.jpg")
                + ": truncated or damaged JPEG: Truncated File - Missing EOI marker; expected"
                + " 1312x704 pixels; copy or download it again");
    Program.run("image", Files.writeString(at("text.jpg"), "hello\n"))
        .fails(
            at("text.jpg")
                + ": not an image jpose reads ("
                + KINDS
                + "): it begins with the text 'hello'");
    Program.run("image", Files.createDirectory(at("bare")))
        .fails(
            at("bare")
                + ": no image files ("
                + KINDS
                + ") in this folder; its subfolders were not searched");
    Program.run("image", at("x*.jpg"))
        .fails(at("x*.jpg") + ": matches no image file (" + KINDS + "); check the pattern");
    Program.run("image", Photos.bomb(at("bomb.png"), 60_000, 60_000))
        .fails(
            at("bomb.png")
                + ": PNG of 60000x60000 pixels is more than the limit of 250000000 pixels; raise"
                + " the limit (at most 715827879) if you trust the file, or scale it down");
    Program.run("image", Photos.bomb(at("large.png"), 2000, 501), "--max-megapixels", 1)
        .fails(
            at("large.png")
                + ": PNG of 2000x501 pixels is more than the limit of 1000000 pixels; raise"
                + " the limit (at most 715827879) if you trust the file, or scale it down");
  }

  private static byte[] start(byte[] bytes, int length) {
    return Arrays.copyOf(bytes, length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--size 12 | network size '12' is not WIDTHxHEIGHT, for example 432x368 or -1x368",
        "--size 0x368 | network size 0x368: each side must be 1 to 8192, and one of them may be -1"
            + " (by the image's shape)",
        "--size 9999x1 | network size 9999x1: each side must be 1 to 8192, and one of them may be"
            + " -1 (by the image's shape)",
        "--decoder best | decoder 'best' is not known; known: accurate, tf-pose",
        "--scales a | --scales: 'a' is not a number",
        "--scales 1,0 | scale 0.0 is not above 0 and up to 8.0",
        "--scales 9 | scale 9.0 is not above 0 and up to 8.0",
        "--threads -1 | threads is -1, expected 0 or more",
        "--threads two | --threads: 'two' is not a whole number",
        "--threads 3000000000 | --threads: '3000000000' is too large",
        "--batch 0 | batch is 0, expected 1 or more",
        "--upsample 4 | upsampling goes with decoder tf-pose; the accurate decoder does not"
            + " upsample",
        "--decoder tf-pose --upsample 3 | upsample is 3, expected 2, 4 or 8",
        "--peak-threshold -1 | peak threshold is -1.0, expected 0 to 1",
        "--max-people 0 | maximum of people is 0, expected 1 or more",
        "--max-megapixels 0 | --max-megapixels is 0, expected 1 to 715",
        "--max-megapixels 9223372036854775 | --max-megapixels is 9223372036854775, expected 1 to"
            + " 715",
        "--fit crop | --fit: 'crop' is none of stretch, pad",
        "--draw bones | --draw: 'bones' is none of skeleton, heatmap, affinity, all",
        "--draw heatmap | --draw and --on-black go with --out FILE, where to draw",
        "--on-black | --draw and --on-black go with --out FILE, where to draw",
        "--json-format xml | --json-format: 'xml' is none of jpose, jsonl, openpose,"
            + " openpose-body25, coco",
        "--json | --json needs a value: --json FILE",
        "--json-format coco | --json-format goes with --json",
        "--json-format jpose --csv a.csv | --json-format goes with --json",
        "--csv-layout wide | --csv-layout goes with --csv",
        "--csv-layout long | --csv-layout goes with --csv",
        "--keypoint-scale pixels | --keypoint-scale goes with --json or --csv",
        "--angles | --angles goes with --json in the formats jsonl or jpose, or with --csv",
        "--boxes --csv a.csv | --boxes goes with --json in the formats jsonl or jpose, or with"
            + " --csv-layout wide",
        "--json - --csv - | --json and --csv cannot both go to standard output; name a file for one"
            + " of them"
      })
  void wrongValuesAreErrorsOfTheCommandLine(String options, String message) {
    Object[] arguments =
        Stream.concat(Stream.of("image", photo), Stream.of(options.split(" "))).toArray();
    Program.run(arguments).refuses(HELP, message);
  }

  @Test
  void wrongOptionsAndCommands() {
    Program.run("image", photo, "--jsn", "x")
        .refuses(HELP, "unknown option '--jsn'; did you mean --json?");
    Program.run("image", photo, "--turn-around").refuses(HELP, "unknown option '--turn-around'");
    Program.run("imag", photo).refuses("jpose", "unknown command 'imag'; did you mean image?");
    Program.run("people", photo).refuses("jpose", "unknown command 'people'");
    Program.run().refuses("jpose", "a command is missing");
    Program.run("models")
        .refuses(
            "jpose models", "a command is missing: list, show, fetch, add, verify, path, remove");
  }

  @Test
  void badModels() throws IOException {
    byte[] model = ModelZoo.load(ModelZoo.DEFAULT);
    Program.run("image", photo, "--model", "light")
        .fails(
            "light: neither a file nor a model that is here (base, base-int8, lite, lite-int8); 'jpose models list' has more to fetch");
    Program.run("image", photo, "--model", Files.write(at("cut.onnx"), start(model, 1_000_000)))
        .fails(
            at("cut.onnx")
                + ": is no whole ONNX file: it breaks off at byte 14; copy or convert it again");
    Program.run("image", photo, "--model", photo)
        .fails(
            photo + ": is no whole ONNX file: byte 5: a field of kind 7; copy or convert it again");
    Program.run("image", photo, "--model", Files.createFile(at("empty.onnx")))
        .fails(at("empty.onnx") + ": has 0 bytes; expected an ONNX model file of up to 2 GB");
    Program.run("image", photo, "--model", folder)
        .fails(folder + ": is a folder; expected an ONNX model file");
    // The same model, but as another program would have written it.
    String foreign =
        new String(model, StandardCharsets.ISO_8859_1)
            .replace("jpose.skeleton", "other.skeleton")
            .replace("jpose.hash", "other.hash");
    Files.write(at("foreign.onnx"), foreign.getBytes(StandardCharsets.ISO_8859_1));
    Program.run("image", photo, "--model", at("foreign.onnx"))
        .fails(
            at("foreign.onnx")
                + ": has no 'jpose.skeleton' in its metadata, so it is not a model jpose wrote;"
                + " make one with 'jpose convert', or say which skeleton, colours, scale and"
                + " shift it has");
  }

  @Test
  void badTargets() throws IOException {
    Path lost = at("none").resolve("a.png");
    String noFolder =
        lost + ": there is no folder " + at("none") + " to write it to; create the folder first";
    Program.run("image", photo, "--out", lost).fails(noFolder);
    Program.run("image", photo, "--json", lost).fails(noFolder);
    Program.run("image", photo, "--csv", lost).fails(noFolder);
    Program.run("image", photo, "--json", folder)
        .fails(folder + ": is a folder; give the name of a file to write");
    Program.run("image", photo, "--out", at("a.xyz"))
        .fails(
            at("a.xyz")
                + ": pictures are written as .png, .jpg, .jpeg or .bmp; choose one of these");
    Path second = Photos.copy(at("second.jpg"));
    Program.run("image", photo, second, "--out", at("a.png"))
        .fails(at("a.png") + ": is one file for the drawings of 2 images; name a folder");
    assertEquals(List.of("photo.jpg", "second.jpg"), names());
  }

  @Test
  void neverWritesOverAnInput() throws IOException {
    byte[] bytes = Files.readAllBytes(photo);
    Path link = Files.createSymbolicLink(at("link.png"), photo);
    for (Path target : List.of(photo, at("./photo.jpg"), link)) {
      for (String option : List.of("--out", "--json", "--csv")) {
        Program.run("image", photo, option, target)
            .fails(target + ": writing there would replace an input; name another file or folder");
      }
    }
    Program.run("image", folder, "--out", folder)
        .fails(link + ": writing there would replace an input; name another file or folder");
    // The drawing of one input under the name of another.
    Path deep = Files.createDirectory(at("deep")).resolve("photo.jpg");
    Files.copy(photo, deep);
    Program.run("image", photo, deep, "--out", at("deep"))
        .fails(deep + ": writing there would replace an input; name another file or folder");
    assertArrayEquals(bytes, Files.readAllBytes(photo));
    assertArrayEquals(bytes, Files.readAllBytes(deep));
  }

  @Test
  void noTwoOutputsShareAName() throws IOException {
    String message = ": two outputs would have this name; name another file or folder";
    Program.run("image", photo, "--json", at("a.json"), "--csv", at("a.json"))
        .fails(at("a.json") + message);
    Program.run("image", photo, "--json", at("a.png"), "--out", at("a.png"))
        .fails(at("a.png") + message);
    assertEquals(List.of("photo.jpg"), names());
  }

  @Test
  void kindsThatAreDrawnAsPngHaveNamesOfTheirOwn() throws IOException {
    List<Path> photos = List.of(at("b.gif"), at("b.gif.png"), at("b.gif-2.png"));
    for (Path one : photos) {
      Files.copy(photo, one);
    }
    Program.run("image", photos.get(0), photos.get(1), photos.get(2), "--out", at("drawn"))
        .succeeds();
    try (Stream<Path> drawn = Files.list(at("drawn"))) {
      assertEquals(
          List.of("b.gif-2.png", "b.gif-3.png", "b.gif.png"),
          drawn.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--out", "--json", "--csv", "--model", "--size"})
  void anEmptyValueIsRefused(String option) throws IOException {
    Program.run("image", photo, option, "")
        .refuses("jpose image", option + ": '' is empty; give a value");
    Program.run("image", photo, option + "=")
        .refuses("jpose image", option + ": '' is empty; give a value");
    assertEquals(List.of("photo.jpg"), names());
  }

  @Test
  void drawingsAreNoText() throws IOException {
    Program.run("image", photo, "--out", "-")
        .refuses("jpose image", "--out: cannot go to standard output; name a file or folder");
    assertEquals(List.of("photo.jpg"), names());
  }

  @Test
  void leavesNothingBehindWhenAnOutputFails() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "no /dev/full");
    Program run = Program.run("image", photo, "--json", full, "--csv", at("joints.csv"));
    assertEquals(ExitCode.FAILED, run.code());
    assertEquals(
        "jpose: /dev/full: could not be written: No space left on device; nothing incomplete was"
            + " left under this name; check free disk space and permissions\n",
        run.err());
    assertEquals(List.of("photo.jpg"), names());
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpose", "jsonl", "openpose", "openpose-body25", "coco"})
  void writesNothingWhereNothingCouldBeDone(String format) throws IOException {
    Files.createFile(at("empty.jpg"));
    Program run =
        Program.run(
            "image",
            at("empty.jpg"),
            "--json-format=" + format,
            "--json",
            at("people.json"),
            "--csv",
            at("joints.csv"));
    assertEquals(ExitCode.FAILED, run.code());
    assertEquals(1, run.complaints().size());
    assertEquals(List.of("empty.jpg", "photo.jpg"), names());
    Program.run("image", at("empty.jpg"), "--json-format=openpose", "--json", at("poses"));
    assertEquals(List.of("empty.jpg", "photo.jpg"), names());
    Program piped = Program.run("image", at("empty.jpg"), "--json", "-");
    assertEquals(ExitCode.FAILED, piped.code());
    assertEquals("", piped.piped());
  }

  @Test
  void whatWasFoundIsWrittenWhenAnotherOutputFails() throws IOException {
    Files.copy(photo, at("second.jpg"));
    // A file for each image: the first is whole, the place of the second is taken by a folder.
    Files.createDirectories(at("poses").resolve("second_keypoints.json"));
    Program run =
        Program.run(
            "image",
            photo,
            at("second.jpg"),
            "--size=160x80",
            "--json-format=openpose",
            "--json",
            at("poses"),
            "--csv",
            at("joints.csv"));
    assertEquals(ExitCode.FAILED, run.code());
    List<String> rows = Files.readAllLines(at("joints.csv"));
    assertTrue(rows.size() > 1, rows.toString());
    assertTrue(rows.stream().skip(1).allMatch(row -> row.startsWith(photo + ",")), rows.toString());
  }

  @Test
  void keepsAnEarlierFileWhenTheRunFails() throws IOException {
    Files.writeString(at("people.json"), "earlier");
    Program.run("image", photo, "--json", at("people.json"), "--out", at("a.xyz"));
    assertEquals("earlier", Files.readString(at("people.json")));
    assertEquals(List.of("people.json", "photo.jpg"), names());
  }

  @Test
  void tellsWhereOnlyWhenAsked() throws IOException {
    Files.createFile(at("empty.jpg"));
    Object[][] failures = {
      {"image", at("empty.jpg")},
      {"image", photo, "--model", "light"},
      {"image", photo, "--size", "12"}
    };
    for (Object[] arguments : failures) {
      Program brief = Program.run(arguments);
      Object[] asked = Arrays.copyOf(arguments, arguments.length + 1);
      asked[arguments.length] = "--verbose";
      Program verbose = Program.run(asked);
      assertEquals(brief.code(), verbose.code());
      assertEquals(brief.complaints().get(0), verbose.complaints().get(0));
      assertTrue(
          verbose.complaints().stream().anyMatch(line -> line.startsWith("\tat org.jpose.")),
          verbose.err());
      assertTrue(brief.complaints().stream().noneMatch(line -> line.startsWith("\tat ")));
    }
  }
}
