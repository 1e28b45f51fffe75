package org.jpose.cli.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jpose.cli.Program;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Joint;
import org.jpose.core.pose.Skeletons;
import org.jpose.media.image.ImageFileWriter;
import org.jpose.testkit.SmallCoco;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Labels that can be read, and are not as expected: in {@code eval}, {@code data}, {@code train}.
 */
class LabelFaultsTest {
  private static final String IMAGES =
      "[{\"id\":1,\"file_name\":\"1.png\",\"width\":120,\"height\":90}]";
  private static final List<String> NAMES =
      Skeletons.COCO17.joints().stream().map(Joint::name).toList();

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void writeImage() throws IOException {
    Files.createDirectories(folder.resolve("images"));
    byte[] pixels = new byte[3 * 120 * 90];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i / 7);
    }
    new ImageFileWriter()
        .write(Image.wrap(120, 90, ColourOrder.BGR, pixels), folder.resolve("images/1.png"));
    file = folder.resolve("person_keypoints.json");
  }

  private static String keypoints(int labelled) {
    return IntStream.range(0, 17)
        .mapToObj(i -> i < labelled ? (12 + 4 * i) + "," + (15 + 3 * i) + ",2" : "0,0,0")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String person(int id, String more) {
    return "{\"id\":%d,\"image_id\":1,\"category_id\":1,\"iscrowd\":0,%s}".formatted(id, more);
  }

  private static String person(int id) {
    return person(
        id,
        "\"bbox\":[10,10,75,60],\"area\":3000,\"num_keypoints\":17,\"keypoints\":" + keypoints(17));
  }

  private void write(List<String> joints, String... people) throws IOException {
    String names =
        joints.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(",", "[", "]"));
    write(IMAGES, "{\"id\":1,\"name\":\"person\",\"keypoints\":" + names + "}", people);
  }

  private void write(String images, String category, String... people) throws IOException {
    Files.writeString(
        file,
        "{\"images\":%s,\"annotations\":[%s],\"categories\":[%s]}"
            .formatted(images, String.join(",\n", people), category));
  }

  /** Results that are exactly the labels. */
  private Path results() throws IOException {
    return Files.writeString(
        folder.resolve("found.json"),
        "[{\"image_id\":1,\"category_id\":1,\"score\":0.9,\"keypoints\":" + keypoints(17) + "}]");
  }

  private Program check(Object... more) {
    return Program.run(with(more, "data", "check", folder));
  }

  private static Object[] with(Object[] more, Object... first) {
    return java.util.stream.Stream.concat(
            java.util.Arrays.stream(first), java.util.Arrays.stream(more))
        .toArray();
  }

  private Program evalResults() throws IOException {
    return Program.run("eval", "--ground-truth", file, "--results", results());
  }

  private Program train(Object... more) {
    return Program.run(
        with(
            more,
            "train",
            "--model",
            "mobilenet_0.1_0.1",
            "--size",
            "64x64",
            "--steps",
            1,
            "--val-samples",
            0,
            "--pictures",
            0,
            "--data",
            folder,
            "--out",
            folder.resolve("run"),
            "--threads",
            1));
  }

  private static List<String> written(String how) {
    return NAMES.stream()
        .map(
            name ->
                switch (how) {
                  case "capital" -> Character.toUpperCase(name.charAt(0)) + name.substring(1);
                  case "spaces" -> name.replace('_', ' ');
                  case "sides" -> name.replace("left_", "l_").replace("right_", "r_");
                  case "camel" ->
                      name.replace("left_", "left,").replace("right_", "right,").contains(",")
                          ? camel(name)
                          : name;
                  case "numbers" -> String.valueOf(NAMES.indexOf(name));
                  case "numbersFromOne" -> String.valueOf(NAMES.indexOf(name) + 1);
                  default -> throw new IllegalArgumentException(how);
                })
        .toList();
  }

  private static String camel(String name) {
    int at = name.indexOf('_');
    return name.substring(0, at)
        + Character.toUpperCase(name.charAt(at + 1))
        + name.substring(at + 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"capital", "spaces", "sides", "camel", "numbers", "numbersFromOne"})
  void jointsAreKnownHoweverTheirNamesAreWritten(String how) throws IOException {
    write(written(how), person(1));
    Program check = check();
    assertEquals(ExitCode.OK, check.code(), check.out() + check.err());
    Program coco18 = check("--skeleton", "coco18");
    assertTrue(coco18.out().contains("1 person labelled"), coco18.out());
    assertTrue(coco18.out().matches("(?s).*neck +1 .*"), coco18.out());
    Program eval = evalResults();
    assertTrue(eval.out().contains("maxDets= 20 ] = 1.000"), eval.out());
    assertEquals("", eval.err());
  }

  @Test
  void aTrainingLearnsFromThem() throws IOException {
    String names = written("capital").stream().collect(Collectors.joining("\",\"", "[\"", "\"]"));
    write(
        "[" + IMAGES.replaceAll("[\\[\\]]", "") + "," + IMAGES.substring(1).replace(":1,", ":2,"),
        "{\"id\":1,\"name\":\"person\",\"keypoints\":" + names + "}",
        person(1),
        person(2).replace("\"image_id\":1", "\"image_id\":2"));
    Program trained = train("--precision", "fp32");
    assertEquals("", trained.err());
    assertEquals(ExitCode.OK, trained.code());
    assertTrue(trained.out().contains("2 samples with 2 labelled people"), trained.out());
    assertFalse(trained.out().contains("loss 0.000 "), trained.out());
  }

  @Test
  void namesThatNothingKnowsAreRefusedWithBothLists() throws IOException {
    List<String> names = IntStream.range(0, 17).mapToObj(i -> "点" + i).toList();
    write(names, person(1));
    for (Program refused : List.of(train(), check("--skeleton", "coco18"))) {
      assertEquals(ExitCode.FAILED, refused.code(), refused.err());
      assertTrue(refused.err().contains("none of the joints fits"), refused.err());
      assertTrue(refused.err().contains("点3"), refused.err());
      assertTrue(refused.err().contains("left_shoulder"), refused.err());
      assertTrue(refused.err().contains("name a skeleton"), refused.err());
    }
    assertFalse(Files.exists(folder.resolve("run")), "no run is begun");
    Program check = check();
    assertEquals(ExitCode.SOME_FAILED, check.code());
    assertTrue(check.err().contains("none of the joints fits"), check.err());
    Program eval = Program.run("eval", "--data", folder, "--size", "64x64");
    assertEquals(ExitCode.FAILED, eval.code());
    assertTrue(eval.err().contains("none of the joints fits"), eval.err());
  }

  @Test
  void namesOfWhichFewAreKnownAreToldAndCountedAfterTheMapping() throws IOException {
    List<String> names =
        IntStream.range(0, 17).mapToObj(i -> i < 3 ? NAMES.get(i) : "point " + i).toList();
    write(names, person(1));
    Program trained = train();
    assertTrue(trained.err().contains("only 3 of 18 joints fit"), trained.err());
    assertTrue(trained.err().contains("point 5"), trained.err());
    // Somebody of whom only joints are labelled that the network does not have teaches nothing.
    String unknown =
        "\"bbox\":[10,10,75,60],\"area\":3000,\"num_keypoints\":1,\"keypoints\":["
            + "0,0,0,".repeat(16)
            + "40,40,2]";
    write(names, person(1, unknown));
    Program nobody = train();
    assertEquals(ExitCode.FAILED, nobody.code());
    assertTrue(nobody.err().contains("nobody is labelled"), nobody.err());
    Program check = check("--skeleton", "coco18");
    assertTrue(check.out().contains("0 people labelled, 1 left out"), check.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]",
        "null",
        "[0,0,0, NaN,0,0, 0,NaN,0, null,null,0, null,null,null, NaN,NaN,NaN, 0,0,0, 0,0,0, 0,0,0,"
            + " 0,0,0, 0,0,0, 0,0,0, 0,0,0, 0,0,0, 0,0,0, 0,0,0, 0,0,0]",
      })
  void whoHasNoKeypointsIsNotLabelled(String keypoints) throws IOException {
    String more = "\"bbox\":[10,10,75,60],\"area\":3000,\"num_keypoints\":0,\"keypoints\":";
    write(
        NAMES,
        person(1),
        person(2, more + keypoints),
        person(3, more.replace(",\"keypoints\":", "")));
    Program eval = evalResults();
    assertEquals("", eval.err());
    assertTrue(eval.out().contains("1 image, 1 person"), eval.out());
    assertTrue(eval.out().contains("= 1.000"), eval.out());
    Program check = check();
    assertTrue(check.out().contains("1 person labelled, 2 left out"), check.out());
    assertEquals("", check.err());
  }

  @Test
  void nobodyIsSaidInsteadOfMinusOne() throws IOException {
    String unlabelled = "\"bbox\":[10,10,75,60],\"area\":3000,\"num_keypoints\":0,\"keypoints\":";
    write(NAMES, person(1, unlabelled + keypoints(0)));
    assertNobody("1 person is annotated, without a labelled joint");
    write(NAMES, person(1, unlabelled + keypoints(17)));
    assertNobody("1 person has labels, but num_keypoints is 0 for all");
    write(NAMES);
    assertNobody("0 people are annotated");
    write(NAMES, person(1).replace("\"image_id\":1", "\"image_id\":77"));
    assertNobody("all 1 annotations are of images that are not listed");
    write(
        NAMES,
        person(
            1,
            "\"bbox\":[0.1,0.1,0.5,0.5],\"area\":0.25,\"num_keypoints\":17,\"keypoints\":"
                + "["
                + "0.25,0.5,2,".repeat(16)
                + "1,0,1]"));
    assertNobody("all coordinates of keypoints are from 0 to 1");
  }

  private void assertNobody(String reason) throws IOException {
    for (Program eval :
        List.of(evalResults(), Program.run("eval", "--data", folder, "--size", "64x64"))) {
      assertEquals(ExitCode.FAILED, eval.code(), eval.out());
      assertTrue(eval.err().contains(reason), eval.err());
      assertEquals("", eval.out());
    }
  }

  @Test
  void dataCheckListsAllThatIsWrongOfAllAnnotationsWithItsField() throws IOException {
    String sound = "\"bbox\":[10,10,75,60],\"area\":3000,\"num_keypoints\":17,\"keypoints\":";
    write(
        NAMES,
        person(1),
        person(2, "\"bbox\":null,\"area\":NaN,\"num_keypoints\":17,\"keypoints\":" + keypoints(17)),
        person(3, sound + keypoints(17).replace("12,15,2", "NaN,15,2")),
        person(4, "\"bbox\":[10,10,75],\"area\":3000,\"num_keypoints\":17,\"keypoints\":[1,2]"),
        person(5, "\"area\":\"x\"").replace("\"image_id\":1,", ""),
        "{\"id\":\"six\",\"image_id\":[1,{\"a\":2}],\"category_id\":{\"deep\":[1]},\"keypoints\":7}",
        person(7, sound + keypoints(17)).replace("\"category_id\":1", "\"category_id\":9"),
        "17",
        person(
            9,
            "\"bbox\":[10,10,75,60],\"area\":0,\"num_keypoints\":17,\"keypoints\":"
                + keypoints(17)),
        person(
            10,
            "\"bbox\":[10,10,75,60],\"area\":-4,\"num_keypoints\":3,\"keypoints\":"
                + keypoints(17)),
        person(
            11,
            "\"bbox\":[90,10,20,20],\"area\":3000,\"num_keypoints\":17,\"keypoints\":"
                + keypoints(17)),
        person(11),
        person(12).replace("\"image_id\":1", "\"image_id\":\"77\""));
    Program check = check("--limit", 1);
    assertEquals(ExitCode.SOME_FAILED, check.code());
    for (String expected :
        List.of(
            "annotation 2: bbox: found null, expected a list",
            "annotation 2: area: found NaN, expected a number",
            "annotation 3: keypoints: joint 0 is labelled with visibility 2 at NaN, 15.0",
            "annotation 4: bbox has 3 numbers, expected 4",
            "annotation 4: keypoints has 2 numbers",
            "annotation 5: area: found a text, expected a number",
            "annotation 5: there is no image_id",
            "annotation number 6: id: found a text, expected a whole number",
            "annotation number 6: image_id: found a list, expected a whole number",
            "annotation number 6: category_id: found an object, expected a whole number",
            "annotation number 6: keypoints: found a number, expected a list",
            "annotation 7 is of category 9; listed are [1]",
            "found a number, expected an object",
            "annotation 9: area is 0.0",
            "annotation 10: area is -4.0",
            "annotation 10: num_keypoints is 3, labelled are 17",
            "annotation 11: most of keypoints lie outside bbox 90.0, 10.0, 20.0, 20.0",
            "annotation 11: its id is that of an earlier annotation",
            "annotation 12: image_id is 77, not in images")) {
      assertTrue(check.err().contains(expected), expected + " in " + check.err());
    }
    assertTrue(check.out().contains("13 entries that cannot be read"), check.out());
    assertTrue(check.out().contains("something is wrong"), check.out());
    Program train = train();
    assertEquals(ExitCode.FAILED, train.code());
    assertTrue(train.err().contains("annotation 2: bbox: found null"), train.err());
  }

  @Test
  void whatIsOddIsToldByEvalAndTrainInOneLineAKind() throws IOException {
    String small = "\"bbox\":[10,10,75,60],\"area\":0,\"num_keypoints\":17,\"keypoints\":";
    write(NAMES, person(1, small + keypoints(17)), person(2, small + keypoints(17)));
    for (Program told : List.of(evalResults(), train())) {
      assertTrue(
          told.err().contains("2 people whose area is not above 0; the first: annotation 1"),
          told.err());
      long lines = told.complaints().stream().filter(line -> line.contains("area")).count();
      assertEquals(1, lines, told.err());
    }
  }

  @Test
  void idsThatAreTextsOfNumbersAreNumbersAndASecondListIsRefused() throws IOException {
    write(
        IMAGES.replace("\"id\":1", "\"id\":\"1\""),
        "{\"id\":\"1\",\"name\":\"person\"}",
        person(1)
            .replace("\"image_id\":1", "\"image_id\":\" 1\"")
            .replace(":1,\"isc", ":\"1\",\"isc"));
    assertTrue(evalResults().out().contains("= 1.000"));
    assertEquals(ExitCode.OK, check().code());
    Files.writeString(
        file, Files.readString(file).replaceFirst("\"images\":", "\"images\":[],\"images\":"));
    for (Program refused : List.of(evalResults(), train())) {
      assertEquals(ExitCode.FAILED, refused.code());
      assertTrue(refused.err().contains("a second list 'images'; put all into one"), refused.err());
    }
    assertTrue(check().err().contains("a second list 'images'"));
  }

  @Test
  void aSplitIsFoundByTheBeginningOfItsName() throws IOException {
    SmallCoco.write(folder.resolve("coco"), "val2017", 1, true);
    SmallCoco.write(folder.resolve("coco"), "train2017", 1, true);
    Path coco = folder.resolve("coco");
    Program found = Program.run("eval", "--data", coco, "--split", "val", "--size", "64x64");
    assertTrue(found.out().startsWith(found.out().split(" on ")[0] + " on val2017: 1 image"));
    SmallCoco.write(coco, "val2014", 1, true);
    Program which = Program.run("eval", "--data", coco, "--split", "val", "--size", "64x64");
    assertEquals(ExitCode.FAILED, which.code());
    assertTrue(which.err().contains("which split 'val'...? there are train2017"), which.err());
  }

  @Test
  void fewImagesToLearnFromDoNotCutTheValidation() throws IOException {
    Path coco = folder.resolve("coco");
    SmallCoco.write(coco, "val2017", 3, true);
    SmallCoco.write(coco, "train2017", 2, true);
    Program trained =
        Program.run(
            "train",
            "--model",
            "mobilenet_0.1_0.1",
            "--size",
            "64x64",
            "--batch",
            1,
            "--steps",
            1,
            "--limit",
            1,
            "--data",
            coco,
            "--out",
            folder.resolve("run"),
            "--val-size",
            "64x64",
            "--pictures",
            0,
            "--threads",
            1);
    assertTrue(trained.out().contains("1 sample "), trained.out());
    assertTrue(trained.out().contains("3 of 3 images"), trained.out());
  }

  @Test
  void damagedImagesAreNamedCountedAndEndTheTraining() throws IOException {
    Path coco = folder.resolve("coco");
    SmallCoco.write(coco, "train2017", 4, true);
    Files.write(coco.resolve("train2017/2.png"), new byte[] {1, 2, 3});
    Object[] training = {
      "train",
      "--model",
      "mobilenet_0.1_0.1",
      "--size",
      "64x64",
      "--precision",
      "fp32",
      "--batch",
      2,
      "--steps",
      2,
      "--data",
      coco,
      "--threads",
      1,
      "--out"
    };
    Path run = folder.resolve("one");
    Program stopped = Program.run(with(new Object[] {run}, training));
    assertEquals(ExitCode.FAILED, stopped.code());
    assertTrue(
        stopped.err().contains("1 of 4 samples cannot be read, more than the 1 % that may"),
        stopped.err());
    assertTrue(stopped.err().contains("2.png"), stopped.err());
    assertTrue(Files.readString(run.resolve("run.json")).contains("\"damagedSamples\" : 1"));
    Path other = folder.resolve("two");
    Program all = Program.run(with(new Object[] {other, "--max-damaged", "25%"}, training));
    assertEquals(ExitCode.OK, all.code(), all.err());
    assertEquals(1, all.complaints().size(), all.err());
    assertTrue(all.err().contains("2.png"), all.err());
    assertTrue(all.err().contains("; another sample takes its place"), all.err());
    assertTrue(Files.readString(other.resolve("run.json")).contains("\"damagedSamples\" : 1"));
    Program wrong = Program.run(with(new Object[] {other, "--max-damaged", "-1%"}, training));
    assertEquals(ExitCode.USAGE, wrong.code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"images/1.png", "images\\\\1.png", "../set/images/1.png", "./1.png"})
  void namesOfImagesAreTakenFromWhereTheyAre(String name) throws IOException {
    Path set = Files.createDirectories(folder.resolve("set"));
    Files.createDirectories(set.resolve("images"));
    Files.copy(folder.resolve("images/1.png"), set.resolve("images/1.png"));
    file = set.resolve("person_keypoints.json");
    write(IMAGES.replace("1.png", name), "{\"id\":1,\"name\":\"person\"}", person(1));
    Program check = Program.run("data", "check", set);
    assertEquals(ExitCode.OK, check.code(), check.err());
  }

  @Test
  void namesOfImagesLeadNeitherOutNorToTheInternet() throws IOException {
    Path set = Files.createDirectories(folder.resolve("set/images")).getParent();
    file = set.resolve("person_keypoints.json");
    Path outside = folder.resolve("images/1.png").toAbsolutePath();
    for (String name : List.of("../../images/1.png", outside.toString(), "/etc/passwd")) {
      write(IMAGES.replace("1.png", name), "{\"id\":1,\"name\":\"person\"}", person(1));
      Program refused = Program.run("data", "check", set);
      assertTrue(refused.code() != ExitCode.OK);
      assertTrue(refused.err().contains("leads out of the data set"), refused.err());
      assertTrue(refused.err().contains("allow images outside"), refused.err());
      Program eval = Program.run("eval", "--data", set, "--size", "64x64");
      assertTrue(eval.err().contains("leads out of the data set"), eval.err());
    }
    write(IMAGES.replace("1.png", outside.toString()), "{\"id\":1,\"name\":\"person\"}", person(1));
    assertEquals(ExitCode.OK, Program.run("data", "check", set, "--allow-outside").code());
    write(
        IMAGES.replace("1.png", "http://images.cocodataset.org/1.jpg"),
        "{\"id\":1,\"name\":\"person\"}",
        person(1));
    Program address = Program.run("data", "check", set);
    assertTrue(address.err().contains("is an address; download the images"), address.err());
  }
}
