package org.jpose.train.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jpose.core.FeatureBackend;
import org.jpose.core.disk.FileException;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.Batch;
import org.jpose.data.BatchShape;
import org.jpose.data.FeaturePlanes;
import org.jpose.data.augment.Augmentations;
import org.jpose.data.loader.BatchLoader;
import org.jpose.data.loader.BatchPlan;
import org.jpose.data.loader.DatasetBatchMaker;
import org.jpose.data.loader.Recipe;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.Node;
import org.jpose.net.architecture.Networks;
import org.jpose.onnx.OnnxFeatures;
import org.jpose.train.engine.Optimizer;
import org.jpose.train.engine.StageLoss;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.TrainingOptions;
import org.jpose.train.engine.WeightSet;
import org.jpose.train.engine.compute.Compute;
import org.jpose.train.fixture.RandomPeople;
import org.jpose.weights.InitialWeights;
import org.jpose.weights.Model;
import org.jpose.weights.Tensor;
import org.jpose.weights.onnx.OnnxExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Features that a network's trunk makes in ONNX Runtime, learned from in libtorch. */
class FeatureBatchesTest {
  private static final int SAMPLES = 9;
  private static final int BATCH = 4;
  private static final int STEPS = 12;
  private static final FieldChannels PLANES = FieldChannels.of(Skeletons.COCO18);
  private static final TrainingOptions HEADS =
      TrainingOptions.with(Optimizer.Adam.standard())
          .withTrunkRate(0)
          .withCompute(Compute.reproducible());

  @TempDir private Path folder;

  private final List<String> said = new ArrayList<>();
  private final Graph graph = Networks.named("mobilenet_0.1_0.1", PLANES);
  private final Model model = InitialWeights.of(graph, 1);

  private static Recipe recipe(Graph graph) {
    ColourOrder colour = graph.colour();
    NetworkSize size = new NetworkSize(64, 64);
    return Recipe.of(
        new BatchShape(Skeletons.COCO18, size, graph.stride(), colour), Augmentations.LITE);
  }

  private static FeaturePlan plan(Graph graph, int rank, int ranks) {
    BatchPlan batches = BatchPlan.of(3, SAMPLES, BATCH, 100);
    FeatureTerms terms = FeatureTerms.defaults().withBytes(5_000_000).withUses(3);
    return new FeaturePlan(graph, recipe(graph), batches.share(rank, ranks), terms);
  }

  private FeatureBatches batches(FeaturePlan plan, long done, int threads) {
    byte[] trunk = OnnxExporter.trunk(model);
    FeatureCache cache =
        FeatureCache.open(
            folder, plan.origin(trunk, "people"), plan.bytes(), plan.wanted(done), said::add);
    return batches(plan, done, threads, cache, OnnxFeatures.open(trunk, "small"));
  }

  private static FeatureBatches batches(
      FeaturePlan plan, long done, int threads, FeatureCache cache, FeatureBackend trunk) {
    DatasetBatchMaker maker = new DatasetBatchMaker(new RandomPeople(SAMPLES), plan.recipe());
    return new FeatureBatches(
        plan, done, cache, trunk, asked -> new BatchLoader(maker, () -> asked, 2, 2), threads);
  }

