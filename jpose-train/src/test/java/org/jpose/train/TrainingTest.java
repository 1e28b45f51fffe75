package org.jpose.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jpose.core.Backend;
import org.jpose.core.disk.FileException;
import org.jpose.core.field.EncoderOptions;
import org.jpose.core.field.UnknownJoints;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.augment.Augmentation;
import org.jpose.data.augment.Augmentations;
import org.jpose.data.augment.PixelChanges;
import org.jpose.data.coco.CocoFolder;
import org.jpose.data.loader.InputSizes;
import org.jpose.data.source.DataOptions;
import org.jpose.data.source.LabelOptions;
import org.jpose.onnx.OnnxBackend;
import org.jpose.testkit.SmallCoco;
import org.jpose.train.Optimization.Bits;
import org.jpose.train.Optimization.Course;
import org.jpose.train.Optimization.Method;
import org.jpose.train.checkpoint.Checkpoint;
import org.jpose.train.checkpoint.RunRecord;
import org.jpose.train.distillation.DistillationOptions;
import org.jpose.train.loop.LoopEnd;
import org.jpose.train.loop.StepReport;
import org.jpose.train.loop.StopRequest;
import org.jpose.train.loop.TrainingObserver;
import org.jpose.train.rank.RankMeeting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training as a caller has it, on the smallest network there is. */
class TrainingTest {
  private static final String NETWORK = "mobilenet_0.1_0.1";

  /** In numbers that can be repeated. */
  private static final Optimization REPEATABLE =
      Optimization.defaults().withBits(Bits.FP32).withThreads(1);

  @TempDir private Path folder;
  private Path coco;
  private Path output;

  @BeforeEach
  void writeCoco() throws IOException {
    coco = folder.resolve("coco");
    output = folder.resolve("run");
    SmallCoco.write(coco, "train", 5, true);
    SmallCoco.write(coco, "val", 2, true);
  }

  private Training small(Path run) {
    return Training.of(NETWORK)
        .on(coco)
        .into(run)
        .size(64, 64)
        .batchSize(2)
        .with(REPEATABLE)
        .with(HeldOutOptions.defaults().withSamples(0).withPictures(0));
  }

  @Test
  void trainsAndIsMeasuredAndUsed() throws Exception {
    TrainingRun run =
        small(output)
            .steps(2)
            .with(HeldOutOptions.defaults().withSize(new NetworkSize(64, 64)).withPictures(0))
            .run();
    assertEquals(LoopEnd.DONE, run.end());
    assertEquals(2, run.last().orElseThrow().step());
    assertTrue(run.best().score().orElseThrow().averagePrecision().isPresent());
    assertEquals("jpose train, run, step 2", run.model().facts().source());
    Path model = folder.resolve("mine.onnx");
    run.export(model);
    try (Backend backend = OnnxBackend.open(model, 1)) {
      assertEquals(NETWORK, backend.info().name());
    }
    assertEquals(2, run.validate(CocoFolder.find(coco, "val"), new NetworkSize(64, 64)).images());
  }

  /** Asks it to stop after a step. */
  private static TrainingListener stoppingAfter(long step, StopRequest stop) {
    return new TrainingListener() {
      @Override
      public Optional<TrainingObserver> steps(long done, long steps, IntSupplier damaged) {
        return Optional.of(
            new TrainingObserver() {
              @Override
              public void step(StepReport report) {
                if (report.step() == step) {
                  stop.request();
                }
              }
            });
      }
    };
  }

  private LoopEnd stopped(Training training, long step) throws Exception {
    StopRequest stop = new StopRequest();
    try (PreparedTraining prepared = training.with(stoppingAfter(step, stop)).open()) {
      return prepared.run(stop, RankMeeting.ofStarted()).end();
    }
  }

  @Test
  void goesOnFromItsFolderAloneAsIfNeverStopped() throws Exception {
    Path whole = folder.resolve("whole");
    small(whole).steps(4).run();
    assertEquals(LoopEnd.STOPPED, stopped(small(output).steps(4), 2));
    assertEquals(LoopEnd.DONE, Training.resume(output).run().end());
    for (String file : List.of(Checkpoint.WEIGHTS, Checkpoint.AVERAGE, Checkpoint.OPTIMIZER)) {
      String place = "checkpoints/step-0000004/" + file;
      assertArrayEquals(
          Files.readAllBytes(whole.resolve(place)),
          Files.readAllBytes(output.resolve(place)),
          file);
    }
  }

