package org.jpose.train.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jpose.core.Backend;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;
import org.jpose.data.PoseDataset;
import org.jpose.data.augment.Augmentations;
import org.jpose.data.coco.CocoFolder;
import org.jpose.data.coco.CocoImage;
import org.jpose.data.evaluation.EvaluationImages;
import org.jpose.data.evaluation.EvaluationRun;
import org.jpose.data.evaluation.ModelAccuracy;
import org.jpose.data.loader.DatasetBatchMaker;
import org.jpose.data.loader.Recipe;
import org.jpose.data.source.DataOptions;
import org.jpose.data.source.Datasets;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageReadOptions;
import org.jpose.onnx.OnnxBackend;
import org.jpose.testkit.SharedFolder;
import org.jpose.train.engine.Optimizer;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.TrainingOptions;
import org.jpose.train.engine.WeightSet;
import org.jpose.train.engine.compute.Arithmetic;
import org.jpose.train.engine.compute.Compute;
import org.jpose.train.fixture.RandomPeople;
import org.jpose.train.fixture.SmallNetwork;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.ModelFacts;
import org.jpose.weights.ModelSource;
import org.jpose.weights.Precision;
import org.jpose.weights.convert.ModelConverter;
import org.jpose.weights.onnx.OnnxExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkInTrainingTest {
  private static final NetworkSize SIZE = new NetworkSize(256, 256);
  private static final int IMAGES = 8;

  @TempDir private Path folder;

  private Backend exported(TrainingEngine engine, ModelFacts facts) throws Exception {
    Path file = folder.resolve("exported.onnx");
    OnnxExporter.write(file, engine.model(WeightSet.LATEST).optimized(), facts, Precision.FLOAT32);
    return OnnxBackend.open(file, 1);
  }

  /** Even if it trains in bfloat16. */
  private static TrainingEngine engine(ModelSource source) {
    Compute compute = Compute.cpu().withArithmetic(Arithmetic.BFLOAT16).withThreads(1);
    return TrainingEngine.of(
        source.model(),
        TrainingOptions.with(Optimizer.Adam.standard())
            .withNormMomentum(0.01)
            .withCompute(compute));
  }

  @Test
  void findsWhoTheExportedModelFinds() throws Exception {
    Path coco = SharedFolder.require("data/coco_mini");
    Path weights = SharedFolder.require("models/lite/lite.safetensors");
    ModelSource source = ModelConverter.open(weights, ConversionOptions.defaults());
    DataOptions options = DataOptions.defaults().withSplit("val2017");
    CocoFolder annotations = Datasets.annotations(coco, options).orElseThrow();
    EvaluationImages images = EvaluationImages.open(annotations, Optional.empty()).first(IMAGES);
    try (PoseDataset dataset = Datasets.open(coco, options);
        TrainingEngine engine = engine(source)) {
      BatchShape shape =
          new BatchShape(Skeletons.COCO18, SIZE, engine.graph().stride(), engine.graph().colour());
      Recipe recipe = Recipe.of(shape, Augmentations.LITE);
      engine.step(new DatasetBatchMaker(dataset, recipe).make(new BatchRequest(1, 0, 0, 1)), 1e-5);
      try (Backend file = exported(engine, source.facts());
          Backend network = new NetworkInTraining(engine, WeightSet.LATEST, Skeletons.COCO18)) {
        assertEquals(file.info(), network.info());
        double expected = ModelAccuracy.of(file, images, SIZE, EvaluationRun.Listener.NONE).ap();
        HeldOutSplit split =
            new HeldOutSplit(
                dataset,
                recipe,
                Optional.of(images),
                new ValidationOptions(IMAGES, 4, 1, SIZE),
                damage -> {
                  throw damage;
                });
        double measured = split.measure(engine, WeightSet.LATEST).averagePrecision().orElseThrow();
        assertTrue(expected > 0.1, "the model finds hardly anybody: AP " + expected);
        assertEquals(expected, measured, 5e-4);
        assertEqualPeople(file, network, images);
      }
    }
  }

  private static void assertEqualPeople(Backend file, Backend network, EvaluationImages images) {
    EstimatorOptions options = EstimatorOptions.defaults().withSize(SIZE);
    ImageFileReader reader = new ImageFileReader(ImageReadOptions.defaults());
    PoseEstimator one = new PoseEstimator(file, options);
    PoseEstimator other = new PoseEstimator(network, options);
    for (CocoImage annotated : images.without(java.util.Set.of()).subList(0, 4)) {
      Image image = reader.read(images.folder().file(annotated));
      List<Pose> expected = one.estimate(image);
      List<Pose> found = other.estimate(image);
      assertEquals(expected.size(), found.size(), annotated.fileName());
      for (int i = 0; i < expected.size(); i++) {
        assertEqualPerson(expected.get(i), found.get(i), annotated.fileName());
      }
    }
  }

  private static void assertEqualPerson(Pose expected, Pose found, String where) {
    assertEquals(expected.keypoints().size(), found.keypoints().size(), where);
    for (int i = 0; i < expected.keypoints().size(); i++) {
      Keypoint a = expected.keypoints().get(i);
      Keypoint b = found.keypoints().get(i);
      assertEquals(a.joint(), b.joint(), where);
      assertEquals(a.x(), b.x(), 0.05, where);
      assertEquals(a.y(), b.y(), 0.05, where);
    }
  }

  @Test
  void answersInAnyColourOrderEachImageByItself() {
    Image first = new RandomPeople(2).sample(0).image();
    Image second = new RandomPeople(2).sample(1).image();
    byte[] swapped = first.pixels().clone();
    for (int i = 0; i < swapped.length; i += 3) {
      swapped[i] = first.pixels()[i + 2];
      swapped[i + 2] = first.pixels()[i];
    }
    Image rgb = Image.wrap(first.width(), first.height(), ColourOrder.RGB, swapped);
    try (TrainingEngine engine = SmallNetwork.engine(1);
        Backend network = new NetworkInTraining(engine, WeightSet.LATEST, Skeletons.COCO18)) {
      List<PoseFields> together = network.run(List.of(second, rgb));
      PoseFields alone = network.run(List.of(first)).get(0);
      for (int i = 0; i < alone.heat().length; i++) {
        assertEquals(alone.heat()[i], together.get(1).heat()[i], 1e-5);
      }
      assertEquals(List.of(), network.run(List.of()));
    }
  }

  @Test
  void misuseIsRefused() {
    Image image = new RandomPeople(1).sample(0).image();
    Image odd = Image.wrap(60, 64, ColourOrder.BGR, new byte[3 * 60 * 64]);
    try (TrainingEngine engine = SmallNetwork.engine(1)) {
      assertTrue(
          assertThrows(
                  IllegalArgumentException.class,
                  () -> new NetworkInTraining(engine, WeightSet.LATEST, Skeletons.MPII))
              .getMessage()
              .startsWith("small puts out 19 heat and 38 affinity planes, skeleton mpii needs"));
      Backend network = new NetworkInTraining(engine, WeightSet.LATEST, Skeletons.COCO18);
      assertTrue(
          assertThrows(IllegalArgumentException.class, () -> network.run(List.of(odd)))
              .getMessage()
              .startsWith("small takes sides that are multiples of 8"));
      assertThrows(IllegalArgumentException.class, () -> network.run(List.of(image, odd)));
      network.close();
      network.close();
      assertTrue(
          assertThrows(IllegalStateException.class, () -> network.run(List.of(image)))
              .getMessage()
              .contains("closed"));
      // The engine is not its to close.
      assertEquals(0, engine.steps());
      engine.model(WeightSet.LATEST);
    }
  }
}
