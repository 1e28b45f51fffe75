package org.jpose.cli.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jpose.cli.Photos;
import org.jpose.cli.Program;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.testkit.SharedFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageCommandTest {
  /** Sides small enough to be fast, where who is found does not matter. */
  private static final String SMALL = "--size=160x80";

  @TempDir Path folder;

  private Path at(String name) {
    return folder.resolve(name);
  }

  private List<String> names(Path in) throws IOException {
    try (Stream<Path> files = Files.list(in)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void findsDrawsAndWritesPeople() throws IOException {
    Path photo = Photos.twoPeople();
    Program run =
        Program.run(
            "image",
            photo,
            "--out",
            at("people.png"),
            "--json",
            at("people.json"),
            "--csv",
            at("joints.csv"));
    assertEquals(photo + ": 2 people\n", run.succeeds().out());
    assertEquals(List.of("joints.csv", "people.json", "people.png"), names(folder));

    JsonNode json = Photos.json(at("people.json"));
    assertEquals("jpose/1", json.get("format").asText());
    assertEquals(1, json.get("images").size());
    JsonNode image = json.get("images").get(0);
    assertEquals(photo.toString(), image.get("file").asText());
    assertEquals(Photos.WIDTH, image.get("width").asInt());
    assertEquals(Photos.HEIGHT, image.get("height").asInt());
    assertEquals("base", image.get("model").asText());
    Photos.assertTwoPeople(image, 1, 6);

    List<String> rows = Files.readAllLines(at("joints.csv"));
    assertEquals("file,person,joint,x,y,score", rows.get(0));
    int row = 1;
    for (JsonNode person : image.get("people")) {
      for (JsonNode joint : person.get("keypoints")) {
        assertEquals(
            String.join(
                ",",
                photo.toString(),
                person.get("id").asText(),
                joint.get("name").asText(),
                joint.get("x").asText(),
                joint.get("y").asText(),
                joint.get("score").asText()),
            rows.get(row++));
      }
    }
    assertEquals(row, rows.size());

    BufferedImage before = Photos.pixels();
    BufferedImage after = ImageIO.read(at("people.png").toFile());
    assertEquals(Photos.WIDTH, after.getWidth());
    assertEquals(Photos.HEIGHT, after.getHeight());
    for (JsonNode person : image.get("people")) {
      JsonNode nose = Photos.keypoint(person, "nose");
      JsonNode neck = Photos.keypoint(person, "neck");
      int x = (int) Math.round((nose.get("x").asDouble() + neck.get("x").asDouble()) / 2);
      int y = (int) Math.round((nose.get("y").asDouble() + neck.get("y").asDouble()) / 2);
      assertNotEquals(before.getRGB(x, y), after.getRGB(x, y), "between nose and neck");
    }
    assertEquals(before.getRGB(1020, 20), after.getRGB(1020, 20), "where nobody is");
    assertEquals(before.getRGB(5, 5), after.getRGB(5, 5), "where nobody is");
  }

  @Test
  void writesOneLineAnImage() throws IOException {
    Path second = Photos.copy(at("b.jpg"));
    Program.run(
            "image", Photos.twoPeople(), second, "--json-format", "jsonl", "--json", at("p.jsonl"))
        .succeeds();
    List<String> lines = Files.readAllLines(at("p.jsonl"));
    assertEquals(2, lines.size());
    for (String line : lines) {
      Photos.assertTwoPeople(new ObjectMapper().readTree(line), 1, 6);
    }
    assertEquals(second.toString(), new ObjectMapper().readTree(lines.get(1)).get("file").asText());
  }

  @ParameterizedTest
  @CsvSource({"openpose, 18", "openpose-body25, 25"})
  void writesOpenPoseForOneImageIntoOneFile(String format, int joints) throws IOException {
    Program.run("image", Photos.twoPeople(), "--json", at("p.json"), "--json-format", format)
        .succeeds();
    assertOpenPose(Photos.json(at("p.json")), joints);
  }

  @Test
  void writesOpenPoseForSeveralImagesIntoAFolder() throws IOException {
    Path photo = Photos.copy(at("b.jpg"));
    Program.run(
            "image", Photos.twoPeople(), photo, "--json-format", "openpose", "--json", at("poses"))
        .succeeds();
    assertEquals(List.of("b_keypoints.json", "two-people_keypoints.json"), names(at("poses")));
    assertOpenPose(Photos.json(at("poses").resolve("b_keypoints.json")), 18);
  }

  /** Nose first; an absent joint is three zeros. */
  private static void assertOpenPose(JsonNode json, int joints) {
    assertEquals(1.3, json.get("version").asDouble());
    assertEquals(2, json.get("people").size());
    JsonNode keypoints = json.get("people").get(0).get("pose_keypoints_2d");
    assertEquals(3 * joints, keypoints.size());
    assertEquals(949, keypoints.get(0).asDouble(), 6);
    assertEquals(261, keypoints.get(1).asDouble(), 6);
  }

  @Test
  void refusesOneOpenPoseFileForSeveralImages() throws IOException {
    Path target = at("p.json");
    Program.run(
            "image",
            Photos.twoPeople(),
            Photos.copy(at("b.jpg")),
            "--json",
            target,
            "--json-format",
            "openpose")
        .fails(
            target
                + ": OpenPose's format has a file for each image, and there are 2; name a folder");
    assertEquals(List.of("b.jpg"), names(folder));
  }

  @Test
  void writesCocoResultsByTheNumberInTheFilesName() throws IOException {
    Path photo = Photos.copy(at("000000000139.jpg"));
    Program.run("image", photo, "--json", at("p.json"), "--json-format", "coco").succeeds();
    JsonNode people = Photos.json(at("p.json"));
    assertEquals(2, people.size());
    for (JsonNode person : people) {
      assertEquals(139, person.get("image_id").asInt());
      assertEquals(1, person.get("category_id").asInt());
      assertEquals(3 * 17, person.get("keypoints").size());
    }
    assertEquals(949, people.get(0).get("keypoints").get(0).asDouble(), 6);
  }

  @Test
  void imagesOfCocoResultsAreNeverMerged() throws IOException {
    Path photos = SharedFolder.require("cases/trials/06-coco-image-ids");
    Path json = at("p.json");
    Program run =
        Program.run("image", photos, "--json", json, "--json-format", "coco", "-q", SMALL);
    assertEquals(
        new Program(
            ExitCode.OK,
            "",
            "",
            "jpose: the images' names give no ids; they are numbered, and "
                + at("p.images.json")
                + " says which is which\n"),
        run);
    JsonNode images = Photos.json(at("p.images.json")).get("images");
    assertEquals(
        List.of("cam1_0001.jpg", "cam2_0001.jpg", "photo.jpg"),
        Stream.of(0, 1, 2)
            .map(i -> Path.of(images.get(i).get("file_name").asText()).getFileName().toString())
            .toList());
    for (JsonNode person : Photos.json(json)) {
      assertTrue(person.get("image_id").asInt() <= 3);
    }
    Program.run("image", photos, "--json", "-", "--json-format", "coco")
        .fails(
            photos.resolve("cam1_0001.jpg")
                + " and "
                + photos.resolve("cam2_0001.jpg")
                + " would both be image 1, and COCO's results tell images by their ids only; name a"
                + " file, beside which their list is written, or an annotation file that"
                + " has ids");
    Program.run(
            "image",
            photos,
            "--json",
            "-",
            "--json-format",
            "coco",
            "-q",
            SMALL,
            "--image-ids",
            at("p.images.json"))
        .succeeds();
  }

  @Test
  void anglesAndBoxesAsOfVideos() throws Exception {
    Path photo = Photos.twoPeople();
    Path json = at("more.json");
    Path csv = at("wide.csv");
    Program.run(
            "image",
            photo,
            "--angles",
            "--boxes",
            "--json",
            json,
            "--csv",
            csv,
            "--csv-layout",
            "wide")
        .succeeds();
    String written = Files.readString(json);
    assertTrue(written.contains("\"angles\":{") && written.contains("\"face_box\":["), written);
    List<String> rows = Files.readAllLines(csv);
    assertTrue(rows.get(0).contains("left_elbow_angle"), rows.get(0));
    assertEquals(3, rows.size(), "a row for each of the two people");
  }

  @Test
  void keepsResultsOnStandardOutputApartFromTheReport() throws IOException {
    Path photo = Photos.twoPeople();
    Program json = Program.run("image", photo, "--json", "-");
    assertEquals(ExitCode.OK, json.code());
    Photos.assertTwoPeople(new ObjectMapper().readTree(json.piped()).get("images").get(0), 1, 6);
    assertEquals("", json.out());
    assertEquals(photo + ": 2 people\n", json.err());
    Program csv = Program.run("image", photo, "--csv", "-", "--quiet").succeeds();
    assertTrue(csv.piped().startsWith("file,person,joint,x,y,score\n" + photo + ",0,nose,"));
    assertEquals("", csv.out());
  }

  @ParameterizedTest
  @CsvSource({"skeleton, 0.01, 0.4", "heatmap, 0.5, 1", "affinity, 0.5, 1"})
  void drawsWhatIsAskedFor(String what, double least, double most) throws IOException {
    Program.run("image", Photos.twoPeople(), "--draw", what, "--out", at("a.png")).succeeds();
    BufferedImage drawn = ImageIO.read(at("a.png").toFile());
    assertEquals(Photos.WIDTH, drawn.getWidth());
    assertEquals(Photos.HEIGHT, drawn.getHeight());
    // A skeleton covers little, the fields' overlays nearly all.
    double changed = changed(Photos.pixels(), drawn);
    assertTrue(changed >= least && changed <= most, what + ": " + changed);
  }

  @Test
  void drawsFourPanelsOfAtMost960Pixels() throws IOException {
    Program.run("image", Photos.twoPeople(), "--draw", "all", "--out", at("a.jpg")).succeeds();
    BufferedImage drawn = ImageIO.read(at("a.jpg").toFile());
    assertEquals(2 * 960, drawn.getWidth());
    assertEquals(2 * 515, drawn.getHeight());
    BufferedImage people = drawn.getSubimage(0, 0, 960, 515);
    for (int panel = 1; panel < 4; panel++) {
      int x = panel % 2 * 960;
      int y = panel / 2 * 515;
      double changed = changed(people, drawn.getSubimage(x, y, 960, 515));
      assertTrue(changed > 0.5, "panel " + panel + ": " + changed);
    }
  }

  /** The part of the pixels that differ. */
  private static double changed(BufferedImage photo, BufferedImage drawn) {
    int count = 0;
    for (int y = 0; y < photo.getHeight(); y++) {
      for (int x = 0; x < photo.getWidth(); x++) {
        count += photo.getRGB(x, y) == drawn.getRGB(x, y) ? 0 : 1;
      }
    }
    return (double) count / photo.getWidth() / photo.getHeight();
  }

  @Test
  void drawsOnBlack() throws IOException {
    Program.run("image", Photos.twoPeople(), "--on-black", "--out", at("a.png")).succeeds();
    BufferedImage drawn = ImageIO.read(at("a.png").toFile());
    assertEquals(0xff000000, drawn.getRGB(1020, 20));
    double lit =
        changed(new BufferedImage(Photos.WIDTH, Photos.HEIGHT, BufferedImage.TYPE_INT_RGB), drawn);
    assertTrue(lit > 0.01 && lit < 0.4, "lit: " + lit);
  }

  @Test
  void drawsAFolderIntoAnotherUnderTheImagesNames() throws IOException {
    Files.createDirectories(at("in/deep"));
    Photos.copy(at("in/a.jpg"));
    Photos.copy(at("in/deep/a.jpg"));
    ImageIO.write(Photos.pixels(), "gif", at("in/b.gif").toFile());
    Program run =
        Program.run("image", at("in"), "--recursive", "--out", at("drawn"), SMALL).succeeds();
    assertTrue(run.out().contains("3 of 3 images done, "), run.out());
    assertEquals(List.of("a.jpg", "b.gif.png", "deep"), names(at("drawn")));
    assertEquals(List.of("a.jpg"), names(at("drawn/deep")));
    assertEquals(
        3,
        Program.run("image", at("in") + "/**.{jpg,gif}", SMALL, "--json", "-")
                .piped()
                .split("\"file\":", -1)
                .length
            - 1);
  }

  @Test
  void goesOnAfterBadFilesAndCountsThem() throws IOException {
    tenFilesThreeBad();
    Program run = Program.run("image", folder, "--json", at("one.json"));
    assertEquals(ExitCode.SOME_FAILED, run.code());
    assertEquals(
        List.of(
            "jpose: "
                + at("2.jpg")
                + ": truncated or damaged JPEG: Truncated File - Missing EOI marker; expected"
                + " 1312x704 pixels; copy or download it again",
            "jpose: "
                + at("5.png")
                + ": is empty (0 bytes), expected an image; copy or download it again",
            "jpose: "
                + at("8.jpg")
                + ": not an image jpose reads (JPEG, PNG, BMP, GIF, TIFF, WebP, HEIC, AVIF, JPEG 2000, PNM, TGA): it begins with the"
                + " text 'holiday notes'"),
        run.complaints());
    List<String> report = run.out().lines().toList();
    assertEquals(8, report.size(), run.out());
    assertTrue(
        report.get(7).matches("7 of 10 images done, \\d+ people, 3 failed; .* images/s"),
        report.get(7));
    JsonNode images = Photos.json(at("one.json")).get("images");
    assertEquals(7, images.size());
    Photos.assertTwoPeople(images.get(0), 1, 6);

    Program batched = Program.run("image", folder, "--batch", 4, "--json", at("four.json"));
    assertEquals(ExitCode.SOME_FAILED, batched.code());
    assertEquals(run.complaints().size(), batched.complaints().size());
    assertEquals(Files.readString(at("one.json")), Files.readString(at("four.json")));
  }

  /** Whole ones of several sizes, so that a batch has some of a size and some not. */
  private void tenFilesThreeBad() throws IOException {
    BufferedImage pixels = Photos.pixels();
    Photos.copy(at("0.jpg"));
    Photos.copy(at("1.jpg"));
    Files.write(at("2.jpg"), Arrays.copyOf(Files.readAllBytes(at("0.jpg")), 20_000));
    ImageIO.write(pixels.getSubimage(0, 0, 512, 512), "png", at("3.png").toFile());
    ImageIO.write(pixels.getSubimage(512, 0, 512, 512), "png", at("4.png").toFile());
    Files.createFile(at("5.png"));
    Photos.copy(at("6.jpg"));
    Photos.copy(at("7.jpg"));
    Files.writeString(at("8.jpg"), "holiday notes\n");
    ImageIO.write(pixels.getSubimage(400, 0, 600, 400), "bmp", at("9.bmp").toFile());
  }

  @Test
  void missingInputsCountAsFailed() {
    Program run = Program.run("image", Photos.twoPeople(), at("none.jpg"), SMALL);
    assertEquals(ExitCode.SOME_FAILED, run.code());
    assertEquals(
        "jpose: " + at("none.jpg") + ": no such file or folder; check the name\n", run.err());
    assertTrue(run.out().contains("1 of 2 images done"), run.out());
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 6, 8})
  void coordinatesAreThoseOfTheUprightPhoto(int orientation) throws IOException {
    Path turned = Photos.jpeg(at("turned.jpg"), stored(Photos.pixels(), orientation), orientation);
    Program.run("image", turned, "--json", at("p.json"), "--out", at("p.png")).succeeds();
    JsonNode image = Photos.json(at("p.json")).get("images").get(0);
    assertEquals(Photos.WIDTH, image.get("width").asInt());
    assertEquals(Photos.HEIGHT, image.get("height").asInt());
    Photos.assertTwoPeople(image, 1, 8);
    assertEquals(Photos.WIDTH, ImageIO.read(at("p.png").toFile()).getWidth());
  }

  /** How a camera held in some way stores a photo: EXIF's orientation turns it back. */
  private static BufferedImage stored(BufferedImage upright, int orientation) {
    int w = upright.getWidth();
    int h = upright.getHeight();
    boolean half = orientation == 3;
    BufferedImage stored =
        new BufferedImage(half ? w : h, half ? h : w, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < stored.getHeight(); y++) {
      for (int x = 0; x < stored.getWidth(); x++) {
        int rgb =
            switch (orientation) {
              case 3 -> upright.getRGB(w - 1 - x, h - 1 - y);
              case 6 -> upright.getRGB(w - 1 - y, x);
              default -> upright.getRGB(y, h - 1 - x);
            };
        stored.setRGB(x, y, rgb);
      }
    }
    return stored;
  }

  @Test
  void optionsChangeHowPeopleAreFound() throws IOException {
    JsonNode plain = people();
    assertEquals(1, people("--max-people", 1).size());
    assertEquals(0, people("--min-score", 0.9).size());
    assertEquals(1, people("--min-keypoints", 15).size());
    for (String[] options :
        new String[][] {
          {"--flip"},
          {"--scales", "0.5,1"},
          {"--size", "-1x368"},
          {"--decoder", "tf-pose"},
          {"--decoder", "tf-pose", "--upsample", "8"},
          {"--fit", "stretch"},
          {"--threads", "1", "--size", "256x128"}
        }) {
      JsonNode found = people((Object[]) options);
      assertNotEquals(plain, found, String.join(" ", options));
      assertFalse(found.isEmpty(), String.join(" ", options));
    }
    assertEquals(plain, people("--threads", 1));
  }

  private JsonNode people(Object... options) throws IOException {
    Object[] arguments =
        Stream.concat(
                Stream.of("image", Photos.twoPeople(), "--quiet", "--json", "-"),
                Stream.of(options))
            .toArray();
    return new ObjectMapper()
        .readTree(Program.run(arguments).succeeds().piped())
        .get("images")
        .get(0)
        .get("people");
  }
}