  private static List<Batch> take(FeatureBatches batches, int count) throws InterruptedException {
    List<Batch> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(batches.next().orElseThrow());
    }
    return taken;
  }

  private List<Batch> steps(long done, int count, int threads) throws InterruptedException {
    try (FeatureBatches batches = batches(plan(graph, 0, 1), done, threads)) {
      return take(batches, count);
    }
  }

  private static void assertSame(List<Batch> expected, List<Batch> found) {
    assertEquals(expected.size(), found.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).request(), found.get(i).request());
      assertArrayEquals(expected.get(i).heat(), found.get(i).heat());
      assertArrayEquals(expected.get(i).affinityMask(), found.get(i).affinityMask());
      for (int feature = 0; feature < expected.get(i).features().size(); feature++) {
        assertArrayEquals(
            expected.get(i).features().get(feature).values(),
            found.get(i).features().get(feature).values());
      }
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      // What is being written has a folder of its own.
      return found.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static double loss(TrainingEngine engine, Batch batch) {
    return engine.loss(batch, WeightSet.LATEST).stream().mapToDouble(StageLoss::total).sum();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"lite", "mobilenet_0.1_0.1", "mobilenet_v2_0.35_0.1", "mobilenet_2018_0.1_0.1"})
  void teachesWhatTheImagesTeach(String name) throws InterruptedException {
    Graph network = Networks.named(name, PLANES);
    Model weights = InitialWeights.of(network, 1);
    FeaturePlan plan = plan(network, 0, 1);
    byte[] trunk = OnnxExporter.trunk(weights);
    FeatureCache cache =
        FeatureCache.open(folder, plan.origin(trunk, ""), 0, plan.wanted(0), said::add);
    try (FeatureBatches batches = batches(plan, 0, 1, cache, OnnxFeatures.open(trunk, name));
        TrainingEngine engine = TrainingEngine.of(weights, HEADS);
        TrainingEngine whole = TrainingEngine.of(weights, HEADS)) {
      Batch features = batches.next().orElseThrow();
      Batch images =
          new DatasetBatchMaker(new RandomPeople(SAMPLES), plan.recipe()).make(features.request());
      double expected = loss(engine, images);
      assertEquals(expected, loss(engine, features), 2e-3 * expected);
      assertEquals(
          whole.step(images, 1e-3).gradientNorm(),
          engine.step(features, 1e-3).gradientNorm(),
          0.02 * whole.step(images, 0).gradientNorm());
      for (Node node : network.trunk()) {
        weights.weights().tensors().forEach((key, tensor) -> stays(node, key, tensor, engine));
      }
    }
  }

  private static void stays(Node node, String name, Tensor before, TrainingEngine engine) {
    if (name.startsWith(node.name() + ".")) {
      Tensor after = engine.model(WeightSet.LATEST).weights().tensors().get(name);
      assertArrayEquals(before.data(), after.data(), name);
    }
  }

  /** Whatever is on the disk, however many threads there are. */
  @Test
  void aStoppedTrainingGoesOnWithTheSameBatches() throws Exception {
    List<Batch> whole = steps(0, STEPS, 1);
    assertSame(whole.subList(5, STEPS), steps(5, STEPS - 5, 2));
    for (Path file : files()) {
      Files.delete(file);
    }
    assertSame(whole.subList(0, 6), steps(0, 6, 3));
    assertSame(whole.subList(6, STEPS), steps(6, STEPS - 6, 1));
    assertEquals(List.of(), said);
  }

  @Test
  void damageIsNoticedAndMadeGood() throws Exception {
    List<Batch> whole = steps(0, STEPS, 1);
    byte[] bytes = Files.readAllBytes(files().get(0));
    bytes[bytes.length / 2]++;
    Files.write(files().get(0), bytes);
    Files.write(files().get(1), Arrays.copyOf(bytes, 100));
    Files.write(files().get(2), new byte[0]);
    Files.writeString(folder.resolve("notes.txt"), "not ours");
    assertSame(whole, steps(0, STEPS, 1));
    assertEquals(
        List.of(
            "features in 3 files were damaged; they are made anew, and the training is the same"),
        said);
    assertTrue(Files.exists(folder.resolve("notes.txt")));
  }

  @Test
  void featuresOfAnotherTrunkAreNotUsed() throws Exception {
    steps(0, STEPS, 1);
    int count = files().size();
    byte[] other = OnnxExporter.trunk(InitialWeights.of(graph, 2));
    FeaturePlan plan = plan(graph, 0, 1);
    FeatureCache cache =
        FeatureCache.open(folder, plan.origin(other, "people"), 0, plan.wanted(0), said::add);
    assertEquals(List.of(), List.copyOf(cache.numbers()));
    assertEquals(
        List.of(
            "features in "
                + count
                + " files were of another trunk, other data or options; they are made anew"),
        said);
    cache.clear();
    assertFalse(Files.exists(folder));
  }

  @Test
  void aFileThatIsGoneEndsTheTrainingInWords() throws Exception {
    try (FeatureBatches batches = batches(plan(graph, 0, 1), 0, 1)) {
      take(batches, 2);
      for (Path file : files()) {
        Files.write(file, new byte[50]);
      }
      FileException failure = assertThrows(FileException.class, () -> take(batches, 500));
      assertTrue(failure.getMessage().contains("cached features cannot be read"));
      assertTrue(failure.getMessage().contains("the resumed run makes them anew"));
    }
  }

  @Test
  void wantOfRoomIsSaidBeforehandAndWhenItHappens() throws Exception {
    FeaturePlan plan = plan(graph, 0, 1);
    byte[] trunk = OnnxExporter.trunk(model);
    byte[] origin = plan.origin(trunk, "");
    FileException beforehand =
        assertThrows(
            FileException.class,
            () -> FeatureCache.open(folder, origin, 1L << 60, plan.wanted(0), said::add));
    assertTrue(beforehand.getMessage().contains("smaller feature cache"));
    Path gone = folder.resolve("gone");
    FeatureCache cache = FeatureCache.open(gone, origin, 0, plan.wanted(0), said::add);
    Files.delete(gone);
    try (FeatureBatches batches = batches(plan, 0, 1, cache, OnnxFeatures.open(trunk, "small"))) {
      FileException later = assertThrows(FileException.class, batches::next);
      assertTrue(later.getMessage().startsWith(gone.toString()), later.getMessage());
    }
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new FeaturePlan(
                graph, plan.recipe(), plan.share(), FeatureTerms.defaults().withBytes(1000)));
  }

  /** All ranks together learn from what one would learn from. */
  @Test
  void ranksShareTheBatches() throws Exception {
    List<Batch> whole = steps(0, 6, 1);
    for (int rank = 0; rank < 2; rank++) {
      try (FeatureBatches batches = batches(plan(graph, rank, 2), 0, 1)) {
        List<Batch> shares = take(batches, 6);
        for (int i = 0; i < 6; i++) {
          FeaturePlanes all = whole.get(i).features().get(0);
          int half = all.values().length / 2;
          assertArrayEquals(
              Arrays.copyOfRange(all.values(), rank * half, (rank + 1) * half),
              shares.get(i).features().get(0).values());
        }
      }
    }
  }

  @Test
  void aTrunkThatIsTrainedCannotDoWithoutImages() throws Exception {
    Batch batch = steps(0, 1, 1).get(0);
    TrainingOptions all = TrainingOptions.with(Optimizer.Adam.standard());
    try (TrainingEngine engine = TrainingEngine.of(model, all)) {
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> engine.step(batch, 1e-3));
      assertTrue(refused.getMessage().contains("freeze all of it"), refused.getMessage());
    }
    Graph lite = Networks.named("lite", PLANES);
    try (TrainingEngine engine = TrainingEngine.of(InitialWeights.of(lite, 1), HEADS)) {
      assertThrows(IllegalArgumentException.class, () -> engine.step(batch, 1e-3));
    }
  }
}
