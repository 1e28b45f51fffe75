package org.jpose.train.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.jpose.core.field.PoseFields;
import org.jpose.core.pose.Skeletons;
import org.jpose.testkit.Npy;
import org.jpose.testkit.SharedFolder;
import org.jpose.weights.ConversionOptions;
import org.jpose.weights.Model;
import org.jpose.weights.convert.ModelConverter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published weights of jpose's own networks in libtorch: the fields their authors computed. */
class PublishedNetworksTest {
  private static final int STRIDE = 8;

  @ParameterizedTest
  @CsvSource({"base, base", "lite, tfpose_v2_small"})
  void fieldsEqualTheGoldens(String name, String inputs) throws IOException {
    Path weights = SharedFolder.require("models/%s/%s.safetensors".formatted(name, name));
    Model model = ModelConverter.open(weights, ConversionOptions.defaults()).model();
    try (TorchNetwork network = TorchNetwork.of(model)) {
      for (String photo : new String[] {"p1", "apink2", "ski", "golf"}) {
        Path golden = SharedFolder.require("vectors/%s/%s/fields.npy".formatted(name, photo));
        PoseFields expected = Npy.read(golden).fields(Skeletons.COCO18, STRIDE);
        Path input = SharedFolder.require("vectors/%s/%s/input.png".formatted(inputs, photo));
        FieldBatch found = network.evaluate(planes(input)).get(1);
        assertArrayEquals(expected.heat(), found.heat(), 2e-3f, photo);
        assertArrayEquals(expected.affinity(), found.affinity(), 2e-3f, photo);
      }
    }
  }

  private static ImageBatch planes(Path file) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    int width = image.getWidth();
    int height = image.getHeight();
    float[] planes = new float[ImageBatch.PLANES * width * height];
    for (int i = 0; i < width * height; i++) {
      int rgb = image.getRGB(i % width, i / width);
      for (int plane = 0; plane < ImageBatch.PLANES; plane++) {
        planes[plane * width * height + i] = rgb >> 16 - 8 * plane & 0xff;
      }
    }
    return new ImageBatch(1, height, width, planes);
  }
}
