package org.jpose.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeletons;
import org.jpose.testkit.Npy;
import org.jpose.testkit.SharedFolder;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.convert.ModelConverter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real network, from its published weights. */
class LiteBackendTest {
  private static final List<String> PHOTOS = List.of("p1", "apink2", "ski", "golf");

  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void convert() throws IOException {
    model = folder.resolve("lite.onnx");
    ModelConverter.convert(
        SharedFolder.require("models/lite/lite.safetensors"), model, ConversionOptions.defaults());
  }

  private static List<Image> inputs() throws IOException {
    List<Image> images = new ArrayList<>();
    for (String photo : PHOTOS) {
      Path file = SharedFolder.require("vectors/tfpose_v2_small/" + photo + "/input.png");
      images.add(Image.of(ImageIO.read(file.toFile())));
    }
    return images;
  }

  private static float difference(float[] a, float[] b) {
    assertEquals(a.length, b.length);
    float largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }

  @Test
  void fieldsEqualTheGoldens() throws IOException {
    List<Image> images = inputs();
    try (OnnxBackend backend = OnnxBackend.open(model, 0)) {
      for (int i = 0; i < PHOTOS.size(); i++) {
        PoseFields fields = backend.run(images.subList(i, i + 1)).get(0);
        PoseFields golden =
            Npy.read(SharedFolder.require("vectors/lite/" + PHOTOS.get(i) + "/fields.npy"))
                .fields(Skeletons.COCO18, 8);
        float largest =
            Math.max(
                difference(golden.heat(), fields.heat()),
                difference(golden.affinity(), fields.affinity()));
        assertTrue(largest < 2e-3f, PHOTOS.get(i) + " differs by " + largest);
      }
    }
  }

  @Test
  void batchOfFourEqualsOneByOneOnAnyNumberOfThreads() throws IOException {
    List<Image> images = inputs();
    try (OnnxBackend one = OnnxBackend.open(model, 1);
        OnnxBackend two = OnnxBackend.open(model, 2)) {
      List<PoseFields> batch = one.run(images);
      for (int i = 0; i < images.size(); i++) {
        PoseFields alone = one.run(images.subList(i, i + 1)).get(0);
        assertArrayEquals(alone.heat(), batch.get(i).heat(), 1e-6f, PHOTOS.get(i));
        assertArrayEquals(alone.affinity(), batch.get(i).affinity(), 1e-6f, PHOTOS.get(i));
        PoseFields onTwo = two.run(images.subList(i, i + 1)).get(0);
        assertArrayEquals(alone.heat(), onTwo.heat(), 1e-6f, PHOTOS.get(i));
        assertArrayEquals(alone.affinity(), onTwo.affinity(), 1e-6f, PHOTOS.get(i));
      }
    }
  }

  @Test
  void batchesOfPhotosHaveThePeopleOfSinglePhotos() throws IOException {
    List<Image> photos = new ArrayList<>();
    for (String photo : PHOTOS) {
      photos.add(Image.of(ImageIO.read(SharedFolder.require("images/" + photo + ".jpg").toFile())));
    }
    EstimatorOptions options = EstimatorOptions.defaults();
    try (PoseEstimator single = new PoseEstimator(OnnxBackend.open(model, 1), options);
        PoseEstimator batch = new PoseEstimator(OnnxBackend.open(model, 2), options.withBatch(4))) {
      List<List<Pose>> together = batch.estimate(photos);
      for (int i = 0; i < photos.size(); i++) {
        assertFalse(together.get(i).isEmpty(), PHOTOS.get(i));
        assertEquals(single.estimate(photos.get(i)), together.get(i), PHOTOS.get(i));
      }
    }
  }
}
