package org.jpose.cli.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jpose.cli.Photos;
import org.jpose.cli.Program;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.testkit.SharedFolder;
import org.jpose.testkit.SmallCoco;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code jpose eval} on a set of its own: the sample photo four times, labelled with what {@code
 * jpose image} finds on it. Image 3 has nobody labelled: both people there are mistakes.
 */
class EvalCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int IMAGES = 4;
  private static final int UNLABELLED = 3;

  @TempDir private static Path shared;
  private static Path data;

  @TempDir Path folder;

  @BeforeAll
  static void label() throws IOException {
    data = write(shared.resolve("coco"));
  }

  private static Path write(Path data) throws IOException {
    Files.createDirectories(data.resolve("annotations"));
    Files.createDirectories(data.resolve("val"));
    Path photo = data.resolve("val/1.png");
    ImageIO.write(smaller(Photos.pixels()), "png", photo.toFile());
    String json =
        Program.run("image", photo, "--json", "-", "--json-format", "coco", "-q")
            .succeeds()
            .piped();
    ObjectNode truth = JSON.createObjectNode();
    ArrayNode images = truth.putArray("images");
    ArrayNode annotations = truth.putArray("annotations");
    truth.putArray("categories").addObject().put("id", 1).put("name", "person");
    for (int image = 1; image <= IMAGES; image++) {
      Path copy = data.resolve("val/" + image + ".png");
      if (image > 1) {
        Files.copy(photo, copy);
      }
      images
          .addObject()
          .put("id", image)
          .put("file_name", image + ".png")
          .put("width", Photos.WIDTH / 2)
          .put("height", Photos.HEIGHT / 2);
      for (JsonNode person : JSON.readTree(json)) {
        if (image != UNLABELLED) {
          annotate(annotations.addObject(), image, (ArrayNode) person.get("keypoints"));
        }
      }
    }
    JSON.writeValue(data.resolve("annotations/person_keypoints_val.json").toFile(), truth);
    return data;
  }

  private static BufferedImage smaller(BufferedImage photo) {
    BufferedImage half = new BufferedImage(Photos.WIDTH / 2, Photos.HEIGHT / 2, photo.getType());
    for (int y = 0; y < half.getHeight(); y++) {
      for (int x = 0; x < half.getWidth(); x++) {
        half.setRGB(x, y, photo.getRGB(2 * x, 2 * y));
      }
    }
    return half;
  }

  private static void annotate(ObjectNode annotation, int image, ArrayNode triplets) {
    ArrayNode keypoints = annotation.putArray("keypoints");
    for (int i = 0; i < triplets.size(); i += 3) {
      boolean found = triplets.get(i + 2).asDouble() > 0;
      keypoints.add(triplets.get(i)).add(triplets.get(i + 1)).add(found ? 2 : 0);
    }
    annotation.put("id", image * 10 + triplets.hashCode() % 7).put("image_id", image);
    annotation.put("category_id", 1).put("iscrowd", 0).put("area", 20_000);
  }

  private static Path copyOf(Path data, Path target) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(data.relativize(file).toString()));
      }
    }
    return target;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static List<String> averages(Program run) {
    return run.out().lines().filter(line -> line.startsWith(" Average")).toList();
  }

  @Test
  void printsCocosTableAndWritesEverything() throws IOException {
    Path truth = SharedFolder.require("vectors/coco_eval/person_keypoints_val2014_100_gt.json");
    Path results =
        SharedFolder.require(
            "vectors/coco_eval/person_keypoints_val2014_fakekeypoints100_results.json");
    Path out = folder.resolve("new/out");
    Program run =
        Program.run("eval", "--ground-truth", truth, "--results", results, "--out", out).succeeds();
    assertEquals(
        List.of(0.372, 0.636, 0.348, 0.384, 0.386, 0.514, 0.734, 0.504, 0.508, 0.522),
        averages(run).stream()
            .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' '))))
            .toList());
    assertEquals(
        List.of("joints.csv", "precision-recall.png", "results.json", "summary.json", "worst.png"),
        names(out));
    JsonNode summary = JSON.readTree(out.resolve("summary.json").toFile());
    assertEquals(0.372, summary.at("/coco/AP").asDouble(), 5e-4);
    assertEquals(139, summary.at("/people/labelled").asInt());
    assertEquals(18, Files.readAllLines(out.resolve("joints.csv")).size());
    Program again =
        Program.run("eval", "--ground-truth", truth, "--results", out.resolve("results.json"));
    assertEquals(averages(run), averages(again.succeeds()), "results read back the same");
  }

  @Test
  void findsWhatItIsGiven() throws IOException {
    Path out = folder.resolve("out");
    Program run = Program.run("eval", "--data", data, "--out", out, "--quiet").succeeds();
    JsonNode summary = JSON.readTree(out.resolve("summary.json").toFile());
    assertEquals(6, summary.at("/people/labelled").asInt());
    assertEquals(6, summary.at("/people/ofAnyScore/matched").asInt());
    assertTrue(summary.at("/people/ofAnyScore/mistaken").asInt() >= 2, summary.toString());
    assertEquals(1, summary.at("/coco/AR").asDouble(), 1e-9, run.out());
    assertEquals(1, summary.at("/pck/PCK@0.2 box").asDouble());
    assertTrue(summary.at("/coco/AP").asDouble() < 1, "two people are mistakes");
    assertEquals("0.0", summary.at("/settings/min score").asText(), "all count");
    BufferedImage plot = ImageIO.read(out.resolve("precision-recall.png").toFile());
    BufferedImage sheet = ImageIO.read(out.resolve("worst.png").toFile());
    assertTrue(colours(plot) > 100 && colours(sheet) > 1000, "something is drawn");
  }

  private static long colours(BufferedImage image) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return Arrays.stream(pixels).distinct().count();
  }

  @Test
  void badImagesAreMissedAndSaid() throws IOException {
    Path broken = copyOf(data, folder.resolve("broken"));
    byte[] photo = Files.readAllBytes(broken.resolve("val/1.png"));
    Files.write(broken.resolve("val/1.png"), Arrays.copyOf(photo, 20_000));
    Files.delete(broken.resolve("val/2.png"));
    ImageIO.write(new BufferedImage(5, 4, 1), "png", broken.resolve("val/3.png").toFile());
    Path out = folder.resolve("out");
    Program run = Program.run("eval", "--data", broken, "--out", out);
    assertEquals(ExitCode.SOME_FAILED, run.code(), run.err());
    List<String> complaints =
        run.complaints().stream().filter(line -> line.startsWith("jpose: ")).toList();
    assertEquals(3, complaints.size(), run.err());
    assertTrue(complaints.get(0).contains("1.png: truncated or damaged PNG"), run.err());
    assertTrue(complaints.get(1).contains("2.png: no such file"), run.err());
    assertTrue(complaints.get(2).contains("3.png: is 5x4 pixels, annotated as 656x352"), run.err());
    assertTrue(run.out().contains("3 images could not be done; their people count as missed"));
    JsonNode summary = JSON.readTree(out.resolve("summary.json").toFile());
    assertEquals(2, summary.at("/people/ofAnyScore/matched").asInt());
    assertEquals(4, summary.at("/people/ofAnyScore/missed").asInt());
    assertTrue(summary.at("/failed/2.png").asText().contains("no such file"));
    // Repaired, the same command does what is left.
    for (int image = 1; image <= 3; image++) {
      Files.write(broken.resolve("val/" + image + ".png"), photo);
    }
    Program repaired = Program.run("eval", "--data", broken, "--out", out);
    assertEquals(ExitCode.OK, repaired.code(), repaired.err());
    assertTrue(repaired.err().contains("going on: 1 of 4 images were done before"));
    assertEquals(averages(Program.run("eval", "--data", data)), averages(repaired));
  }

  @Test
  void failsWhereNothingCanBeDone() throws IOException {
    Path broken = copyOf(data, folder.resolve("broken"));
    for (int image = 1; image <= IMAGES; image++) {
      Files.delete(broken.resolve("val/" + image + ".png"));
    }
    Program run = Program.run("eval", "--data", broken);
    assertEquals(ExitCode.FAILED, run.code());
    Program.run("eval", "--data", folder.resolve("none"))
        .fails(folder.resolve("none") + ": no such folder; check the name");
    Program.run("eval", "--data", data, "--split", "train")
        .fails(data + ": no split or annotation file 'train'; there are val");
  }

  /** What a killed run leaves: some lines, the last of them cut off. */
  @Test
  void goesOnWhereItWas() throws IOException {
    Path whole = folder.resolve("whole");
    Program uninterrupted = Program.run("eval", "--data", data, "--out", whole);
    Path journal = folder.resolve("cut/journal.txt");
    Files.createDirectories(journal.getParent());
    String text = Files.readString(whole.resolve("journal.txt"));
    int header = text.indexOf("\n1 ") + 1;
    int second = text.indexOf("\n2 ") + 1;
    for (int length : new int[] {30, header + 25, second + 400}) {
      Files.writeString(journal, text.substring(0, length));
      Program resumed = Program.run("eval", "--data", data, "--out", journal.getParent());
      assertEquals(ExitCode.OK, resumed.code(), resumed.err());
      assertEquals(
          length >= second, resumed.err().contains("going on: 1 of 4"), length + resumed.err());
      assertEquals(uninterrupted.out(), resumed.out());
      assertEquals(text, Files.readString(journal), "cut at " + length);
      for (String name : List.of("results.json", "joints.csv", "summary.json", "worst.png")) {
        assertArrayEquals(
            Files.readAllBytes(whole.resolve(name)),
            Files.readAllBytes(journal.resolveSibling(name)),
            name);
      }
    }
  }

  @Test
  void refusesToGoOnWithOtherSettings() throws IOException {
    Path out = folder.resolve("out");
    Program.run("eval", "--data", data, "--out", out, "-q").succeeds();
    Program other = Program.run("eval", "--data", data, "--out", out, "--flip");
    other.refuses(
        "jpose eval",
        out.toAbsolutePath()
            + ": holds a run with other settings: then without --flip, now --flip; give the same"
            + " to go on, --fresh to start anew, or another --out");
    Program fresh = Program.run("eval", "--data", data, "--out", out, "--flip", "--fresh", "-q");
    assertEquals("", fresh.succeeds().err());
    Path list = Files.writeString(folder.resolve("list.txt"), "1\n4.png\n");
    Program fewer =
        Program.run("eval", "--data", data, "--out", out, "--flip", "--image-list", list);
    assertEquals(ExitCode.USAGE, fewer.code());
    assertTrue(fewer.err().contains("then images '4, "), fewer.err());
    Files.writeString(
        out.resolve("journal.txt"),
        Files.readString(out.resolve("journal.txt")).replaceFirst("\n2 2 1 0", "\n2 2 1 x"));
    Program damaged = Program.run("eval", "--data", data, "--out", out, "--flip");
    assertTrue(damaged.err().contains("journal.txt: is damaged at '2 2 1 x"), damaged.err());
  }

  /** One image is fewer lines than options may add to the settings. */
  @Test
  void losesNoImageToOptionsThatAreGivenOrLeftOut() throws IOException {
    Path out = folder.resolve("out");
    assertEquals("", evaluatedQuickly(out).succeeds().err());
    assertRefused(out, "then without --recall, now --recall", "--recall", "--dedupe", "0.5");
    assertRefused(out, "then without --dedupe, now --dedupe 0.5", "--dedupe", "0.5");
    String triangle = "0,0  300,0\n300,200";
    assertRefused(
        out,
        "then without --region, now --region '0,0 300,0 300,200' and '1,1 2,1 2,2'",
        "--region",
        triangle,
        "--region",
        "1,1 2,1 2,2");
    assertRefused(
        out, "then --scales 1.0, now --scales 0.5,1.0", "--scales", "0.5,1", "--max-people", "3");
    Path other = folder.resolve("other");
    Object[] options = {"--recall", "--region", triangle, "--dedupe", "0.50"};
    evaluatedQuickly(other, options).succeeds();
    assertRefused(other, "then --recall, now without --recall");
    assertRefused(
        other,
        "then --region '0,0 300,0 300,200', now without --region",
        "--recall",
        "--dedupe",
        "0.5");
    Program again = evaluatedQuickly(other, options);
    assertEquals(ExitCode.OK, again.code(), again.err());
    assertEquals("going on: 1 of 1 images were done before\n", again.err());
  }

  @Test
  void saysWhatAnEarlierJournalCannotTell() throws IOException {
    Path out = folder.resolve("out");
    evaluatedQuickly(out, "--dedupe", "0.5").succeeds();
    Path journal = out.resolve("journal.txt");
    Files.writeString(
        journal,
        Files.readString(journal)
            .replace("dedupe=0.5", "kept=PeopleFilter[regions=[], likeness=0.5]"));
    assertRefused(
        out,
        "then --region or --dedupe in the words of an earlier jpose, now without those",
        "--dedupe",
        "0.5");
  }

  private Program evaluatedQuickly(Path out, Object... options) throws IOException {
    Path list = Files.writeString(folder.resolve("one.txt"), "1\n");
    Object[] usual = {
      "eval",
      "--data",
      data,
      "--image-list",
      list,
      "--model",
      "lite",
      "--size",
      "128x128",
      "-o",
      out
    };
    return Program.run(Stream.concat(Stream.of(usual), Stream.of(options)).toArray());
  }

  private void assertRefused(Path out, String difference, Object... options) throws IOException {
    String before = Files.readString(out.resolve("journal.txt"));
    evaluatedQuickly(out, options)
        .refuses(
            "jpose eval",
            out
                + ": holds a run with other settings: "
                + difference
                + "; give the same to go on, --fresh to start anew, or another --out");
    assertEquals(before, Files.readString(out.resolve("journal.txt")));
  }

  @Test
  void oneRunAFolder() throws IOException {
    Path out = Files.createDirectory(folder.resolve("out"));
    Path file = out.resolve("journal.txt");
    try (EvaluationJournal other = EvaluationJournal.open(file, Map.of("a", "b"), false)) {
      assertTrue(other.done().isEmpty());
      Program.run("eval", "--data", data, "--out", out)
          .fails(
              file + ": another jpose eval is writing there; wait for it, or name another --out");
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsToldWithTheReason() throws IOException {
    Path out = Files.createFile(folder.resolve("out"));
    Program.run("eval", "--data", data, "--out", out)
        .fails(
            out
                + ": folder cannot be made: there is a file of that name already; choose another"
                + " place or allow it");
  }

  @Test
  void leavesAFileOfSomebodyElseAlone() throws IOException {
    Path out = Files.createDirectory(folder.resolve("out"));
    Path diary = Files.writeString(out.resolve("journal.txt"), "Monday: rain\nTuesday: rain\n");
    for (String option : List.of("-q", "--fresh")) {
      Program.run("eval", "--data", data, "--out", out, option)
          .fails(diary + ": is there and not of jpose eval; name another --out, or move it away");
      assertEquals("Monday: rain\nTuesday: rain\n", Files.readString(diary));
    }
  }

  @Test
  void aNameThatNoFileCanHaveIsOneFailedImage() throws IOException {
    Path broken = copyOf(data, folder.resolve("broken"));
    Path truth = broken.resolve("annotations/person_keypoints_val.json");
    Files.writeString(truth, Files.readString(truth).replace("\"2.png\"", "\"\\u0000.png\""));
    Path out = folder.resolve("out");
    Program run = Program.run("eval", "--data", broken, "--out", out);
    assertEquals(ExitCode.SOME_FAILED, run.code(), run.err());
    assertTrue(run.err().contains("image 2: not a file name: "), run.err());
    assertTrue(Files.exists(out.resolve("worst.png")));
  }

  @Test
  void someImagesOnly() throws IOException {
    Path list = Files.writeString(folder.resolve("list.txt"), "1\n4.png\n\n");
    Program run = Program.run("eval", "--data", data, "--image-list", list, "-q").succeeds();
    assertTrue(run.out().startsWith("base on val: 2 images, 4 people\n"), run.out());
    Files.writeString(list, "5.png");
    Program.run("eval", "--data", data, "--image-list", list)
        .fails(list + ": '5.png' is neither id nor file name of an annotated image");
    Files.write(list, new byte[] {'1', '\n', (byte) 0xff, '\n'});
    Program.run("eval", "--data", data, "--image-list", list)
        .fails(list + ": is no text in UTF-8, expected an id or a file name a line");
    Path truth = data.resolve("annotations/person_keypoints_val.json");
    Path none = Files.writeString(folder.resolve("none.json"), "[]");
    Program all = Program.run("eval", "--ground-truth", truth, "--results", none).succeeds();
    assertTrue(all.out().contains(": 4 images, 6 people"), all.out());
    Program own =
        Program.run("eval", "--ground-truth", truth, "--results", none, "--images-of-results");
    own.fails(
        truth
            + ": nobody is labelled: 0 people are annotated, without a labelled joint; nothing can be"
            + " measured; 'jpose data check' lists what is wrong");
  }

  @Test
  void wrongCommandLines() {
    String help = "jpose eval";
    String either =
        "give either --data COCO_DIR, to run a model, or --ground-truth GT.json and --results"
            + " RESULTS.json";
    Program.run("eval").refuses(help, either);
    Program.run("eval", "--data", data, "--results", "r.json").refuses(help, either);
    Program.run("eval", "--results", "r.json")
        .refuses(help, "--ground-truth and --results go together");
    Program.run("eval", "--data", data, "--photos", "p")
        .refuses(help, "--photos and --images-of-results go with --results");
    Program.run("eval", "--data", data, "--worst", "0")
        .refuses(help, "--worst is 0, expected 1 to 100");
    Program.run("eval", "--data", data, "--fresh")
        .refuses(help, "--fresh goes with --data and --out, where runs are kept");
    Program.run("eval", "--data", data, "--worst", "3")
        .refuses(help, "--worst and --photos go with --out, where the sheet is");
    Program.run("eval", "--ground-truth", "g.json", "--results", "r.json", "-m", "lite")
        .refuses(help, "--model goes with --data: with --results no model is run");
    Program.run("eval", "--ground-truth", "g.json", "--results", "r.json", "--flip")
        .refuses(help, "--flip goes with --data: with --results no model is run");
    Program.run("eval", "--data", data, "--size", "12")
        .refuses(help, "network size '12' is not WIDTHxHEIGHT, for example 432x368 or -1x368");
  }

  /** Killed in earnest, at no particular place. */
  @Test
  void survivesBeingKilled() throws IOException, InterruptedException {
    Path images = SharedFolder.require("data/coco_mini");
    Path list = folder.resolve("list.txt");
    JsonNode truth =
        JSON.readTree(images.resolve("annotations/person_keypoints_val2017.json").toFile());
    List<String> ids = new ArrayList<>();
    truth.get("images").forEach(image -> ids.add(image.get("id").asText()));
    Files.write(list, ids.subList(0, 16));
    Path killed = folder.resolve("killed");
    Object[] arguments = {
      "eval", "--data", images, "--split", "val2017", "--image-list", list, "--size", "256x256"
    };
    ProcessBuilder program =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(
                            Path.of(System.getProperty("java.home"), "bin", "java"), Program.MAIN),
                        Stream.concat(Stream.of(arguments), Stream.of("--out", killed)))
                    .map(Object::toString)
                    .toList())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log.txt").toFile());
    // Not -cp: ONNX Runtime crashes where the command line is longer than 4 KB.
    program.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = program.start();
    Path journal = killed.resolve("journal.txt");
    while (process.isAlive() && lines(journal) < 21) {
      process.waitFor(5, TimeUnit.MILLISECONDS);
    }
    process.destroyForcibly().waitFor();
    assertTrue(
        lines(journal) >= 21,
        process.exitValue() + " " + Files.readString(folder.resolve("log.txt")));
    boolean done = Files.exists(killed.resolve("summary.json"));
    assertFalse(done, "done before it could be killed");
    Program resumed = run(arguments, killed);
    assertTrue(resumed.err().contains("going on: "), resumed.err());
    Program uninterrupted = run(arguments, folder.resolve("whole"));
    assertEquals(uninterrupted.out(), resumed.out());
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("whole/results.json")),
        Files.readAllBytes(killed.resolve("results.json")));
  }

  private static Program run(Object[] arguments, Path out) {
    return Program.run(Stream.concat(Stream.of(arguments), Stream.of("--out", out)).toArray());
  }

  private static long lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file).lines().count() : 0;
  }

  @Test
  void helpTellsWhatThereIs() {
    String help = Program.run("eval", "--help").succeeds().out();
    for (String word :
        List.of("--data", "--ground-truth", "--min-score", "Exit codes", "--fresh")) {
      assertTrue(help.contains(word), help);
    }
    String longest =
        help.lines().filter(line -> line.length() > 100).collect(Collectors.joining("\n"));
    assertEquals("", longest);
  }

  /** Two steps so small that the weights stay those of the embedded model. */
  @Test
  void followsATraining() throws IOException {
    Path coco = folder.resolve("train");
    Path run = folder.resolve("run");
    SmallCoco.write(coco, "train", 2, true);
    String command =
        "train --model lite --pretrained lite --size 64x64 --batch 2 --steps 2 --save-every 1"
            + " --val-samples 0 --schedule constant --lr 1e-9 --threads 1 --data %s --out %s";
    Program.run((Object[]) command.formatted(coco, run).split(" ")).succeeds();
    Path model = folder.resolve("model.onnx");
    Program.run("optimize", run, "--out", model).succeeds();
    Program.run("eval", "--data", data, "--model", model, "--out", folder.resolve("whole"), "-q")
        .succeeds();
    double precision =
        Photos.json(folder.resolve("whole/summary.json")).get("coco").get("AP").asDouble();
    assertTrue(precision > 0.3, "AP " + precision);
    List<String> lines =
        Program.run("eval", "--data", data, "--watch", run).succeeds().out().lines().toList();
    assertEquals(2, lines.size(), lines.toString());
    String figure = String.format(Locale.ROOT, ": AP %.3f  AP50 ", precision);
    assertTrue(lines.get(0).startsWith("step 1" + figure), lines.get(0));
    assertTrue(lines.get(0).endsWith("  best so far"), lines.get(0));
    assertTrue(lines.get(1).startsWith("step 2" + figure), lines.get(1));
  }

  @Test
  void followsNothingElse() {
    Program.run("eval", "--data", data, "--watch", data)
        .fails(data + ": is not the folder of a run of 'jpose train' (no run.json in it)");
    Program.run("eval", "--data", data, "--watch", data, "--model", "lite")
        .refuses(
            "jpose eval",
            "--watch RUN goes with --data, whose images its checkpoints are tried on, and without"
                + " --model and --out");
  }

  @Test
  void writesOverNoInput() throws IOException {
    Path results = Files.writeString(folder.resolve("results.json"), "[]");
    Path truth = data.resolve("annotations/person_keypoints_val.json");
    Program.run("eval", "--ground-truth", truth, "--results", results, "--out", folder)
        .fails(results + ": writing there would replace an input; name another file or folder");
    assertEquals("[]", Files.readString(results));
  }
}
