package org.jpose.weights;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.jpose.net.ColourOrder;
import org.jpose.net.FieldChannels;

/** The shared goldens; tests that need one are skipped where it is absent. */
final class Shared {
  static final FieldChannels COCO18 = new FieldChannels(19, 38);
  static final String[] PHOTOS = {"p1", "apink2", "ski", "golf"};

  private Shared() {}

  static Path file(String name) {
    String folder = System.getProperty("jpose.shared", "");
    Path file = Path.of(folder).resolve(name);
    assumeTrue(!folder.isEmpty() && Files.exists(file), "no golden " + name + " in jpose.shared");
    return file;
  }

  static Path photo(String name) {
    return file("vectors/tfpose_v2_small/" + name + "/input.png");
  }

  /** Returns an image as {@code [plane][row][column]}, values 0..255. */
  static Planes planes(Path file, ColourOrder colour) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    int width = image.getWidth();
    int height = image.getHeight();
    float[] data = new float[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = image.getRGB(x, y);
        for (int plane = 0; plane < 3; plane++) {
          int shift = colour == ColourOrder.RGB ? 16 - 8 * plane : 8 * plane;
          data[(plane * height + y) * width + x] = rgb >> shift & 0xff;
        }
      }
    }
    return new Planes(1, height, width, data);
  }

  /** Images of one size, {@code [image][plane][row][column]}. */
  record Planes(int images, int height, int width, float[] data) {}
}
