package org.jpose.train.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.jpose.core.image.ColourOrder;
import org.jpose.data.Batch;
import org.jpose.data.BatchShape;
import org.jpose.net.Graph;
import org.jpose.net.architecture.Networks;
import org.jpose.train.engine.compute.Arithmetic;
import org.jpose.train.engine.compute.Compute;
import org.jpose.train.engine.compute.TorchDevice;
import org.jpose.weights.InitialWeights;
import org.jpose.weights.Model;
import org.jpose.weights.Precision;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;
import org.jpose.weights.safetensors.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingEngineTest {
  private static final Graph GRAPH = SmallNetworks.staged(RandomBatches.PLANES);
  private static final Optimizer ADAM = Optimizer.Adam.standard();
  private static final TrainingOptions OPTIONS =
      TrainingOptions.with(ADAM).withCompute(Compute.reproducible());

  private static Model model() {
    return InitialWeights.of(GRAPH, 1);
  }

  private static Batch batch(long seed) {
    return RandomBatches.of(GRAPH, seed, 2, 48, 32);
  }

  private static TrainingEngine engine(TrainingOptions options) {
    return TrainingEngine.of(model(), options);
  }

  /** A hard sample counts as if it was in the batch twice. */
  @Test
  void hardSamplesCountTwice() {
    Batch batch = RandomBatches.of(GRAPH, 3, 4, 48, 32);
    // Targets far from all the network says.
    int length = batch.shape().heatLength();
    Arrays.fill(batch.heat(), 2 * length, 3 * length, 5);
    TrainingOptions stored = OPTIONS.withStoredNorms();
    try (TrainingEngine hard = engine(stored.withHardShare(0.25));
        TrainingEngine twice = engine(stored)) {
      StepResult found = hard.step(batch, 0.01);
      StepResult expected = twice.step(RandomBatches.repeating(batch, 2), 0.01);
      assertEquals(expected.loss(), found.loss(), 1e-4 * expected.loss());
      assertEquals(expected.gradientNorm(), found.gradientNorm(), 1e-3 * expected.gradientNorm());
      assertArrayEquals(
          numbers(twice.model(WeightSet.LATEST)), numbers(hard.model(WeightSet.LATEST)), 1e-4f);
    }
  }

  /** Where a norm was folded a channel's weights are small, and so are its steps. */
  @Test
  void relativeStepsAreThoseOfAChannelByItsLength() {
    Weights begun = model().weights();
    Weights equal = stepped(OPTIONS.withRelativeSteps(false));
    Weights relative = stepped(OPTIONS.withRelativeSteps(true));
    int shortened = 0;
    for (Map.Entry<String, Tensor> weight : begun.tensors().entrySet()) {
      List<Integer> shape = weight.getValue().shape();
      boolean convolution =
          shape.size() == 4 && !GRAPH.fieldNodes().contains(ParameterPlan.node(weight.getKey()));
      float[] from = weight.getValue().data();
      float[] usual = equal.tensors().get(weight.getKey()).data();
      float[] own = relative.tensors().get(weight.getKey()).data();
      int channel = from.length / shape.get(0);
      for (int i = 0; i < from.length; i++) {
        double factor = convolution ? lengthOverHes(from, i / channel * channel, channel) : 1;
        assertEquals(factor * (usual[i] - from[i]), own[i] - from[i], 2e-5, weight.getKey());
        shortened += factor < 0.9 ? 1 : 0;
      }
    }
    assertTrue(shortened > 100, shortened + " weights");
  }

  private static Weights stepped(TrainingOptions options) {
    try (TrainingEngine engine = engine(options)) {
      engine.step(batch(1), 0.01);
      return engine.model(WeightSet.LATEST).weights();
    }
  }

  /** He's initialization gives the weights of a channel a length of the root of 2. */
  private static double lengthOverHes(float[] weights, int from, int count) {
    double squares = 0;
    for (int i = from; i < from + count; i++) {
      squares += weights[i] * weights[i];
    }
    return Math.min(1, Math.max(1e-3, Math.sqrt(squares / 2)));
  }

  private static float[] numbers(Model model) {
    FloatBuffer numbers = FloatBuffer.allocate((int) model.weights().numbers());
    model.weights().tensors().values().forEach(tensor -> numbers.put(tensor.data()));
    return numbers.array();
  }

  /** Another phase begins with the weights, and an optimizer that remembers nothing. */
  @Test
  void aPhaseBeginsAnew() {
    TrainingState state;
    try (TrainingEngine heads = engine(OPTIONS.withTrunkRate(0).withAverageDecay(0.9))) {
      heads.step(batch(1), 0.01);
      heads.step(batch(2), 0.01);
      state = heads.state();
    }
    TrainingOptions all = OPTIONS.withAverageDecay(0.9);
    Model begun = new Model(GRAPH, state.latest());
    try (TrainingEngine phase = engine(all);
        TrainingEngine fresh = TrainingEngine.of(begun, all)) {
      phase.phaseBegan(2);
      phase.restore(state.forgetful());
      assertEquals(2, phase.steps());
      phase.step(batch(3), 0.01);
      fresh.step(batch(3), 0.01);
      assertEquals(3, phase.steps());
      assertArrayEquals(
          numbers(fresh.model(WeightSet.LATEST)), numbers(phase.model(WeightSet.LATEST)));
    }
  }

  @ParameterizedTest
  @EnumSource(Arithmetic.class)
  void learnsOneBatchByHeart(Arithmetic arithmetic) {
    TrainingOptions options =
        OPTIONS.withCompute(OPTIONS.compute().withArithmetic(arithmetic)).withAverageDecay(0.9);
    Batch batch = targetsOfAnotherNetwork();
    try (TrainingEngine engine = engine(options)) {
      double first = engine.step(batch, 0.01).loss();
      double last = first;
      for (int i = 0; i < 300; i++) {
        last = engine.step(batch, 0.01).loss();
      }
      assertTrue(last < first / 10, "from " + first + " to " + last);
      double evaluated = total(engine.loss(batch, WeightSet.LATEST));
      double averaged = total(engine.loss(batch, WeightSet.AVERAGED));
      assertTrue(evaluated < first / 5, "by stored statistics " + evaluated);
      assertTrue(averaged < first / 5, "averaged " + averaged);
      assertFalse(evaluated == averaged);
    }
  }

  /** Normalized by the batch, they would have a variance of 1 whatever the weights are. */
  /** What is trained with stored norms is what is used: no other statistics come into it. */
  @Test
  void storedNormsStayAndAreWhatTheLossIsOf() {
    Graph graph = SmallNetworks.staged(RandomBatches.PLANES);
    Model model = InitialWeights.of(graph, 1);
    Batch batch = RandomBatches.of(graph, 1, 2, 48, 32);
    try (TrainingEngine stored = TrainingEngine.of(model, OPTIONS.withStoredNorms());
        TrainingEngine measured = TrainingEngine.of(model, OPTIONS)) {
      double used =
          stored.loss(batch, WeightSet.LATEST).stream().mapToDouble(StageLoss::total).sum();
      assertEquals(used, stored.step(batch, 0.01).loss(), 1e-4 * used);
      assertNotEquals(used, measured.step(batch, 0.01).loss(), 1e-3 * used);
      Map<String, Tensor> before = model.weights().tensors();
      stored
          .model(WeightSet.LATEST)
          .weights()
          .tensors()
          .forEach(
              (name, now) -> {
                boolean stays = name.endsWith(".bn.mean") || name.endsWith(".bn.var");
                assertEquals(stays, Arrays.equals(before.get(name).data(), now.data()), name);
              });
    }
  }

  @Test
  void normsThatFieldsComeOutOfAreABias() {
    Graph graph = SmallNetworks.normalizedFields(RandomBatches.PLANES);
    Model model = InitialWeights.of(graph, 1);
    Batch noise = RandomBatches.of(graph, 1, 2, 48, 32);
    float[] flat = new float[noise.heat().length];
    Arrays.fill(flat, 0.1f);
    Batch batch =
        new Batch(
            noise.request(),
            noise.shape(),
            noise.images(),
            flat,
            new float[noise.affinity().length],
            noise.heatMask(),
            noise.affinityMask());
    try (TrainingEngine engine = TrainingEngine.of(model, OPTIONS)) {
      double first = engine.step(batch, 0.01).loss();
      double last = first;
      for (int i = 0; i < 100; i++) {
        last = engine.step(batch, 0.01).loss();
      }
      assertTrue(last < first / 5, "from " + first + " to " + last);
      Map<String, Tensor> weights = engine.model(WeightSet.LATEST).weights().tensors();
      for (String statistics : List.of(".bn.mean", ".bn.var")) {
        String name = "fields_pointwise" + statistics;
        assertArrayEquals(
            model.weights().tensors().get(name).data(), weights.get(name).data(), name);
      }
      assertFalse(
          Arrays.equals(
              model.weights().tensors().get("fields_pointwise.bn.beta").data(),
              weights.get("fields_pointwise.bn.beta").data()));
    }
  }

  private static double total(List<StageLoss> stages) {
    return stages.stream().mapToDouble(StageLoss::total).sum();
  }

  /** Fields that the network can make. */
  private static Batch targetsOfAnotherNetwork() {
    Batch noise = batch(1);
    ImageBatch images = new ImageBatch(2, 32, 48, noise.images());
    try (TrainingEngine other = TrainingEngine.of(RandomNetworks.model(GRAPH, 9), OPTIONS)) {
      FieldBatch fields = other.evaluate(images, WeightSet.LATEST).get(1);
      return new Batch(
          noise.request(),
          noise.shape(),
          noise.images(),
          fields.heat(),
          fields.affinity(),
          noise.heatMask(),
          noise.affinityMask());
    }
  }

  @Test
  void maskedNumbersTeachNothing() {
    Batch one = batch(1);
    float[] none = new float[one.heatMask().length];
    float[] noLimbs = new float[one.affinityMask().length];
    Batch masked =
        new Batch(
            one.request(), one.shape(), one.images(), one.heat(), one.affinity(), none, noLimbs);
    try (TrainingEngine engine = engine(OPTIONS)) {
      StepResult result = engine.step(masked, 0.01);
      assertEquals(0, result.loss());
      assertEquals(0, result.gradientNorm());
    }
  }

  @Test
  void lossIsHalfTheMaskedSquaresPerImage() {
    Batch one = batch(1);
    try (TrainingEngine engine = engine(OPTIONS)) {
      ImageBatch images = new ImageBatch(2, 32, 48, one.images());
      List<FieldBatch> fields = engine.evaluate(images, WeightSet.LATEST);
      List<StageLoss> losses = engine.loss(one, WeightSet.LATEST);
      assertEquals(2, losses.size());
      for (int stage = 0; stage < 2; stage++) {
        double heat = loss(fields.get(stage).heat(), one.heat(), one.heatMask());
        double affinity = loss(fields.get(stage).affinity(), one.affinity(), one.affinityMask());
        assertEquals(heat, losses.get(stage).heat(), 1e-5 * heat);
        assertEquals(affinity, losses.get(stage).affinity(), 1e-5 * affinity);
      }
    }
  }

  private static double loss(float[] field, float[] target, float[] mask) {
    double sum = 0;
    for (int i = 0; i < field.length; i++) {
      double error = (double) field[i] - target[i];
      sum += mask[i] * error * error;
    }
    return sum / (2 * 2);
  }

  @Test
  void notANumberInAnImageIsNamedAndChangesNothing() {
    Batch one = batch(1);
    float[] images = one.images().clone();
    images[3 * 32 * 48 + 2 * 32 * 48 + 5 * 48 + 7] = Float.NaN;
    try (TrainingEngine engine = engine(OPTIONS.withAverageDecay(0.99))) {
      engine.step(one, 0.01);
      TrainingState before = engine.state();
      assertEquals(
          "staged, step 2: image 1 of the batch has NaN at plane 2, row 5, column 7, expected finite"
              + " numbers; look at the data of epoch 0, places 0 to 1",
          assertThrows(
                  NotFiniteException.class,
                  () -> engine.step(RandomBatches.with(one, images), 0.01))
              .getMessage());
      assertEqualStates(before, engine.state());
      engine.step(one, 0.01);
    }
  }

  @Test
  void divergenceIsNamed() {
    Batch one = batch(1);
    try (TrainingEngine engine =
        engine(TrainingOptions.with(new Optimizer.Sgd(0, false)).withCompute(OPTIONS.compute()))) {
      NotFiniteException failure =
          assertThrows(
              NotFiniteException.class,
              () -> {
                for (int i = 0; i < 50; i++) {
                  engine.step(one, 1e6);
                }
              });
      assertTrue(
          failure.getMessage().contains("is the learning rate too high?"), failure::getMessage);
      engine.model(WeightSet.LATEST);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam", "adamw", "sgd", "rmsprop", "tensorflow"})
  void resumedStepsAreEqualBitByBit(String name, @TempDir Path folder) throws IOException {
    Optimizer optimizer =
        switch (name) {
          case "adam" -> ADAM;
          case "adamw" -> Optimizer.AdamW.standard();
          case "sgd" -> new Optimizer.Sgd(0.9, true);
          case "rmsprop" -> new Optimizer.RmsProp(0.9, 0.9, 1e-8, Optimizer.RmsProp.Form.PYTORCH);
          default -> new Optimizer.RmsProp(0.9, 0.9, 1e-8, Optimizer.RmsProp.Form.TENSORFLOW);
        };
    TrainingOptions options =
        TrainingOptions.with(optimizer)
            .withCompute(Compute.reproducible())
            .withWeightDecay(1e-4)
            .withAverageDecay(0.99)
            .withGradientLimit(10)
            .withTrunkRate(0.5);
    TrainingState expected;
    try (TrainingEngine engine = engine(options);
        TrainingEngine resumed = TrainingEngine.of(InitialWeights.of(GRAPH, 2), options)) {
      for (int i = 0; i < 3; i++) {
        engine.step(batch(i), 1e-3);
      }
      resumed.restore(throughFiles(engine.state(), folder));
      StepResult result = null;
      StepResult again = null;
      for (int i = 3; i < 6; i++) {
        result = engine.step(batch(i), 1e-3);
        again = resumed.step(batch(i), 1e-3);
      }
      assertEquals(result, again);
      expected = engine.state();
      assertEqualStates(expected, resumed.state());
    }
    assertEquals(6, expected.steps());
  }

  private static TrainingState throughFiles(TrainingState state, Path folder) throws IOException {
    return new TrainingState(
        state.steps(),
        throughFile(state.latest(), folder),
        Optional.of(throughFile(state.average().orElseThrow(), folder)),
        throughFile(state.moments(), folder));
  }

  private static Weights throughFile(Weights weights, Path folder) throws IOException {
    Path file = folder.resolve("weights.safetensors");
    Safetensors.write(file, weights, Precision.FLOAT32);
    return Safetensors.read(file);
  }

  private static void assertEqualStates(TrainingState expected, TrainingState found) {
    assertEquals(expected.steps(), found.steps());
    assertEqualWeights(expected.latest(), found.latest());
    assertEqualWeights(expected.average().orElseThrow(), found.average().orElseThrow());
    assertEqualWeights(expected.moments(), found.moments());
  }

  private static void assertEqualWeights(Weights expected, Weights found) {
    assertEquals(expected.tensors().keySet(), found.tensors().keySet());
    expected
        .tensors()
        .forEach(
            (name, tensor) ->
                assertArrayEquals(tensor.data(), found.tensors().get(name).data(), name));
  }

  @Test
  void equalSeedsGiveEqualWeights() {
    assertEqualWeights(trained(OPTIONS, 3), trained(OPTIONS, 3));
  }

  private static Weights trained(TrainingOptions options, int steps) {
    try (TrainingEngine engine = engine(options)) {
      for (int i = 0; i < steps; i++) {
        engine.step(batch(i), 0.01);
      }
      return engine.model(WeightSet.LATEST).weights();
    }
  }

  @Test
  void trunkOfRateZeroIsAFrozenTrunk() {
    Weights byRate = trained(OPTIONS.withTrunkRate(0), 3);
    Weights byName = trained(OPTIONS.withFrozen(List.of("trunk.*")), 3);
    assertEqualWeights(byRate, byName);
  }

  @Test
  void frozenLayersStayStatisticsIncluded() {
    Map<String, Tensor> before = model().weights().tensors();
    trained(OPTIONS.withFrozen(List.of("trunk1", "stage2_hidden")).withWeightDecay(0.1), 3)
        .tensors()
        .forEach(
            (name, tensor) -> {
              boolean frozen = name.startsWith("trunk1.") || name.startsWith("stage2_hidden");
              boolean same = Arrays.equals(before.get(name).data(), tensor.data());
              assertEquals(frozen, same, name);
            });
  }

  @Test
  void nativeMemoryReturnsToItsBaseline() {
    Batch one = batch(1);
    TrainingOptions options =
        OPTIONS.withAverageDecay(0.99).withGradientLimit(1).withWeightDecay(1e-4);
    long empty = Pointer.totalCount();
    long bytes = Pointer.totalBytes();
    try (TrainingEngine engine = engine(options)) {
      engine.step(one, 0.01);
      long baseline = Pointer.totalCount();
      for (int i = 0; i < 50; i++) {
        engine.step(one, 0.01);
      }
      engine.loss(one, WeightSet.AVERAGED);
      engine.evaluate(new ImageBatch(2, 32, 48, one.images()), WeightSet.LATEST);
      engine.restore(engine.state());
      engine.model(WeightSet.AVERAGED);
      float[] broken = one.images().clone();
      broken[0] = Float.NaN;
      assertThrows(
          NotFiniteException.class, () -> engine.step(RandomBatches.with(one, broken), 0.01));
      assertEquals(baseline, Pointer.totalCount());
    }
    assertEquals(empty, Pointer.totalCount());
    assertEquals(bytes, Pointer.totalBytes());
  }

  @Test
  void bfloat16IsNearFloat32() {
    Batch one = batch(1);
    Compute half = OPTIONS.compute().withArithmetic(Arithmetic.BFLOAT16);
    try (TrainingEngine exact = engine(OPTIONS);
        TrainingEngine rough = engine(OPTIONS.withCompute(half))) {
      StepResult expected = exact.step(one, 0);
      StepResult found = rough.step(one, 0);
      assertEquals(expected.loss(), found.loss(), 0.02 * expected.loss());
      assertEquals(expected.gradientNorm(), found.gradientNorm(), 0.1 * expected.gradientNorm());
      assertFalse(expected.equals(found));
    }
  }

  @Test
  void wholeNetworkTrainsWhereItIsFastest() {
    Graph graph = Networks.named("mobilenet_thin", RandomBatches.PLANES);
    TrainingOptions options = TrainingOptions.with(ADAM).withTrunkRate(0.1);
    try (TrainingEngine engine = TrainingEngine.of(InitialWeights.of(graph, 1), options)) {
      Batch one = RandomBatches.of(graph, 1, 2, 64, 64);
      double first = engine.step(one, 1e-3).loss();
      double last = first;
      for (int i = 0; i < 5; i++) {
        last = engine.step(one, 1e-3).loss();
      }
      assertTrue(last < first, "from " + first + " to " + last);
    }
  }

  @Test
  void batchOfAnotherKindIsRefused() {
    Batch one = batch(1);
    BatchShape shape = one.shape();
    BatchShape rgb =
        new BatchShape(shape.skeleton(), shape.size(), shape.stride(), ColourOrder.RGB);
    Batch red =
        new Batch(
            one.request(),
            rgb,
            one.images(),
            one.heat(),
            one.affinity(),
            one.heatMask(),
            one.affinityMask());
    try (TrainingEngine engine = engine(OPTIONS)) {
      assertEquals(
          "staged takes images in BGR, the batch has RGB; make batches in the network's colour"
              + " order",
          message(() -> engine.step(red, 0.1)));
      assertEquals(
          "learning rate is NaN, expected a finite number of 0 or more",
          message(() -> engine.step(one, Double.NaN)));
      assertEquals(
          "staged: no average of the weights is kept; train with a decay of the average",
          message(() -> engine.model(WeightSet.AVERAGED)));
    }
  }

  @Test
  void optionsThatDoNotFitAreRefused() {
    assertEquals(
        "staged: no layer is named 'conv.*'; there are [image, trunk1, trunk2, trunk3,"
            + " stage1_hidden, stage1_fields, stage1/heat, stage1/affinity] and others",
        message(() -> engine(OPTIONS.withFrozen(List.of("conv.*")))));
    assertEquals(
        "staged: all layers are frozen, nothing is left to train",
        message(() -> engine(OPTIONS.withFrozen(List.of(".*")))));
    assertEquals(
        "weight decay is -1.0, expected 0 or more", message(() -> OPTIONS.withWeightDecay(-1)));
    Graph part = SmallNetworks.around((net, from) -> from, RandomBatches.PLANES);
    assertEquals(
        "part: rate factor 0.1 for the trunk, but the network names no trunk; leave it out or"
            + " freeze layers by name",
        message(() -> TrainingEngine.of(InitialWeights.of(part, 1), OPTIONS.withTrunkRate(0.1))));
  }

  @Test
  void stateOfAnotherOptimizerIsRefused() {
    try (TrainingEngine adam = engine(OPTIONS);
        TrainingEngine sgd =
            engine(
                TrainingOptions.with(new Optimizer.Sgd(0.9, false))
                    .withCompute(OPTIONS.compute()))) {
      TrainingState state = adam.state();
      assertEquals(
          "optimizer state: tensor 'trunk1.weight/momentum' is missing, expected shape [8, 3, 3, 3];"
              + " are network and options those it was saved with?",
          message(() -> sgd.restore(state)));
    }
  }

  private static String message(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(IllegalArgumentException.class, call).getMessage();
  }

  @Test
  void closedEngineSaysSo() {
    TrainingEngine engine = engine(OPTIONS);
    engine.close();
    engine.close();
    assertEquals(
        "training of 'staged' is closed",
        assertThrows(IllegalStateException.class, () -> engine.step(batch(1), 0.1)).getMessage());
  }

  @Test
  void missingGpuIsNamed() {
    if (TorchDevice.gpus() > 0) {
      return;
    }
    String message =
        assertThrows(IllegalStateException.class, () -> engine(OPTIONS.withCompute(Compute.gpu(0))))
            .getMessage();
    assertTrue(message.startsWith("GPU 0 is not there: libtorch finds 0; "), message);
  }
}
