package org.jpose.weights;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.jpose.core.image.ColourOrder;
import org.jpose.net.FieldChannels;
import org.jpose.testkit.SharedFolder;

/** The goldens' photos; tests that need one are skipped where it is absent. */
public final class Photos {
  public static final FieldChannels COCO18 = new FieldChannels(19, 38);
  public static final String[] PHOTOS = {"p1", "apink2", "ski", "golf"};

  private Photos() {}

  public static Path photo(String name) {
    return SharedFolder.require("vectors/tfpose_v2_small/" + name + "/input.png");
  }

  /** Returns an image as {@code [plane][row][column]}, values 0..255. */
  public static Planes planes(Path file, ColourOrder colour) throws IOException {
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
  public record Planes(int images, int height, int width, float[] data) {}
}
