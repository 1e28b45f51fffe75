package org.jpose.spark.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jpose.core.PoseEstimator;
import org.jpose.core.disk.FileException;
import org.jpose.core.field.AccurateDecoder;
import org.jpose.core.field.DecoderOptions;
import org.jpose.core.pose.LabelledJoint;
import org.jpose.core.pose.LabelledPerson;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeletons;
import org.jpose.core.pose.Visibility;
import org.jpose.data.coco.CocoFile;
import org.jpose.data.coco.CocoFolder;
import org.jpose.data.evaluation.EvaluationImages;
import org.jpose.data.evaluation.EvaluationRun;
import org.jpose.data.source.CocoSource;
import org.jpose.data.source.ImageLabels;
import org.jpose.data.source.LabelOptions;
import org.jpose.data.source.ResultsSource;
import org.jpose.media.results.ImageResult;
import org.jpose.media.results.ResultFormat;
import org.jpose.media.results.ResultWriter;
import org.jpose.onnx.OnnxBackend;
import org.jpose.spark.CocoLabels;
import org.jpose.spark.ExecutorModel;
import org.jpose.spark.LocalSpark;
import org.jpose.spark.PeopleOfImages;
import org.jpose.spark.PeopleSchema;
import org.jpose.spark.Photos;
import org.jpose.zoo.ModelZoo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class JobTest {
  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path photos;
  private Path target;

  @BeforeEach
  void makeFolders() throws Exception {
    photos = Files.createDirectory(folder.resolve("photos"));
    target = folder.resolve("people");
  }

  @Test
  void parquetHasARowAnImage() throws Exception {
    List<Path> good = Photos.write(photos, 4);
    Photos.writeBad(photos);
    assertTrue(job());
    assertPlainLoop(good, SPARK.read().parquet(target.toString()), 9);
    assertTrue(text(out).contains("9 of 9 images"), text(out));
    assertTrue(text(out).contains(" 5 errors"), text(out));
  }

  @Test
  void jsonHasThemToo() throws Exception {
    List<Path> good = Photos.write(photos, 3);
    assertTrue(job("--format", "json"));
    assertPlainLoop(good, SPARK.read().schema(PeopleSchema.images()).json(target.toString()), 3);
  }

  @Test
  void resumingDoesWhatIsLeft() throws Exception {
    List<Path> first = Photos.write(photos, 6);
    Path later = Files.createDirectory(folder.resolve("later"));
    Files.move(first.get(2), later.resolve("2"));
    Files.move(first.get(5), later.resolve("5"));
    assertTrue(job());
    List<Path> before = parts();
    Files.move(later.resolve("2"), first.get(2));
    Files.move(later.resolve("5"), first.get(5));
    FileException refused = assertThrows(FileException.class, this::job);
    assertTrue(refused.getMessage().contains("is there already"), refused.getMessage());
    assertTrue(job("--resume"));
    assertTrue(text(out).contains("4 of 6 images are done already"), text(out));
    assertPlainLoop(first, SPARK.read().parquet(target.toString()), 6);
    assertTrue(parts().containsAll(before), "what was done was written again");
    int parts = parts().size();
    assertTrue(job("--resume"));
    assertEquals(parts, parts().size(), "nothing was left to do");
  }

  @Test
  void resumingWithOtherSettingsIsRefused() throws Exception {
    Photos.write(photos, 1);
    assertTrue(job());
    FileException other = assertThrows(FileException.class, () -> job("--resume", "--flip"));
    assertTrue(
        other.getMessage().contains("was made with flip false, not true"), other.getMessage());
    Files.delete(target.resolve("_jpose.properties"));
    FileException foreign = assertThrows(FileException.class, () -> job("--resume"));
    assertTrue(
        foreign.getMessage().contains("is no output of jpose to go on with"), foreign.getMessage());
  }

  /**
   * What a killed job leaves: files of its tasks that no job has taken over, and, where a machine
   * went down, a file of which the end is missing.
   */
  @Test
  void halfWrittenOutputIsNotDone() throws Exception {
    List<Path> files = Photos.write(photos, 4);
    assertTrue(job("--chunk", "2"));
    List<Path> parts = parts();
    Path whole = parts.get(0);
    int lost = (int) SPARK.read().parquet(whole.toString()).count();
    Path task = target.resolve("_temporary/0/task_202601010000001234567890123456789_0000_m_000000");
    Files.createDirectories(task);
    Files.copy(parts.get(1), task.resolve(parts.get(1).getFileName()));
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(whole, Arrays.copyOf(bytes, bytes.length / 2));
    assertTrue(job("--resume", "--chunk", "2"));
    assertTrue(text(err).contains("is not whole and was put aside"), text(err));
    assertTrue(text(out).contains((4 - lost) + " of 4 images are done already"), text(out));
    assertPlainLoop(files, SPARK.read().parquet(target.toString()), 4);
  }

  @Test
  void cocoLabelsAreThoseOfAModelsResults() throws Exception {
    List<Path> good = Photos.write(photos, 5);
    Photos.writeBad(photos);
    assertTrue(job("--format", "coco", "--images-per-task", "2"));
    Files.createSymbolicLink(target.resolve("images"), photos);
    CocoFolder one = new CocoFolder(target.resolve("person_keypoints.json"), photos);
    List<ImageLabels> labels = labels(one);
    assertEquals(5, labels.size());
    assertSameLabels(resultsOf(good), labels);
    List<ImageLabels> ofShards = new ArrayList<>();
    try (Stream<Path> shards = Files.list(target.resolve("shards"))) {
      for (Path shard : shards.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        ofShards.addAll(labels(new CocoFolder(shard, photos)));
      }
    }
    assertSameLabels(labels, ofShards);
    assertEquals(CocoFolder.find(target).annotations(), target.resolve("person_keypoints.json"));
  }

  @Test
  void openPoseHasAFileAnImage() throws Exception {
    List<Path> files = Photos.write(photos, 3);
    Path below = Files.createDirectory(photos.resolve("below"));
    Files.copy(files.get(0), below.resolve("photo.jpg"));
    assertTrue(job("--format", "openpose", "--recursive"));
    Path expected = folder.resolve("expected.json");
    try (ResultWriter writer = ResultFormat.OPENPOSE.open(expected)) {
      writer.write(ImageResult.of("x", 300, 200, Photos.plainLoop(files, Photos.options()).get(0)));
      writer.complete();
    }
    Path written = target.resolve("openpose/photo-000_keypoints.json");
    assertEquals(Files.readString(expected), Files.readString(written));
    assertEquals(
        Files.readString(expected),
        Files.readString(target.resolve("openpose/below/photo_keypoints.json")));
    Files.copy(files.get(0), photos.resolve("photo-000.jpeg"));
    FileException twice =
        assertThrows(
            FileException.class, () -> job("--format", "openpose", "--recursive", "--resume"));
    assertTrue(twice.getMessage().contains("would replace"), twice.getMessage());
  }

  @Test
  void figuresAreThoseOfAnEvaluationRun() throws Exception {
    List<Path> files = Photos.write(photos, 6);
    // What another network finds is the truth, so that the figures are between 0 and 1.
    var teacher = Photos.options().withModel(ExecutorModel.embedded("base"));
    Path truth = Files.createDirectory(folder.resolve("truth"));
    Dataset<Row> taught =
        PeopleOfImages.of(LocalSpark.files(Photos.names(files), 1), teacher).cache();
    CocoLabels.write(taught, truth.toString());
    Path annotations = truth.resolve("person_keypoints.json");
    assertTrue(job("--evaluate", annotations.toString()));
    EvaluationImages images =
        EvaluationImages.open(new CocoFolder(annotations, photos), Optional.empty());
    EvaluationRun run = new EvaluationRun(images, Map.of(), EvaluationRun.Listener.NONE);
    try (PoseEstimator estimator =
        new PoseEstimator(
            OnnxBackend.open(ModelZoo.load("lite"), "test", 0),
            Photos.options()
                .estimation()
                .withDecoder(new AccurateDecoder(DecoderOptions.accurate().withMinScore(0))))) {
      run.run(estimator);
    }
    double ap = run.evaluation().summary().ap();
    assertTrue(ap > 0 && ap < 1, "AP " + ap);
    assertTrue(text(out).endsWith(run.evaluation().summary().table()), text(out));
    assertFalse(CocoFile.read(annotations).people().isEmpty());
  }

  @Test
  void nothingThereAndNothingDoneAreTold() throws Exception {
    FileException empty = assertThrows(FileException.class, this::job);
    assertTrue(empty.getMessage().contains("no images there"), empty.getMessage());
    Files.writeString(photos.resolve("notes.txt"), "x");
    Files.writeString(photos.resolve("_bad.jpg"), "x");
    assertFalse(job("--resume"), "no image could be done");
    assertTrue(text(out).contains("left out, no images by their names: 1 .txt"), text(out));
    refuses("--track, --smooth and --step go with --video", "a", "-o", "b", "--track");
    refuses("decoder 'x' is not known; known: ", "a", "-o", "b", "--decoder", "x");
    refuses("no inputs; name files, folders or patterns", "--out", "b");
    refuses("no output; give --out DIR", "a");
  }

  private static void refuses(String message, String... arguments) {
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> Main.parse(arguments));
    assertTrue(thrown.getMessage().startsWith(message), thrown.getMessage());
  }

  @Test
  void namesOfEarlierStillWork() {
    JobArguments now = Main.parse("a", "b", "--recursive", "--out", "c");
    JobArguments earlier = Main.parse("--input", "a", "b", "--recursive", "--output", "c");
    assertEquals(List.of("a", "b"), now.inputs());
    assertEquals(now.inputs(), earlier.inputs());
    assertEquals("c", now.output);
    assertEquals("c", earlier.output);
  }

  @Test
  void helpHasEveryOption() {
    String help = Main.help();
    for (var option : new CommandLine(new JobArguments()).getCommandSpec().options()) {
      for (String name : option.hidden() ? new String[0] : option.names()) {
        assertTrue(help.contains(" " + name + " ") || help.contains(" " + name + ","), name);
      }
    }
  }

  private boolean job(String... more) {
    out.reset();
    err.reset();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                photos.toString(),
                "--out",
                target.toString(),
                "--model",
                "lite",
                "--size",
                "208x184"));
    arguments.addAll(List.of(more));
    return new Job(
            SPARK,
            Main.parse(arguments.toArray(String[]::new)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run();
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private List<Path> parts() throws Exception {
    try (Stream<Path> all = Files.list(target)) {
      return all.filter(file -> file.getFileName().toString().startsWith("part-"))
          .sorted()
          .toList();
    }
  }

  private static void assertPlainLoop(List<Path> files, Dataset<Row> people, int rows) {
    List<Row> sorted = people.sort("path").collectAsList();
    assertEquals(rows, sorted.size(), "one row an input");
    List<List<Pose>> expected = Photos.plainLoop(files, Photos.options());
    List<Row> good = sorted.stream().filter(row -> row.getAs("error") == null).toList();
    assertEquals(Photos.names(files), good.stream().map(row -> row.<String>getAs("path")).toList());
    for (int i = 0; i < good.size(); i++) {
      assertEquals(expected.get(i), Photos.people(good.get(i)).orElseThrow());
    }
  }

  private List<ImageLabels> resultsOf(List<Path> files) {
    Path json = folder.resolve("results.jsonl");
    List<List<Pose>> people = Photos.plainLoop(files, Photos.options());
    try (ResultWriter writer = ResultFormat.JSON_LINES.open(json)) {
      for (int i = 0; i < files.size(); i++) {
        writer.write(ImageResult.of(files.get(i).toString(), 300 + 7 * i, 200, people.get(i)));
      }
      writer.complete();
    }
    try (var source =
        ResultsSource.open(json, Optional.empty(), Optional.empty(), LabelOptions.defaults())) {
      return IntStream.range(0, source.size())
          .mapToObj(source::labels)
          .map(labels -> labels.to(Skeletons.COCO17))
          .toList();
    }
  }

  private static List<ImageLabels> labels(CocoFolder folder) {
    try (CocoSource source = CocoSource.open(folder, LabelOptions.defaults())) {
      return IntStream.range(0, source.size()).mapToObj(source::labels).toList();
    }
  }

  /** Results in JSON have hundredths of a pixel. */
  private static void assertSameLabels(List<ImageLabels> expected, List<ImageLabels> found) {
    assertEquals(expected.size(), found.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).file().getFileName(), found.get(i).file().getFileName());
      assertEquals(expected.get(i).width(), found.get(i).width());
      List<LabelledPerson> people = expected.get(i).people();
      assertEquals(people.size(), found.get(i).people().size(), "image " + i);
      for (int j = 0; j < people.size(); j++) {
        for (int k = 0; k < people.get(j).joints().size(); k++) {
          LabelledJoint joint = people.get(j).joints().get(k);
          LabelledJoint other = found.get(i).people().get(j).joints().get(k);
          assertEquals(joint.visibility(), other.visibility());
          if (joint.visibility() != Visibility.UNLABELLED) {
            assertEquals(joint.x(), other.x(), 0.011);
            assertEquals(joint.y(), other.y(), 0.011);
          }
        }
      }
    }
  }
}
