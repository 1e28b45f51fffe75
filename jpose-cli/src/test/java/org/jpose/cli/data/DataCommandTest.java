package org.jpose.cli.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jpose.cli.Photos;
import org.jpose.cli.Program;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageFileWriter;
import org.jpose.media.image.ImageReadOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code jpose data}. */
class DataCommandTest {
  @TempDir private Path folder;
  private Path coco;

  /** Three images: two with a person each, the second of them left out of the loss in a corner. */
  @BeforeEach
  void writeCoco() throws IOException {
    coco = folder.resolve("coco");
    Files.createDirectories(coco.resolve("annotations"));
    Files.createDirectories(coco.resolve("train"));
    StringBuilder images = new StringBuilder();
    StringBuilder people = new StringBuilder();
    for (int id = 1; id <= 3; id++) {
      byte[] pixels = new byte[3 * 120 * 90];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) (i / 7 + 40 * id);
      }
      Image image = Image.wrap(120, 90, ColourOrder.BGR, pixels);
      new ImageFileWriter().write(image, coco.resolve("train/" + id + ".png"));
      images.append(
          "%s{\"id\":%d,\"file_name\":\"%d.png\",\"width\":120,\"height\":90}"
              .formatted(id == 1 ? "" : ",", id, id));
      if (id < 3) {
        people.append(id == 1 ? "" : ",").append(person(id));
      }
    }
    people.append(
        ",{\"id\":9,\"image_id\":2,\"category_id\":1,\"iscrowd\":1,\"bbox\":[100,70,20,20]}");
    Files.writeString(
        coco.resolve("annotations/person_keypoints_train.json"),
        "{\"images\":[" + images + "],\"annotations\":[" + people + "]}");
  }

  private static String person(int image) {
    StringBuilder keypoints = new StringBuilder();
    for (int i = 0; i < 17; i++) {
      keypoints.append(i == 0 ? "" : ",").append(10 + 4 * i).append(",").append(20 + i);
      keypoints.append(",2");
    }
    return ("{\"id\":%d,\"image_id\":%d,\"category_id\":1,\"bbox\":[10,10,70,60],\"area\":3000,"
            + "\"num_keypoints\":17,\"keypoints\":[%s]}")
        .formatted(image, image, keypoints);
  }

  private void damage(int image) throws IOException {
    Files.write(coco.resolve("train/" + image + ".png"), new byte[] {1, 2, 3});
  }

  @Test
  void showsWhatTrainingGets() throws IOException {
    Path drawn = folder.resolve("drawn");
    Program.run(
            "data", "show", coco, "--augment", "lite", "--size", "64x48", "--n", 2, "--out", drawn)
        .succeeds();
    Image first =
        new ImageFileReader(ImageReadOptions.defaults()).read(drawn.resolve("000000.png"));
    assertEquals("128x96", first.width() + "x" + first.height());
    assertTrue(Files.exists(drawn.resolve("000001.png")));
    damage(1);
    Program damaged =
        Program.run("data", "show", coco, "--augment", "none", "--out", folder.resolve("a.png"));
    assertEquals(ExitCode.SOME_FAILED, damaged.code());
    assertTrue(damaged.err().contains("1.png: "), damaged.err());
    Program.run("data", "show", coco, "--augment", "best", "--out", drawn)
        .refuses(
            "jpose data show",
            "augmentation 'best' is not known; there are [tf-openpose, tf-pose, cmu, lite, base, none]");
    Program.run("data", "show", coco, "--size", "64x48", "--out", drawn)
        .refuses("jpose data show", "--size goes with --augment");
  }

  @Test
  void toAnLmdbAndBackKeepsPixelsAndPeople() throws IOException {
    Path lmdb = folder.resolve("train_lmdb");
    Program there = Program.run("data", "convert", coco, "--out", lmdb).succeeds();
    assertEquals(lmdb + ": 2 records written, 0 failed\n", there.out());
    Path back = folder.resolve("back");
    Program.run("data", "convert", lmdb, back).succeeds(); // as it was called before
    JsonNode json = json(back.resolve("annotations/person_keypoints_train.json"));
    assertEquals(2, json.get("images").size());
    assertEquals(3, json.get("annotations").size(), "two people, and what is left out");
    ImageFileReader reader = new ImageFileReader(ImageReadOptions.defaults());
    String name = json.get("images").get(1).get("file_name").asText();
    assertArrayEquals(
        reader.read(coco.resolve("train/2.png")).pixels(),
        reader.read(back.resolve("train").resolve(name)).pixels());
    String report = Program.run("data", "check", back).succeeds().out();
    assertTrue(
        report.contains("2 images, 0 without people; 2 people labelled, 1 left out"), report);
  }

  @Test
  void aBadImageIsSkippedAndTheCodeSaysSo() throws IOException {
    damage(1);
    Path out = folder.resolve("copy");
    Program run = Program.run("data", "convert", coco, "--out", out, "--format", "jpg");
    assertEquals(ExitCode.SOME_FAILED, run.code());
    assertEquals(out + ": 2 images written, 1 failed\n", run.out());
    assertTrue(run.err().startsWith("jpose: " + coco.resolve("train/1.png")), run.err());
    assertTrue(Files.isRegularFile(out.resolve("train/2.jpg")));
    damage(2);
    damage(3);
    Path none = folder.resolve("none");
    assertEquals(ExitCode.FAILED, Program.run("data", "convert", coco, "--out", none).code());
    assertFalse(Files.exists(none));
    try (Stream<Path> left = Files.list(folder)) {
      assertTrue(left.noneMatch(file -> file.getFileName().toString().startsWith(".")));
    }
  }

  @Test
  void validationRecordsAreMarkedAndSplitsChosen() throws IOException {
    Files.move(coco.resolve("train"), coco.resolve("val"));
    Files.move(
        coco.resolve("annotations/person_keypoints_train.json"),
        coco.resolve("annotations/person_keypoints_val.json"));
    Path lmdb = folder.resolve("val_lmdb");
    Program.run("data", "convert", coco, "--out", lmdb, "--val", "--limit", 1).succeeds();
    byte[] bytes = Files.readAllBytes(lmdb.resolve("data.mdb"));
    assertTrue(new String(bytes, StandardCharsets.ISO_8859_1).contains("COCO_val\0"));
    Path copy = folder.resolve("copy");
    Program.run("data", "convert", coco, "--out", copy, "--val").succeeds();
    assertTrue(Files.isRegularFile(copy.resolve("annotations/person_keypoints_val.json")));
    Program.run("data", "convert", coco, "--out", folder.resolve("other"), "--split", "train")
        .fails(coco + ": no split or annotation file 'train'; there are val");
  }

  @Test
  void checkReportsSheetAndJson() throws IOException {
    damage(3);
    Path sheet = folder.resolve("wrong.png");
    Path report = folder.resolve("report.json");
    Program run = Program.run("data", "check", coco, "--sheet", sheet, "--json", report);
    assertEquals(ExitCode.SOME_FAILED, run.code());
    assertTrue(run.out().endsWith("1 damaged images\nsomething is wrong\n"), run.out());
    JsonNode json = json(report);
    assertEquals("jpose-check/1", json.get("format").asText());
    assertEquals(1, json.get("counts").get("damaged_image").asInt());
    assertEquals("nose", json.get("joints").get(0).get("name").asText());
    assertEquals(2, json.get("joints").get(0).get("visible").asInt());
    assertEquals(2, json.get("problems").get(0).get("index").asInt());
    assertTrue(Files.size(sheet) > 100);
    JsonNode piped =
        new ObjectMapper().readTree(Program.run("data", "check", coco, "--json", "-").out());
    assertEquals(json, piped);
  }

  @Test
  void showsSamplesOnASheetOrInAFolder() throws IOException {
    Path sheet = folder.resolve("sheet.png");
    Program.run("data", "show", coco, "--out", sheet).succeeds();
    Image picture = new ImageFileReader(ImageReadOptions.defaults()).read(sheet);
    assertEquals(2 * 324 + 4, picture.width());
    Path drawn = folder.resolve("drawn");
    Program.run("data", "show", coco, "--out", drawn, "--n", 2, "--seed", 5).succeeds();
    assertEquals(2, names(drawn).size());
    Path again = folder.resolve("again");
    Program.run("data", "show", coco, "--out", again, "--n", 2, "--seed", 5).succeeds();
    assertEquals(names(drawn), names(again), "the same seed shows the same");
    Program.run("data", "show", coco, "--out", drawn, "--n", 3).succeeds();
    Image second =
        new ImageFileReader(ImageReadOptions.defaults()).read(drawn.resolve("000001.png"));
    assertEquals(255, second.value(102, 78, second.order().red()), "left out: striped red");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(Files.readString(file));
  }

  @Test
  void whatAModelFoundIsDataToo() throws IOException {
    Path photos = Files.createDirectory(folder.resolve("photos"));
    Photos.copy(photos.resolve("photo.jpg"));
    Program.run("image", photos, "--json", photos.resolve("people.json"), "--quiet").succeeds();
    Path labelled = folder.resolve("labelled");
    Program.run("data", "convert", photos, "--out", labelled).succeeds();
    JsonNode json = json(labelled.resolve("annotations/person_keypoints_train.json"));
    assertEquals(17, json.get("categories").get(0).get("keypoints").size());
    assertTrue(json.get("annotations").size() >= 2);
    assertEquals(
        -1, Files.mismatch(photos.resolve("photo.jpg"), labelled.resolve("train/photo.jpg")));
  }

  @Test
  void aForeignFilesPrivatePicturesAreNotCopied() throws IOException {
    Path photo = folder.resolve("private.jpg");
    Photos.copy(photo);
    Path foreign = Files.createDirectory(folder.resolve("foreign"));
    Path results = foreign.resolve("people.json");
    Program.run("image", photo, "--json", results, "--quiet").succeeds();
    Path out = folder.resolve("labelled");
    Program refused = Program.run("data", "convert", results, "--out", out);
    assertEquals(ExitCode.FAILED, refused.code());
    assertTrue(refused.err().contains("image '" + photo + "' leads out of "), refused.err());
    assertTrue(refused.err().contains("allow images outside (--allow-outside)"), refused.err());
    assertTrue(Files.notExists(out.resolve("train/private.jpg")));
    Program.run("data", "convert", results, "--out", out, "--allow-outside").succeeds();
    assertEquals(-1, Files.mismatch(photo, out.resolve("train/private.jpg")));
  }

  @Test
  void wrongCommandLinesAreRefused() {
    Program.run("data").refuses("jpose data", "a command is missing: convert, check or show");
    Program.run("data", "convert", coco, "--out", folder.resolve("x_lmdb"), "--format", "png")
        .refuses("jpose data convert", "--format goes with a COCO folder; an LMDB has pixels");
    Program.run("data", "check", coco, "--limit", 0)
        .refuses("jpose data check", "at most 0 images, expected 1 or more");
    Program.run("data", "show", coco, "--out", folder.resolve("a.png"), "--n", 0)
        .refuses("jpose data show", "--n is 0, expected 1 or more");
    Program.run("data", "show", coco, "--out", folder.resolve("a.png"), "--n", 257)
        .refuses(
            "jpose data show",
            "--n is 257; one picture shows 256 at most: name a folder for a picture each");
    Program.run(
            "data",
            "convert",
            coco,
            "--out",
            folder.resolve("x"),
            "--split",
            coco + "/annotations/x")
        .fails(
            coco + ": no split or annotation file '" + coco + "/annotations/x'; there are train");
    Path file = coco.resolve("annotations/person_keypoints_train.json");
    Program.run("data", "convert", coco, "--out", folder.resolve("x"), "--split", file)
        .refuses(
            "jpose data convert",
            "split '"
                + file
                + "': expected a name of letters, digits, '.', '-' and '_', as val2017");
    assertFalse(Files.exists(folder.resolve("x")));
    Path gif = folder.resolve("a.gif");
    Program.run("data", "show", coco, "--out", gif)
        .refuses(
            "jpose data show",
            gif + ": expected .png, .jpg or .bmp, or a folder for a picture each");
    assertFalse(Files.exists(gif));
    Program.run("data", "check", coco, "--sure-from", "0.1")
        .refuses(
            "jpose data check",
            "joints absent below 0.12, sure from 0.1; expected 0 <= absent <= sure");
    Program.run("data", "check", folder.resolve("nowhere"))
        .fails(folder.resolve("nowhere") + ": no such file or folder; check the name");
    Program.run("data", "convert", coco).refuses("jpose data convert", "--out OUT is missing");
    Program.run("data", "convert", coco, coco, "--out", coco)
        .refuses("jpose data convert", coco + ": nothing is expected there");
    Program.run("data", "convert", coco, "--out", coco)
        .fails(coco + ": is there already and would be replaced; name a new folder or delete it");
  }

  @Test
  void optionsThatWouldDoNothingAreRefused() throws IOException {
    Path lmdb = folder.resolve("train_lmdb");
    Program.run("data", "convert", coco, "--out", lmdb).succeeds();
    for (String option :
        List.of("--min-joints=5", "--absent-below=0", "--sure-from=1", "--only-with-people")) {
      Program.run("data", "check", lmdb, option)
          .refuses(
              "jpose data check",
              "an LMDB's records say which labels count; leave least joints, confidences and"
                  + " images with people only away");
    }
    Program.run("data", "check", lmdb, "--limit", 1).succeeds();
    Program.run("data", "check", coco, "--zero-based")
        .refuses(
            "jpose data check",
            coco + " is no LMDB; where pixels begin is said of the records of one, leave it away");
    Path annotations = coco.resolve("annotations/person_keypoints_train.json");
    Program.run("data", "check", annotations, "--split", "val")
        .refuses("jpose data check", annotations + " has no splits; leave split val away");
    Path single = Files.createDirectory(folder.resolve("single"));
    Files.copy(annotations, single.resolve("person_keypoints.json"));
    Files.createDirectory(single.resolve("images"));
    Program.run("data", "show", single, "--split", "val", "--out", folder.resolve("a.png"))
        .refuses("jpose data show", single + " has no splits; leave split val away");
  }

  @Test
  void anLmdbOfJointsItCannotHoldIsRefused() throws IOException {
    Path skeleton =
        Files.writeString(
            folder.resolve("eyes.json"),
            "{\"name\":\"eyes\",\"joints\":[{\"name\":\"left_eye\"},{\"name\":\"right_eye\"}],"
                + "\"limbs\":[[\"left_eye\",\"right_eye\"]]}");
    Path lmdb = folder.resolve("eyes_lmdb");
    Program.run("data", "convert", coco, "--out", lmdb, "--skeleton", skeleton)
        .fails(
            "skeleton eyes has 2 of the 17 joints an LMDB's record holds, a main person needs 5;"
                + " convert to a COCO folder, which holds any skeleton");
    assertFalse(Files.exists(lmdb));
  }

  /** 36 MB of annotations of 40,000 people through 64 MB of heap. */
  @Test
  void annotationsTakeLittleMemory() throws IOException, InterruptedException {
    Path many = folder.resolve("many");
    Files.createDirectories(many.resolve("annotations"));
    Files.createDirectories(many.resolve("train"));
    Files.copy(coco.resolve("train/1.png"), many.resolve("train/1.png"));
    Path file = many.resolve("annotations/person_keypoints_train.json");
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write("{\"images\":[");
      for (int id = 1; id <= 20_000; id++) {
        out.write(
            "%s{\"id\":%d,\"file_name\":\"1.png\",\"width\":120,\"height\":90,\"url\":\"%s\"}"
                .formatted(id == 1 ? "" : ",", id, "x".repeat(100)));
      }
      out.write("],\"annotations\":[");
      String person = person(1).replace("\"num_keypoints\"", outline() + ",\"num_keypoints\"");
      for (int id = 1; id <= 40_000; id++) {
        out.write(id == 1 ? "" : ",");
        out.write(
            person.replaceFirst(
                "\"id\":1,\"image_id\":1", "\"id\":" + id + ",\"image_id\":" + (id + 1) / 2));
      }
      out.write("]}");
    }
    assertTrue(Files.size(file) > 30_000_000, Files.size(file) + " bytes");
    Path picture = folder.resolve("many.png");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Program.MAIN));
    command.addAll(
        List.of("data", "show", many.toString(), "--n", "2", "--out", picture.toString()));
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), "still running after two minutes");
    assertEquals("", Files.readString(log));
    assertEquals(ExitCode.OK, process.exitValue());
    assertTrue(Files.exists(picture));
  }

  private static String outline() {
    StringBuilder outline = new StringBuilder("\"segmentation\":[[");
    for (int i = 0; i < 60; i++) {
      outline.append(i == 0 ? "" : ",").append(100.25 + i);
    }
    return outline.append("]]").toString();
  }
}
