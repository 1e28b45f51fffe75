package org.jpose.ros.convert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.jpose.core.image.Image;
import org.jpose.ros.message.CompressedImageMessage;
import org.jpose.ros.message.Header;
import org.jpose.ros.message.ImageMessage;
import org.jpose.ros.message.MessageFormatException;
import org.jpose.ros.message.Time;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RosImageDecoderTest {
  private static final Header HEADER = new Header(0, Time.ZERO, "");

  private final RosImageDecoder decoder = new RosImageDecoder();

  private static ImageMessage message(
      int width, int height, String encoding, boolean bigEndian, int step, int... bytes) {
    byte[] data = new byte[bytes.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) bytes[i];
    }
    return new ImageMessage(
        HEADER, height, width, encoding, bigEndian, step, ByteBuffer.wrap(data));
  }

  /** Blue, green and red of a pixel, whatever the image's order. */
  private static int[] bgr(Image image, int x, int y) {
    int red = image.order().red();
    return new int[] {image.value(x, y, 2 - red), image.value(x, y, 1), image.value(x, y, red)};
  }

  @ParameterizedTest
  @CsvSource({
    "bgr8, 3, '10 20 30 40 50 60'",
    "rgb8, 3, '30 20 10 60 50 40'",
    "bgra8, 4, '10 20 30 99 40 50 60 99'",
    "rgba8, 4, '30 20 10 99 60 50 40 99'",
    "8UC3, 3, '10 20 30 40 50 60'"
  })
  void coloursAreReadInAnyOrderAndRowsMayBePadded(String encoding, int pixel, String values) {
    int[] row = Arrays.stream(values.split(" ")).mapToInt(Integer::parseInt).toArray();
    int[] rows = Arrays.copyOf(row, 2 * pixel + 5 + 2 * pixel);
    System.arraycopy(row, 0, rows, 2 * pixel + 5, row.length);
    Image image = decoder.decode(message(2, 2, encoding, false, 2 * pixel + 5, rows));
    for (int y = 0; y < 2; y++) {
      assertArrayEquals(new int[] {10, 20, 30}, bgr(image, 0, y));
      assertArrayEquals(new int[] {40, 50, 60}, bgr(image, 1, y));
    }
  }

  @Test
  void greyIsReadInBothByteOrders() {
    Image eight = decoder.decode(message(2, 1, "mono8", false, 2, 0, 200));
    assertArrayEquals(new int[] {200, 200, 200}, bgr(eight, 1, 0));
    Image low = decoder.decode(message(2, 1, "mono16", false, 4, 0xff, 0xff, 0x34, 0x80));
    assertArrayEquals(new int[] {255, 255, 255}, bgr(low, 0, 0));
    assertArrayEquals(new int[] {128, 128, 128}, bgr(low, 1, 0));
    Image high = decoder.decode(message(2, 1, "mono16", true, 4, 0xff, 0xff, 0x80, 0x34));
    assertArrayEquals(low.pixels(), high.pixels());
  }

  @Test
  void yuvIsReadAsOpenCvDoes() {
    // Values of cv2.cvtColor(..., COLOR_YUV2BGR_UYVY), OpenCV 4.6.
    Image uyvy =
        decoder.decode(message(4, 1, "yuv422", false, 8, 90, 81, 240, 145, 128, 16, 128, 235));
    assertNear(new int[] {0, 0, 254}, bgr(uyvy, 0, 0));
    assertNear(new int[] {74, 75, 255}, bgr(uyvy, 1, 0));
    assertNear(new int[] {0, 0, 0}, bgr(uyvy, 2, 0));
    assertNear(new int[] {255, 255, 255}, bgr(uyvy, 3, 0));
    Image yuyv =
        decoder.decode(message(4, 1, "yuv422_yuy2", false, 8, 81, 90, 145, 240, 16, 128, 235, 128));
    assertArrayEquals(uyvy.pixels(), yuyv.pixels());
  }

  private static void assertNear(int[] expected, int[] found) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], 1, Arrays.toString(found));
    }
  }

  @ParameterizedTest
  @CsvSource({"bayer_rggb8, 0, 0", "bayer_bggr8, 1, 1", "bayer_grbg8, 1, 0", "bayer_gbrg8, 0, 1"})
  void aSensorsColoursAreFoundAgain(String encoding, int redX, int redY) {
    int width = 8;
    int height = 6;
    int[] sensor = new int[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean redRow = (y & 1) == redY;
        boolean redColumn = (x & 1) == redX;
        sensor[y * width + x] = redRow && redColumn ? 200 : redRow == redColumn ? 40 : 10 * x;
      }
    }
    Image image = decoder.decode(message(width, height, encoding, false, width, sensor));
    for (int y = 0; y < height; y++) {
      for (int x = 1; x < width - 1; x++) {
        assertArrayEquals(new int[] {40, 10 * x, 200}, bgr(image, x, y), x + " " + y);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "8, 1", "1, 8", "2, 2", "3, 1"})
  void smallSensorsHaveColoursToo(int width, int height) {
    int[] sensor = new int[width * height];
    Arrays.fill(sensor, 77);
    for (String order : List.of("rggb", "bggr", "grbg", "gbrg")) {
      Image image =
          decoder.decode(message(width, height, "bayer_" + order + "8", false, width, sensor));
      for (byte value : image.pixels()) {
        assertEquals(77, value);
      }
    }
  }

  @Test
  void wrongEncodingsAndNumbersAreNamed() {
    assertRefused(
        "encoding '32FC1' is not read; expected one of bgr8, rgb8,",
        message(1, 1, "32FC1", false, 4, 0, 0, 0, 0));
    assertRefused("a picture of 0x1 pixels", message(0, 1, "bgr8", false, 3, 1, 2, 3));
    assertRefused(
        "a row of 5 bytes for 2 pixels of bgr8; expected 6 or more",
        message(2, 1, "bgr8", false, 5, 1, 2, 3, 4, 5, 6));
    assertRefused(
        "5 bytes for 1 rows of 6 bytes; expected 6",
        message(2, 1, "bgr8", false, 6, 1, 2, 3, 4, 5));
    assertRefused("yuv422 of 3 pixels in a row", message(3, 1, "yuv422", false, 6, 1, 2, 3, 4, 5));
    assertRefused(
        "a picture of 4294967295x4294967295 pixels",
        new ImageMessage(
            HEADER, 0xffffffffL, 0xffffffffL, "mono8", false, 1, ByteBuffer.allocate(9)));
    assertRefused(
        "9 bytes for 2 rows of 2147483647 bytes; expected 2147483648",
        new ImageMessage(HEADER, 2, 1, "mono8", false, 0x7fffffffL, ByteBuffer.allocate(9)));
  }

  private void assertRefused(String reason, ImageMessage message) {
    MessageFormatException error =
        assertThrows(MessageFormatException.class, () -> decoder.decode(message));
    assertTrue(error.getMessage().startsWith(reason), error.getMessage());
  }

  @Test
  void compressedPicturesAreFiles() throws IOException {
    BufferedImage drawn = new BufferedImage(5, 4, BufferedImage.TYPE_3BYTE_BGR);
    new Random(7).ints(20).forEach(value -> drawn.setRGB(value & 3, value >> 2 & 3, value));
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(drawn, "png", png);
    Image image =
        decoder.decode(
            new CompressedImageMessage(
                HEADER, "bgr8; png compressed bgr8", ByteBuffer.wrap(png.toByteArray())));
    for (int i = 0; i < 20; i++) {
      int rgb = drawn.getRGB(i % 5, i / 5);
      assertArrayEquals(
          new int[] {rgb & 255, rgb >> 8 & 255, rgb >> 16 & 255}, bgr(image, i % 5, i / 5));
    }
    byte[] cut = Arrays.copyOf(png.toByteArray(), png.size() / 2);
    MessageFormatException error =
        assertThrows(
            MessageFormatException.class,
            () -> decoder.decode(new CompressedImageMessage(HEADER, "png", ByteBuffer.wrap(cut))));
    assertTrue(
        error.getMessage().startsWith("a compressed picture of format 'png': "),
        error.getMessage());
  }
}
