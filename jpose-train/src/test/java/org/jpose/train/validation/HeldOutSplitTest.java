package org.jpose.train.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jpose.core.disk.FileException;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.jpose.data.BatchRequest;
import org.jpose.data.PoseDataset;
import org.jpose.data.augment.Augmentations;
import org.jpose.data.coco.CocoFolder;
import org.jpose.data.evaluation.EvaluationImages;
import org.jpose.data.evaluation.EvaluationRun;
import org.jpose.data.evaluation.ModelAccuracy;
import org.jpose.data.loader.DatasetBatchMaker;
import org.jpose.media.image.ImageFileWriter;
import org.jpose.train.engine.StageLoss;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.WeightSet;
import org.jpose.train.fixture.RandomPeople;
import org.jpose.train.fixture.SmallNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeldOutSplitTest {
  private static final int SAMPLES = 7;
  private static final ValidationOptions OPTIONS =
      ValidationOptions.defaults().withSize(new NetworkSize(64, 64));

  @TempDir private Path folder;

  private static HeldOutSplit split(PoseDataset dataset, ValidationOptions options) {
    // Training's augmentation, which validation is to leave out.
    return new HeldOutSplit(
        dataset,
        RandomPeople.recipe(Augmentations.TF_POSE),
        Optional.empty(),
        options,
        damage -> {});
  }

  /** One by one, without the loader. */
  private static List<StageLoss> expected(TrainingEngine engine, int samples) {
    DatasetBatchMaker maker =
        new DatasetBatchMaker(new RandomPeople(SAMPLES), RandomPeople.recipe(Augmentations.NONE));
    double[] sums = new double[4];
    for (int i = 0; i < samples; i++) {
      List<StageLoss> losses =
          engine.loss(maker.make(new BatchRequest(1, 0, i, i + 1)), WeightSet.LATEST);
      for (int stage = 0; stage < 2; stage++) {
        sums[2 * stage] += losses.get(stage).heat() / samples;
        sums[2 * stage + 1] += losses.get(stage).affinity() / samples;
      }
    }
    return List.of(new StageLoss(sums[0], sums[1]), new StageLoss(sums[2], sums[3]));
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 7", "3, 0, 7", "7, 0, 7", "16, 0, 7", "3, 5, 5", "2, 100, 7"})
  void lossIsTheMeanOverSamplesWhateverTheBatches(int batch, int samples, int taken) {
    try (TrainingEngine engine = SmallNetwork.engine(1)) {
      List<StageLoss> losses =
          split(new RandomPeople(SAMPLES), OPTIONS.withBatch(batch).withSamples(samples))
              .measure(engine, WeightSet.LATEST)
              .losses();
      List<StageLoss> expected = expected(engine, taken);
      assertEquals(2, losses.size());
      for (int i = 0; i < 2; i++) {
        assertEquals(expected.get(i).heat(), losses.get(i).heat(), 1e-5 * expected.get(i).heat());
        double affinity = expected.get(i).affinity();
        assertEquals(affinity, losses.get(i).affinity(), 1e-5 * affinity);
      }
    }
  }

  @Test
  void measuringAgainGivesTheSameAndTrainingGoesOnAsIfNothingWere() {
    DatasetBatchMaker maker =
        new DatasetBatchMaker(
            new RandomPeople(SAMPLES), RandomPeople.recipe(Augmentations.TF_POSE));
    BatchRequest request = new BatchRequest(5, 0, 0, 4);
    try (TrainingEngine measured = SmallNetwork.engine(1);
        TrainingEngine other = SmallNetwork.engine(1)) {
      HeldOutSplit split = split(new RandomPeople(SAMPLES), OPTIONS.withBatch(3));
      ValidationReport first = split.measure(measured, WeightSet.LATEST);
      assertEquals(first, split.measure(measured, WeightSet.LATEST));
      for (int i = 0; i < 2; i++) {
        measured.step(maker.make(request), 0.01);
        other.step(maker.make(request), 0.01);
        ValidationReport trained = split.measure(measured, WeightSet.LATEST);
        assertTrue(trained.losses().get(1).total() != first.losses().get(1).total());
      }
      assertEquals(
          split.measure(other, WeightSet.LATEST), split.measure(measured, WeightSet.LATEST));
    }
  }

  @Test
  void damagedSamplesAreToldOf() {
    List<RuntimeException> damage = Collections.synchronizedList(new ArrayList<>());
    HeldOutSplit split =
        new HeldOutSplit(
            new RandomPeople(SAMPLES, 3),
            RandomPeople.recipe(Augmentations.NONE),
            Optional.empty(),
            OPTIONS,
            damage::add);
    try (TrainingEngine engine = SmallNetwork.engine(1)) {
      split.measure(engine, WeightSet.LATEST);
    }
    assertEquals(List.of("3.jpg: truncated or damaged JPEG"), messages(damage));
  }

  private static List<String> messages(List<RuntimeException> damage) {
    return damage.stream().map(Throwable::getMessage).toList();
  }

  @Test
  void withoutCocosAnnotationsThereIsNoPrecision() {
    try (TrainingEngine engine = SmallNetwork.engine(1)) {
      assertEquals(
          OptionalDouble.empty(),
          split(new RandomPeople(2), OPTIONS).measure(engine, WeightSet.LATEST).averagePrecision());
    }
  }

  /** A COCO folder of one image; annotations as given. */
  private EvaluationImages coco(String file, String annotations) throws Exception {
    Files.createDirectories(folder.resolve("images"));
    Files.writeString(
        folder.resolve("person_keypoints.json"),
        "{\"images\":[{\"id\":1,\"file_name\":\"%s\",\"width\":64,\"height\":64}],".formatted(file)
            + "\"annotations\":["
            + annotations
            + "],\"categories\":[{\"id\":1,\"name\":\"person\"}]}");
    Image image = new RandomPeople(1).sample(0).image();
    new ImageFileWriter()
        .write(
            Image.wrap(64, 64, ColourOrder.BGR, image.pixels()),
            folder.resolve("images/there.png"));
    return EvaluationImages.open(CocoFolder.find(folder), Optional.empty());
  }

  private static String person() {
    return "{\"id\":1,\"image_id\":1,\"category_id\":1,\"num_keypoints\":17,\"keypoints\":["
        + String.join(",", Collections.nCopies(17, "20,30,2"))
        + "],\"bbox\":[10,10,40,40]}";
  }

  private HeldOutSplit split(EvaluationImages images, List<RuntimeException> damage) {
    return new HeldOutSplit(
        new RandomPeople(2),
        RandomPeople.recipe(Augmentations.NONE),
        Optional.of(images),
        OPTIONS,
        damage::add);
  }

  @Test
  void imagesOnWhichNobodyIsLabelledAreRefused() {
    FileException refused = assertThrows(FileException.class, () -> coco("there.png", ""));
    assertTrue(refused.getMessage().contains("nobody is labelled"), refused.getMessage());
  }

  @Test
  void anUntrainedNetworkFindsNobodyAndABoxStandsForAnArea() throws Exception {
    List<RuntimeException> damage = new ArrayList<>();
    try (TrainingEngine engine = SmallNetwork.engine(1)) {
      HeldOutSplit split = split(coco("there.png", person()), damage);
      assertEquals(
          OptionalDouble.of(0), split.measure(engine, WeightSet.LATEST).averagePrecision());
    }
    assertEquals(List.of(), damage);
  }

  @Test
  void aMissingImageIsToldOfAndItsPeopleCountAsMissed() throws Exception {
    List<RuntimeException> damage = new ArrayList<>();
    try (TrainingEngine engine = SmallNetwork.engine(1)) {
      HeldOutSplit split = split(coco("gone.png", person()), damage);
      assertEquals(
          OptionalDouble.of(0), split.measure(engine, WeightSet.LATEST).averagePrecision());
    }
    assertEquals(1, damage.size());
    assertTrue(damage.get(0) instanceof FileException);
    assertTrue(damage.get(0).getMessage().contains("gone.png"), damage.get(0).getMessage());
  }

  @Test
  void aClosedEngineIsNoDamagedImage() throws Exception {
    List<RuntimeException> damage = new ArrayList<>();
    EvaluationImages images = coco("there.png", person());
    TrainingEngine engine = SmallNetwork.engine(1);
    engine.close();
    HeldOutSplit split = split(images, damage);
    assertThrows(IllegalStateException.class, () -> split.measure(engine, WeightSet.LATEST));
    NetworkInTraining network =
        new NetworkInTraining(engine, WeightSet.LATEST, new RandomPeople(1).skeleton());
    IllegalStateException ended =
        assertThrows(
            IllegalStateException.class,
            () ->
                ModelAccuracy.of(
                    network, images, OPTIONS.size(), EvaluationRun.Listener.ofDamage(damage::add)));
    assertEquals("training of 'small' is closed", ended.getMessage());
    assertEquals(List.of(), damage);
  }

  @Test
  void optionsAreChecked() {
    assertEquals(
        "samples of a batch: 0, expected 1 or more",
        assertThrows(IllegalArgumentException.class, () -> OPTIONS.withBatch(0)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> OPTIONS.withSamples(-1));
    assertThrows(IllegalArgumentException.class, () -> OPTIONS.withThreads(0));
  }
}