  /** What differs from the usual in each option that the weights depend on. */
  private Training unusual() {
    DataOptions labels =
        DataOptions.defaults()
            .withSplit("train")
            .withSkeleton(Skeletons.COCO17)
            .withLabels(
                LabelOptions.defaults()
                    .withMinimumJoints(2)
                    .withConfidence(0.1f, 0.3f)
                    .withOnlyWithPeople(true)
                    .withLimit(4));
    return Training.of(NETWORK)
        .on(
            TrainingSamples.of(coco)
                .withOptions(labels)
                .withSizes(InputSizes.parse("64x64:2,96x64"))
                .withAugmentation(Augmentations.CMU.withMosaic(0.25))
                .withMostDamaged(0.07)
                .withTargets(new EncoderOptions(7, 6, 4), UnknownJoints.NEGATIVE))
        .into(output)
        .seed(7)
        .epochs(3)
        .batchSize(2)
        .with(
            REPEATABLE
                .withCourse(Course.CONSTANT)
                .withRates(List.of(0.02))
                .withMethod(Method.SGD)
                .withWeightDecay(1e-4)
                .withClip(3)
                .withAverage(0)
                .withFrozen(List.of("Conv2d_0"))
                .withTrunkRate(0.5)
                .withHardShare(0.25))
        .with(
            HeldOutOptions.defaults()
                .withSamples(1)
                .withSize(new NetworkSize(64, 64))
                .withPictures(1))
        .with(new SavingOptions(500, OptionalLong.of(300), 20));
  }

  @Test
  void aRunsRecordTellsAllItsOptions() throws Exception {
    assertEquals(LoopEnd.STOPPED, stopped(unusual(), 1));
    Map<String, String> settings = RunRecord.read(output).settings();
    assertEquals("Conv2d_0", settings.get("freeze"));
    assertEquals("64x64:2.0,96x64:1.0", settings.get("size"));
    assertEquals("0.25", settings.get("mosaic"));
    assertEquals("7%", settings.get("max-damaged"));
    assertEquals("500", settings.get("save-every"));
    assertEquals("300", settings.get("validate-every"));
    assertEquals("20", settings.get("keep"));
    assertEquals("1", settings.get("pictures"));
    try (PreparedTraining resumed = Training.resume(output).open()) {
      assertEquals(settings, resumed.settings());
    }
  }

  @Test
  void aRecordTellsPhasesFeaturesAndTeacher() throws Exception {
    Training phases =
        Training.of(NETWORK)
            .on(coco)
            .into(output)
            .size(64, 64)
            .batchSize(2)
            .with(REPEATABLE)
            .with(
                TrainingLength.defaults()
                    .withBatchSize(2)
                    .withPhases(PhaseOptions.parse("heads:2,all:1")))
            .with(FeatureOptions.defaults().withBytes(1L << 24).withUses(2))
            .with(
                TeacherOptions.of("lite").withPart(DistillationOptions.defaults().withWeight(0.75)))
            .with(HeldOutOptions.defaults().withSamples(0).withPictures(0));
    assertEquals(LoopEnd.STOPPED, stopped(phases, 1));
    Map<String, String> settings = RunRecord.read(output).settings();
    assertEquals("heads:2,all:1", settings.get("phases"));
    assertEquals("0.75", settings.get("teacher-weight"));
    try (PreparedTraining resumed = Training.resume(output).open()) {
      assertEquals(settings, resumed.settings());
    }
  }

