package org.jpose.media.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeletons;
import org.jpose.media.draw.DrawingOptions;
import org.jpose.media.draw.PoseRenderer;

/** A program of its own, so that it can be run with a small heap: reads, draws, writes, reads. */
final class HugeImage {
  static final int SIDE = 10_000;

  private static final int[] PALETTE = {0xd01010, 0x10d010, 0x1010d0, 0xd0d010};

  private HugeImage() {}

  /** Fails with an exception if anything is wrong; the argument is a folder to work in. */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    Path jpeg = folder.resolve("huge.jpg");
    Path png = folder.resolve("huge.png");
    writeQuadrants(jpeg);
    ImageFileReader reader = new ImageFileReader(ImageReadOptions.defaults());
    Image image = reader.read(jpeg);
    // Turned right by a quarter: what was at the bottom left is at the top left.
    check(image, SIDE / 4, SIDE / 4, PALETTE[2]);
    check(image, 3 * SIDE / 4, SIDE / 4, PALETTE[0]);
    check(image, SIDE / 4, 3 * SIDE / 4, PALETTE[3]);
    check(image, 3 * SIDE / 4, 3 * SIDE / 4, PALETTE[1]);
    Pose person =
        new Pose(
            Skeletons.COCO18,
            List.of(
                new Keypoint(1, "neck", 9000, 4000, 1),
                new Keypoint(8, "right_hip", 9000, 4800, 1)),
            1);
    new PoseRenderer(DrawingOptions.defaults()).drawPeople(image, List.of(person));
    new ImageFileWriter().write(image, png);
    byte[] drawn = {image.pixels()[0], image.pixels()[(4000 * SIDE + 9000) * 3]};
    image = null;
    image = reader.read(png);
    if (image.pixels()[0] != drawn[0] || image.pixels()[(4000 * SIDE + 9000) * 3] != drawn[1]) {
      throw new IllegalStateException("the PNG holds other pixels than were written");
    }
  }

  private static void writeQuadrants(Path file) {
    IndexColorModel model = new IndexColorModel(8, PALETTE.length, PALETTE, 0, false, -1, 0);
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_INDEXED, model);
    byte[] indices = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    for (int row = 0; row < SIDE; row++) {
      int quadrant = row < SIDE / 2 ? 0 : 2;
      int middle = row * SIDE + SIDE / 2;
      Arrays.fill(indices, row * SIDE, middle, (byte) quadrant);
      Arrays.fill(indices, middle, (row + 1) * SIDE, (byte) (quadrant + 1));
    }
    byte[] jpeg = Pictures.encode(image, "jpeg");
    Pictures.write(file, Pictures.jpegWithSegment(jpeg, Pictures.exifSegment(6)));
  }

  private static void check(Image image, int x, int y, int colour) {
    int red = image.order().red();
    int[] channels = {red, 1, 2 - red};
    for (int i = 0; i < 3; i++) {
      int expected = colour >> 16 - 8 * i & 255;
      if (Math.abs(image.value(x, y, channels[i]) - expected) > 12) {
        throw new IllegalStateException(
            image + ": other colour than " + Integer.toHexString(colour) + " at " + x + "," + y);
      }
    }
  }
}
