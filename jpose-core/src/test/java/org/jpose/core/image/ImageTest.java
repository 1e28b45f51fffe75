package org.jpose.core.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageTest {
  private static Image random(int width, int height, ColourOrder order) {
    byte[] pixels = new byte[width * height * 3];
    new Random(width * 31L + height).nextBytes(pixels);
    return Image.wrap(width, height, order, pixels);
  }

  private static int rgb(Image image, int x, int y) {
    int red = image.order().red();
    return image.value(x, y, red) << 16 | image.value(x, y, 1) << 8 | image.value(x, y, 2 - red);
  }

  private static void assertColours(BufferedImage expected, Image image) {
    assertEquals(expected.getWidth(), image.width());
    assertEquals(expected.getHeight(), image.height());
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        assertEquals(expected.getRGB(x, y) & 0xffffff, rgb(image, x, y), x + ", " + y);
      }
    }
  }

  private static BufferedImage painted(int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    Random random = new Random(7);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt() | 0xff000000);
      }
    }
    return image;
  }

  @Test
  void wrapSharesThePixels() {
    byte[] pixels = {1, 2, (byte) 255};
    Image image = Image.wrap(1, 1, ColourOrder.RGB, pixels);
    assertSame(pixels, image.pixels());
    assertEquals(255, image.value(0, 0, 2));
  }

  @Test
  void sizesThatDoNotAgreeAreRefused() {
    assertEquals(
        "image of 2x3 pixels needs 18 bytes, got 17",
        assertThrows(
                IllegalArgumentException.class,
                () -> Image.wrap(2, 3, ColourOrder.RGB, new byte[17]))
            .getMessage());
    assertEquals(
        "image of 0x3 pixels; both must be at least 1",
        assertThrows(
                IllegalArgumentException.class,
                () -> Image.wrap(0, 3, ColourOrder.RGB, new byte[0]))
            .getMessage());
    assertEquals(
        "image of 65536x65536 pixels needs 12884901888 bytes, got 0",
        assertThrows(
                IllegalArgumentException.class,
                () -> Image.wrap(65536, 65536, ColourOrder.RGB, new byte[0]))
            .getMessage());
  }

  @Test
  void placesOutsideTheImageAreRefused() {
    Image image = random(2, 3, ColourOrder.RGB);
    assertThrows(IndexOutOfBoundsException.class, () -> image.value(2, 0, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> image.value(0, 3, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> image.value(0, 0, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> image.value(-1, 0, 0));
  }

  @Test
  void wholeBgrImageIsWrappedWithoutACopy() {
    BufferedImage awt = painted(5, 4, BufferedImage.TYPE_3BYTE_BGR);
    Image image = Image.of(awt);
    assertSame(((DataBufferByte) awt.getRaster().getDataBuffer()).getData(), image.pixels());
    assertEquals(ColourOrder.BGR, image.order());
    assertColours(awt, image);
  }

  @Test
  void partOfABgrImageIsCopied() {
    BufferedImage awt = painted(9, 8, BufferedImage.TYPE_3BYTE_BGR);
    BufferedImage part = awt.getSubimage(3, 2, 4, 5);
    Image image = Image.of(part);
    assertEquals(60, image.pixels().length);
    assertColours(part, image);
    BufferedImage rows = awt.getSubimage(0, 0, 9, 8);
    assertColours(rows, Image.of(rows));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_BGR,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_USHORT_565_RGB,
        BufferedImage.TYPE_BYTE_INDEXED
      })
  void coloursOfOtherTypesAreCopied(int type) {
    BufferedImage awt = painted(7, 5, type);
    Image image = Image.of(awt);
    assertColours(awt, image);
    BufferedImage part = awt.getSubimage(2, 1, 3, 4);
    assertColours(part, Image.of(part));
  }

  @Test
  void transparencyIsDropped() {
    BufferedImage awt = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    awt.setRGB(0, 0, 0x20405060);
    assertEquals(0x405060, rgb(Image.of(awt), 0, 0));
    awt.setRGB(0, 0, 0x00405060);
    assertEquals(0x405060, rgb(Image.of(awt), 0, 0));
  }

  @Test
  void indexedColoursAreLookedUp() {
    byte[] red = {0, (byte) 200};
    byte[] green = {10, (byte) 100};
    byte[] blue = {20, 50};
    BufferedImage awt =
        new BufferedImage(
            2, 1, BufferedImage.TYPE_BYTE_BINARY, new IndexColorModel(1, 2, red, green, blue));
    awt.getRaster().setSample(1, 0, 0, 1);
    Image image = Image.of(awt);
    assertEquals(0x000a14, rgb(image, 0, 0));
    assertEquals(0xc86432, rgb(image, 1, 0));
  }

  @Test
  void greyKeepsItsValues() {
    BufferedImage awt = new BufferedImage(256, 2, BufferedImage.TYPE_BYTE_GRAY);
    for (int x = 0; x < 256; x++) {
      awt.getRaster().setSample(x, 1, 0, x);
    }
    Image image = Image.of(awt);
    for (int x = 0; x < 256; x++) {
      assertEquals(x * 0x010101, rgb(image, x, 1));
    }
    Image part = Image.of(awt.getSubimage(100, 1, 3, 1));
    assertEquals(101 * 0x010101, rgb(part, 1, 0));
  }

  @Test
  void sixteenBitGreyIsScaledTo8Bits() {
    BufferedImage awt = new BufferedImage(256, 1, BufferedImage.TYPE_USHORT_GRAY);
    for (int x = 0; x < 256; x++) {
      awt.getRaster().setSample(x, 0, 0, x * 257);
    }
    Image image = Image.of(awt);
    for (int x = 0; x < 256; x++) {
      assertEquals(x * 0x010101, rgb(image, x, 0));
    }
  }

  @ParameterizedTest
  @EnumSource(ColourOrder.class)
  void mirroredReversesRowsAndTwiceIsTheIdentity(ColourOrder order) {
    for (int width : new int[] {1, 2, 7}) {
      Image image = random(width, 3, order);
      Image mirrored = image.mirrored();
      assertEquals(order, mirrored.order());
      for (int y = 0; y < 3; y++) {
        for (int x = 0; x < width; x++) {
          assertEquals(rgb(image, x, y), rgb(mirrored, width - 1 - x, y));
        }
      }
      assertArrayEquals(image.pixels(), mirrored.mirrored().pixels());
      assertNotSame(image.pixels(), mirrored.pixels());
    }
  }

  @ParameterizedTest
  @EnumSource(ColourOrder.class)
  void awtImageHasTheColoursAndSharesThePixels(ColourOrder order) {
    Image image = random(6, 4, order);
    BufferedImage awt = image.toBufferedImage();
    assertColours(awt, image);
    int before = rgb(image, 2, 3);
    awt.setRGB(2, 3, 0xff123456);
    assertNotEquals(before, rgb(image, 2, 3));
    assertEquals(0x123456, rgb(image, 2, 3));
    assertColours(awt, Image.of(awt));
  }
}