  private static List<String> checkpoints(Path run) throws IOException {
    try (Stream<Path> found = Files.list(run.resolve("checkpoints"))) {
      return found.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aRunThatGoesOnKeepsAsManyCheckpoints() throws Exception {
    Training training = small(output).steps(5).with(new SavingOptions(1, OptionalLong.empty(), 4));
    assertEquals(LoopEnd.STOPPED, stopped(training, 4));
    assertEquals(LoopEnd.DONE, Training.resume(output).run().end());
    assertEquals(
        List.of("step-0000002", "step-0000003", "step-0000004", "step-0000005"),
        checkpoints(output));
  }

  /** Killed before its first checkpoint. */
  @Test
  void aRunWithoutACheckpointBeginsWithTheSameWeights() throws Exception {
    Path first = folder.resolve("first");
    small(first).steps(1).run();
    String weights = first.resolve("checkpoints/step-0000001/weights.safetensors").toString();
    for (TrainingStart start :
        List.of(
            TrainingStart.of(NETWORK).withPretrained(weights).withBackboneOnly(true),
            TrainingStart.of("mobilenet_0.1_0.25").withPretrained(weights).withPartial(true))) {
      Path run = folder.resolve("run-" + start.model());
      Training training =
          Training.of(start)
              .on(coco)
              .into(run)
              .size(64, 64)
              .batchSize(2)
              .with(REPEATABLE)
              .with(HeldOutOptions.defaults().withSamples(0).withPictures(0))
              .steps(1);
      training.run();
      Path saved = run.resolve("checkpoints/step-0000001");
      byte[] wanted = Files.readAllBytes(saved.resolve(Checkpoint.WEIGHTS));
      delete(saved);
      Training.resume(run).run();
      assertArrayEquals(
          wanted, Files.readAllBytes(saved.resolve(Checkpoint.WEIGHTS)), start.toString());
    }
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void anAugmentationThatTheRecordDoesNotTellIsNotReplaced() throws Exception {
    Augmentation changed = Augmentations.LITE.withPixels(PixelChanges.NONE);
    Training training =
        Training.of(NETWORK)
            .on(TrainingSamples.of(coco).withAugmentation(changed))
            .into(output)
            .size(64, 64)
            .batchSize(2)
            .with(REPEATABLE)
            .with(HeldOutOptions.defaults().withSamples(0).withPictures(0))
            .steps(3);
    assertEquals(LoopEnd.STOPPED, stopped(training, 1));
    assertEquals(
        output
            + ": the run's augmentation is 'lite' changed in Java, which its record does not tell;"
            + " go on with it by the program that began it, with the same settings, resumed",
        assertThrows(FileException.class, () -> Training.resume(output)).getMessage());
    TrainingSamples preset = TrainingSamples.of(coco).withSize(new NetworkSize(64, 64));
    String message =
        assertThrows(IllegalArgumentException.class, () -> training.on(preset).resumed(true).open())
            .getMessage();
    assertTrue(message.contains("augment-text is not given, the run has 'Aug"), message);
    assertEquals(LoopEnd.DONE, training.resumed(true).run().end());
  }

  @Test
  void placesWithTheSeparatorInTheirNamesComeBack() {
    Path plain = Path.of("a b").toAbsolutePath();
    Path odd = Path.of("a" + File.pathSeparator + "b c%").toAbsolutePath();
    assertEquals(plain.toString(), RunSettings.text(List.of(plain)));
    for (List<Path> places :
        List.of(List.of(plain), List.of(plain, plain), List.of(odd), List.of(plain, odd, plain))) {
      assertEquals(places, RunSettings.places(RunSettings.text(places)));
    }
  }

  /** As records were that had less in them. */
  @Test
  void anEarlierRunGoesOn() throws Exception {
    assertEquals(LoopEnd.STOPPED, stopped(small(output).steps(2), 1));
    RunRecord record = RunRecord.read(output);
    Map<String, String> settings = new LinkedHashMap<>(record.settings());
    assertEquals("0", settings.remove("pictures"));
    assertEquals(
        Set.of(),
        settings.keySet().stream()
            .filter(
                Set.of(
                        "partial",
                        "backbone-only",
                        "mosaic",
                        "augment-text",
                        "max-damaged",
                        "save-every",
                        "validate-every",
                        "keep")
                    ::contains)
            .collect(Collectors.toSet()));
    new RunRecord(settings, record.sessions()).write(output);
    assertEquals(LoopEnd.DONE, Training.resume(output).run().end());
  }

  @Test
  void whatCannotBeGoneOnWithIsRefused() throws Exception {
    assertEquals(
        output.resolve("run.json") + ": no such file",
        assertThrows(FileException.class, () -> Training.resume(output)).getMessage());
    Files.createDirectories(output);
    new RunRecord(Map.of("model", NETWORK), List.of()).write(output);
    assertEquals(
        output
            + ": the run does not say where its data is; go on with it by the program"
            + " that began it, with the same settings",
        assertThrows(FileException.class, () -> Training.resume(output)).getMessage());
    new RunRecord(Map.of("model", NETWORK, "places", coco.toString()), List.of()).write(output);
    assertTrue(
        assertThrows(FileException.class, () -> Training.resume(output))
            .getMessage()
            .startsWith(output + ": its record is damaged: "));
  }

  @Test
  void whatCannotBeIsRefusedBeforeAFolderIsMade() {
    assertEquals(
        "nothing to learn from; name the data with on(...)",
        assertThrows(IllegalStateException.class, () -> Training.of(NETWORK).open()).getMessage());
    assertEquals(
        "a batch of 6 is more than the 5 samples there are",
        assertThrows(
                IllegalArgumentException.class, () -> small(output).batchSize(6).steps(1).open())
            .getMessage());
    assertEquals(
        "size 60x64: sides must be multiples of 8 for " + NETWORK + "; the next such size is 64x64",
        assertThrows(IllegalArgumentException.class, () -> small(output).size(60, 64).open())
            .getMessage());
    assertEquals(
        "epochs and steps exclude each other; choose one",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new TrainingLength(
                        java.util.OptionalInt.empty(),
                        java.util.OptionalInt.of(1),
                        java.util.OptionalLong.of(1),
                        List.of()))
            .getMessage());
    assertTrue(Files.notExists(output));
  }
}
