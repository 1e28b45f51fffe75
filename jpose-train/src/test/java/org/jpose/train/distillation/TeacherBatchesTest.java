package org.jpose.train.distillation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jpose.core.Backend;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;
import org.jpose.data.augment.Augmentations;
import org.jpose.data.loader.BatchLoader;
import org.jpose.data.loader.BatchPlan;
import org.jpose.data.loader.DatasetBatchMaker;
import org.jpose.data.loader.Recipe;
import org.jpose.onnx.OnnxBackend;
import org.jpose.train.engine.StageLoss;
import org.jpose.train.engine.TrainingEngine;
import org.jpose.train.engine.WeightSet;
import org.jpose.train.fixture.RandomPeople;
import org.jpose.train.fixture.SmallNetwork;
import org.jpose.weights.ModelFacts;
import org.jpose.weights.Precision;
import org.jpose.weights.onnx.OnnxExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class TeacherBatchesTest {
  private static final Recipe RECIPE = RandomPeople.recipe(Augmentations.TF_POSE);
  private static final int SAMPLES = 11;
  private static final int BATCH = 3;
  private static final DistillationOptions DEFAULTS = DistillationOptions.defaults();

  @TempDir private Path folder;

  private static DatasetBatchMaker maker() {
    return new DatasetBatchMaker(new RandomPeople(SAMPLES), RECIPE);
  }

  private static BatchLoader loader() {
    return new BatchLoader(maker(), BatchPlan.of(3, SAMPLES, BATCH, 2), 2, 2);
  }

  private static TeacherBatches taught(Backend teacher, DistillationOptions options) {
    return new TeacherBatches(loader(), RECIPE.shape(), teacher, options);
  }

  private static List<Batch> all(TeacherBatches source) throws InterruptedException {
    List<Batch> batches = new ArrayList<>();
    for (Optional<Batch> next = source.next(); next.isPresent(); next = source.next()) {
      batches.add(next.get());
    }
    return batches;
  }

  /** The definition, number by number. */
  private static float[][] expected(
      float[] labels, float[] masks, float[] answer, DistillationOptions options) {
    float[] targets = new float[labels.length];
    float[] counts = new float[labels.length];
    for (int i = 0; i < labels.length; i++) {
      double mixed = options.weight() * answer[i] + (1 - options.weight()) * labels[i];
      if (options.unlabelled()) {
        targets[i] = (float) (masks[i] * mixed + (1 - masks[i]) * answer[i]);
        counts[i] = 1;
      } else {
        targets[i] = (float) mixed;
        counts[i] = masks[i];
      }
    }
    return new float[][] {targets, counts};
  }

  private static Image image(Batch batch, int sample) {
    int side = RandomPeople.SIDE;
    byte[] pixels = new byte[3 * side * side];
    for (int i = 0; i < pixels.length; i++) {
      float value = batch.images()[sample * pixels.length + i % 3 * side * side + i / 3];
      pixels[i] = (byte) Math.round(value);
    }
    return Image.wrap(side, side, ColourOrder.BGR, pixels);
  }

  private static float[] part(float[] numbers, int sample, int samples) {
    int length = numbers.length / samples;
    return Arrays.copyOfRange(numbers, sample * length, (sample + 1) * length);
  }

  @ParameterizedTest
  @CsvSource({"1, true", "0.25, true", "0, true", "1, false", "0.25, false", "0, false"})
  void targetsAreMixedAndTheTeacherFillsInWhereNobodyIsLabelled(double weight, boolean unlabelled)
      throws Exception {
    DistillationOptions options = DEFAULTS.withWeight(weight).withUnlabelled(unlabelled);
    MadeUpTeacher teacher = new MadeUpTeacher();
    boolean masked = false;
    try (TeacherBatches source = taught(teacher, options)) {
      for (Batch batch : all(source)) {
        Batch labels = maker().make(batch.request());
        assertArrayEquals(labels.images(), batch.images());
        int samples = batch.request().size();
        for (int i = 0; i < samples; i++) {
          var answer = teacher.answer(image(batch, i));
          float[] masks = part(labels.heatMask(), i, samples);
          for (float mask : masks) {
            masked |= mask < 1;
          }
          float[][] heat = expected(part(labels.heat(), i, samples), masks, answer.heat(), options);
          assertArrayEquals(heat[0], part(batch.heat(), i, samples), 1e-6f);
          assertArrayEquals(heat[1], part(batch.heatMask(), i, samples));
          float[][] affinity =
              expected(
                  part(labels.affinity(), i, samples),
                  part(labels.affinityMask(), i, samples),
                  answer.affinity(),
                  options);
          assertArrayEquals(affinity[0], part(batch.affinity(), i, samples), 1e-6f);
          assertArrayEquals(affinity[1], part(batch.affinityMask(), i, samples));
        }
      }
    }
    assertTrue(masked, "no sample had a mask, nothing was shown");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 2", "3, 16", "5, 3"})
  void batchesDependNeitherOnTheQueueNorOnHowManyTheTeacherSees(int queue, int images)
      throws Exception {
    List<Batch> expected;
    try (TeacherBatches source = taught(new MadeUpTeacher(), DEFAULTS)) {
      expected = all(source);
    }
    assertEquals(2 * (SAMPLES / BATCH), expected.size());
    DistillationOptions options = DEFAULTS.withQueue(queue).withImages(images);
    try (TeacherBatches source = taught(new MadeUpTeacher(), options)) {
      List<Batch> found = all(source);
      assertEquals(
          expected.stream().map(Batch::request).toList(),
          found.stream().map(Batch::request).toList());
      for (int i = 0; i < found.size(); i++) {
        assertArrayEquals(expected.get(i).heat(), found.get(i).heat());
        assertArrayEquals(expected.get(i).affinity(), found.get(i).affinity());
      }
      assertTrue(source.next().isEmpty(), "the plan has an end");
      assertEquals(2 * (SAMPLES / BATCH) * BATCH, source.statistics().samples());
    }
  }

  /** What a network says itself, it need not learn: through a file, ONNX Runtime, and back. */
  @Test
  void aNetworkTaughtByItselfHasNothingToLearn() throws Exception {
    try (TrainingEngine engine = SmallNetwork.engine(4)) {
      Path file = folder.resolve("teacher.onnx");
      OnnxExporter.write(
          file,
          engine.model(WeightSet.LATEST).optimized(),
          new ModelFacts(Skeletons.COCO18, "itself", "", ""),
          Precision.FLOAT32);
      Recipe still = RandomPeople.recipe(Augmentations.NONE);
      DatasetBatchMaker maker = new DatasetBatchMaker(new RandomPeople(SAMPLES), still);
      BatchRequest request = new BatchRequest(1, 0, 0, 4);
      StageLoss before = engine.loss(maker.make(request), WeightSet.LATEST).get(1);
      BatchLoader loader = new BatchLoader(maker, List.of(request), 1, 1);
      try (TeacherBatches source =
          new TeacherBatches(
              loader, still.shape(), OnnxBackend.open(file, 1), DEFAULTS.withWeight(1))) {
        Batch batch = source.next().orElseThrow();
        StageLoss taught = engine.loss(batch, WeightSet.LATEST).get(1);
        assertTrue(before.total() > 1, "the labels would have taught it nothing: " + before);
        assertTrue(taught.total() < 1e-6 * before.total(), taught + " of " + before);
      }
    }
  }

  @Test
  void batchesGivenBackAreUsedAgain() throws Exception {
    List<float[]> arrays = new ArrayList<>();
    int reused = 0;
    try (TeacherBatches source = taught(new MadeUpTeacher(), DEFAULTS.withQueue(1))) {
      for (Optional<Batch> next = source.next(); next.isPresent(); next = source.next()) {
        float[] images = next.get().images();
        reused += arrays.stream().anyMatch(old -> old == images) ? 1 : 0;
        arrays.add(images);
        source.recycle(next.get());
      }
    }
    assertTrue(reused > 0, "every batch had arrays of its own");
  }

  @Test
  void runsAheadAsFarAsTheQueueAndNoFurther() throws Exception {
    StepwiseSource source = new StepwiseSource(maker(), 12);
    DistillationOptions options = DEFAULTS.withQueue(3);
    try (TeacherBatches taught =
        new TeacherBatches(source, RECIPE.shape(), new MadeUpTeacher(), options)) {
      for (int given = 0; given < 12; given++) {
        source.awaitTaken(Math.min(12, given + 3));
        assertTrue(source.taken() <= given + 3, source.taken() + " taken, " + given + " given");
        taught.next().orElseThrow();
      }
      assertTrue(taught.next().isEmpty());
    }
  }

  @Test
  void aFailureComesInItsTurnAndEveryTimeAfter() throws Exception {
    // Three images a batch, two at once: the fifth call is the third batch's.
    MadeUpTeacher teacher = new MadeUpTeacher(Skeletons.COCO18, 8, 8, 5);
    try (TeacherBatches source = taught(teacher, DEFAULTS.withImages(2))) {
      source.next().orElseThrow();
      source.next().orElseThrow();
      for (int i = 0; i < 2; i++) {
        IllegalStateException failure = assertThrows(IllegalStateException.class, source::next);
        assertEquals("the teacher has had enough", failure.getMessage());
      }
    }
    assertEquals(1, teacher.closed());
  }

  @Test
  void aFailureOfTheSourceComesToTheTrainer() throws Exception {
    StepwiseSource source = new StepwiseSource(maker(), 2);
    OutOfMemoryError error = new OutOfMemoryError("no room for a batch");
    source.failAtTheEnd(error);
    try (TeacherBatches taught =
        new TeacherBatches(source, RECIPE.shape(), new MadeUpTeacher(), DEFAULTS)) {
      taught.next().orElseThrow();
      taught.next().orElseThrow();
      assertSame(error, assertThrows(OutOfMemoryError.class, taught::next));
    }
  }

  @Test
  void closingEndsTheThreadEvenIfNothingComesAndClosesBoth() throws Exception {
    StepwiseSource source = new StepwiseSource(maker(), 1);
    source.waitAtTheEnd();
    MadeUpTeacher teacher = new MadeUpTeacher();
    TeacherBatches taught = new TeacherBatches(source, RECIPE.shape(), teacher, DEFAULTS);
    taught.next().orElseThrow();
    source.awaitTaken(2);
    taught.close();
    taught.close();
    assertTrue(source.closed());
    assertTrue(teacher.closed() > 0);
    assertFalse(
        Thread.getAllStackTraces().keySet().stream()
            .anyMatch(thread -> thread.getName().equals("jpose-teacher")));
    IllegalStateException closed = assertThrows(IllegalStateException.class, taught::next);
    assertTrue(closed.getMessage().contains("closed"), closed.getMessage());
  }

  @Test
  void closingWakesATrainerThatWaits() throws Exception {
    StepwiseSource source = new StepwiseSource(maker(), 0);
    source.waitAtTheEnd();
    TeacherBatches taught =
        new TeacherBatches(source, RECIPE.shape(), new MadeUpTeacher(), DEFAULTS);
    List<Throwable> seen = new ArrayList<>();
    Thread trainer =
        new Thread(
            () -> {
              try {
                taught.next();
              } catch (IllegalStateException | InterruptedException e) {
                seen.add(e);
              }
            });
    trainer.start();
    while (trainer.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    taught.close();
    trainer.join();
    assertEquals(IllegalStateException.class, seen.get(0).getClass());
  }

  @Test
  void teachersOfOtherFieldsAreRefused() throws Exception {
    try (BatchLoader loader = loader()) {
      assertEquals(
          "teacher made up answers for skeleton coco17, the batches are for coco18; take a teacher of the same skeleton",
          refusal(loader, RECIPE.shape(), new MadeUpTeacher(Skeletons.COCO17, 8, 8, 9)));
      assertEquals(
          "teacher made up has 4 pixels to a cell, the batches 8; take a teacher of the same stride",
          refusal(loader, RECIPE.shape(), new MadeUpTeacher(Skeletons.COCO18, 4, 8, 9)));
      NetworkSize size = new NetworkSize(72, 64);
      BatchShape shape = new BatchShape(Skeletons.COCO18, size, 8, ColourOrder.BGR);
      assertEquals(
          "images of 72x64 pixels, but teacher made up takes multiples of 16; train at such a size",
          refusal(loader, shape, new MadeUpTeacher(Skeletons.COCO18, 8, 16, 9)));
      // Refused, they stay the caller's.
      assertTrue(loader.next().isPresent());
    }
    assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withWeight(1.1));
    assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withWeight(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withQueue(0));
    assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withImages(0));
  }

  private static String refusal(BatchLoader loader, BatchShape shape, MadeUpTeacher teacher) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new TeacherBatches(loader, shape, teacher, DEFAULTS))
            .getMessage();
    assertEquals(0, teacher.closed());
    assertEquals(0, teacher.calls());
    return message;
  }
}
