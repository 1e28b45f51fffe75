package org.jpose.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jpose.core.Backend;
import org.jpose.core.Estimate;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.ModelFormatException;
import org.jpose.core.ModelInfo;
import org.jpose.core.PoseEstimator;
import org.jpose.core.field.AccurateDecoder;
import org.jpose.core.field.DecoderOptions;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeletons;
import org.jpose.testkit.BackendContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class OnnxBackendTest extends BackendContract {
  private static final String CLOSED = "this ONNX backend (tiny) is closed; open another one";

  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void writeModel() throws Exception {
    model = TinyModel.write(folder);
  }

  @Override
  protected Backend open() throws Exception {
    return OnnxBackend.open(TinyModel.write(folder), 1);
  }

  @Override
  protected Image image(Backend backend, int number, int width, int height) {
    return TinyModel.image(number, width, height);
  }

  @Override
  protected String closedMessage() {
    return CLOSED;
  }

  /** Measured with an emulated Haswell: without it fields of base-int8 are wrong by half. */
  @Test
  void sumsOfBytesAreWholeOnProcessorsWithoutInstructionsForThem() throws Exception {
    RuntimeEnvironment.get();
    try (OrtSession.SessionOptions without = OnnxSessions.options(1, false);
        OrtSession.SessionOptions with = OnnxSessions.options(1, true)) {
      assertEquals("1", without.getConfigEntries().get(OnnxSessions.WHOLE_SUMS));
      assertFalse(with.getConfigEntries().containsKey(OnnxSessions.WHOLE_SUMS));
    }
  }

  @Test
  void metadataSayWhatTheNetworkIs() {
    try (OnnxBackend backend = OnnxBackend.open(model, 0)) {
      assertEquals(
          new ModelInfo("tiny", Skeletons.COCO18, ColourOrder.BGR, 8, TinyModel.MULTIPLE),
          backend.info());
    }
  }

  @Test
  void modelInMemoryEqualsModelInAFile() throws Exception {
    Image image = TinyModel.image(1, 64, 48);
    try (OnnxBackend file = OnnxBackend.open(model, 1);
        OnnxBackend memory = OnnxBackend.open(Files.readAllBytes(model), "memory", 1)) {
      assertSameFields(
          file.run(List.of(image)).get(0), memory.run(List.of(image)).get(0), "memory");
    }
  }

  @Test
  void numberOfThreadsDoesNotChangeTheFields() {
    try (OnnxBackend one = OnnxBackend.open(model, 1);
        OnnxBackend two = OnnxBackend.open(model, 2);
        OnnxBackend all = OnnxBackend.open(model, 0)) {
      for (long seed = 0; seed < 10; seed++) {
        List<Image> images = List.of(TinyModel.image(seed, 160, 112));
        PoseFields expected = one.run(images).get(0);
        for (OnnxBackend backend : List.of(two, all)) {
          PoseFields fields = backend.run(images).get(0);
          assertArrayEquals(expected.heat(), fields.heat(), "seed " + seed);
          assertArrayEquals(expected.affinity(), fields.affinity(), "seed " + seed);
        }
      }
    }
  }

  @Test
  void closingLeavesOtherBackendsOpen() {
    Image image = TinyModel.image(1, 64, 48);
    try (OnnxBackend other = OnnxBackend.open(model, 1)) {
      PoseFields before = other.run(List.of(image)).get(0);
      OnnxBackend.open(model, 1).close();
      assertSameFields(before, other.run(List.of(image)).get(0), "after closing another");
    }
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void closingWhileOthersRunEndsTheirRunsInOrder() throws Exception {
    Image image = TinyModel.image(1, 256, 256);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 10; round++) {
        OnnxBackend backend = OnnxBackend.open(model, 1);
        PoseFields expected = backend.run(List.of(image)).get(0);
        CountDownLatch running = new CountDownLatch(12);
        List<Future<String>> ends = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          ends.add(threads.submit(() -> runUntilClosed(backend, image, expected, running)));
        }
        running.await();
        backend.close();
        for (Future<String> end : ends) {
          assertEquals(CLOSED, end.get());
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static String runUntilClosed(
      Backend backend, Image image, PoseFields expected, CountDownLatch running) {
    try {
      while (true) {
        PoseFields fields = backend.run(List.of(image)).get(0);
        assertArrayEquals(expected.heat(), fields.heat());
        running.countDown();
      }
    } catch (IllegalStateException e) {
      return e.getMessage();
    }
  }

  @Test
  void eightThreadsOnOneEstimatorFindWhatOneThreadFinds() throws Exception {
    EstimatorOptions options =
        EstimatorOptions.defaults()
            .withSize(new NetworkSize(128, 128))
            .withDecoder(
                new AccurateDecoder(
                    DecoderOptions.accurate().withMinKeypoints(2).withLimbSamples(4)))
            .withFlip(true);
    List<Image> images =
        IntStream.range(0, 200)
            .mapToObj(i -> TinyModel.image(i, 100 + i % 60, 90 + i % 7 * 10))
            .toList();
    try (PoseEstimator estimator = new PoseEstimator(OnnxBackend.open(model, 1), options)) {
      List<Estimate> expected = images.stream().map(estimator::analyze).toList();
      assertTrue(
          expected.stream().mapToInt(estimate -> estimate.people().size()).sum() > 200,
          "random weights find something in most images");
      ExecutorService threads = Executors.newFixedThreadPool(8);
      try {
        List<Future<Estimate>> found =
            images.stream().map(image -> threads.submit(() -> estimator.analyze(image))).toList();
        for (int i = 0; i < images.size(); i++) {
          Estimate estimate = found.get(i).get();
          assertEquals(expected.get(i).people(), estimate.people(), "image " + i);
          assertArrayEquals(
              expected.get(i).fields().heat(), estimate.fields().heat(), "image " + i);
          assertArrayEquals(
              expected.get(i).fields().affinity(), estimate.fields().affinity(), "image " + i);
        }
      } finally {
        threads.shutdown();
        assertTrue(threads.awaitTermination(1, TimeUnit.MINUTES), "threads still run");
      }
      assertEquals(
          expected.stream().map(Estimate::people).toList(),
          new PoseEstimator(OnnxBackend.open(model, 1), options.withBatch(4)).estimate(images),
          "batches of 4");
    }
  }

  @Test
  void failedOpeningLeavesNothingThatDisturbsTheNext() throws Exception {
    for (int i = 0; i < 5; i++) {
      Path broken = TinyModel.replaced(model, "coco18", "coco99");
      assertThrows(ModelFormatException.class, () -> OnnxBackend.open(broken, 1));
    }
    try (OnnxBackend backend = OnnxBackend.open(model, 1)) {
      assertFalse(backend.run(List.of(TinyModel.image(1, 64, 48))).isEmpty());
    }
  }
}
