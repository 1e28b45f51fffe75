package org.jpose.media.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.jpose.core.image.Image;
import org.jpose.media.MediaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFileReaderTest {
  private static final int WIDTH = 41;
  private static final int HEIGHT = 29;

  @TempDir Path folder;

  private final ImageFileReader reader = new ImageFileReader(ImageReadOptions.defaults());

  private Image read(String name, byte[] bytes) {
    Image image = reader.read(Pictures.write(folder.resolve(name), bytes));
    Image held = reader.read(bytes, name);
    assertEquals(image.width(), held.width());
    assertEquals(image.order(), held.order());
    assertArrayEquals(image.pixels(), held.pixels(), "from memory it is another image");
    return image;
  }

  private static ImageFileReader inStrips(int bytes) {
    return new ImageFileReader(
        ImageReadOptions.defaults(), new Heap(() -> Long.MAX_VALUE, bytes, bytes));
  }

  private static int rgb(Image image, int x, int y) {
    int red = image.order().red();
    return image.value(x, y, red) << 16 | image.value(x, y, 1) << 8 | image.value(x, y, 2 - red);
  }

  private static void assertNear(int expected, int found, int tolerance) {
    for (int shift = 0; shift <= 16; shift += 8) {
      int difference = Math.abs((expected >> shift & 255) - (found >> shift & 255));
      assertTrue(
          difference <= tolerance,
          () -> String.format("expected colour %06x, found %06x", expected, found));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "tiff"})
  void losslessKindsKeepEveryPixel(String format) {
    BufferedImage gradient = Pictures.gradient(WIDTH, HEIGHT);
    Image image = read("a." + format, Pictures.encode(gradient, format));
    assertEquals(WIDTH, image.width());
    assertEquals(HEIGHT, image.height());
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        assertEquals(gradient.getRGB(x, y) & 0xffffff, rgb(image, x, y));
      }
    }
  }

  @Test
  void readsByContentNotByName() {
    byte[] png = Pictures.encode(Pictures.gradient(5, 4), "png");
    assertEquals(5, read("photo.jpg", png).width());
  }

  @Test
  void interlacedPngEqualsPlain() {
    BufferedImage gradient = Pictures.gradient(WIDTH, HEIGHT);
    Image plain = read("plain.png", Pictures.encode(gradient, "png", false));
    Image interlaced = read("interlaced.png", Pictures.encode(gradient, "png", true));
    assertArrayEquals(plain.pixels(), interlaced.pixels());
  }

  @Test
  void progressiveJpegIsNearPlain() {
    BufferedImage gradient = Pictures.gradient(WIDTH, HEIGHT);
    Image plain = read("plain.jpg", Pictures.encode(gradient, "jpeg", false));
    Image progressive = read("progressive.jpg", Pictures.encode(gradient, "jpeg", true));
    for (int x = 0; x < WIDTH; x++) {
      assertNear(rgb(plain, x, 7), rgb(progressive, x, 7), 3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png", "bmp", "gif", "tiff"})
  void onePixelIsAnImage(String format) {
    BufferedImage one = new BufferedImage(1, 1, BufferedImage.TYPE_3BYTE_BGR);
    one.setRGB(0, 0, 0xff8000);
    Image image = read("one." + format, Pictures.encode(one, format));
    assertEquals(1, image.width());
    assertEquals(1, image.height());
    assertNear(0xff8000, rgb(image, 0, 0), format.equals("jpeg") || format.equals("gif") ? 26 : 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png"})
  void greyStaysAsBrightAsItIs(String format) {
    BufferedImage grey = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 64; i++) {
      grey.getRaster().setSample(i % 8, i / 8, 0, 100);
    }
    assertNear(0x646464, rgb(read("grey." + format, Pictures.encode(grey, format)), 3, 3), 1);
  }

  @Test
  void sixteenBitsBecomeEight() {
    BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    grey.getRaster().setSample(0, 0, 0, 0x8080);
    grey.getRaster().setSample(1, 0, 0, 0xffff);
    Image image = read("grey16.png", Pictures.encode(grey, "png"));
    assertEquals(0x808080, rgb(image, 0, 0));
    assertEquals(0xffffff, rgb(image, 1, 0));

    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            ComponentColorModel.OPAQUE,
            DataBuffer.TYPE_USHORT);
    WritableRaster raster = model.createCompatibleWritableRaster(1, 1);
    raster.setPixel(0, 0, new int[] {0xffff, 0x8080, 0x0101});
    BufferedImage colour = new BufferedImage(model, raster, false, null);
    assertNear(0xff8001, rgb(read("rgb16.png", Pictures.encode(colour, "png")), 0, 0), 1);
  }

  @Test
  void paletteAndOneBitBecomeColours() {
    BufferedImage palette = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED);
    palette.setRGB(0, 0, 0xffff0000);
    palette.setRGB(1, 0, 0xff00ff00);
    Image image = read("palette.png", Pictures.encode(palette, "png"));
    assertEquals(0xff0000, rgb(image, 0, 0));
    assertEquals(0x00ff00, rgb(image, 1, 0));
    assertEquals(0xff0000, rgb(read("palette.gif", Pictures.encode(palette, "gif")), 0, 0));

    BufferedImage bits = new BufferedImage(9, 2, BufferedImage.TYPE_BYTE_BINARY);
    bits.setRGB(8, 1, 0xffffffff);
    Image binary = read("bits.png", Pictures.encode(bits, "png"));
    assertEquals(0xffffff, rgb(binary, 8, 1));
    assertEquals(0, rgb(binary, 7, 1));
  }

  @Test
  void transparencyIsDropped() {
    BufferedImage clear = new BufferedImage(2, 2, BufferedImage.TYPE_INT_ARGB);
    clear.setRGB(1, 0, 0x00204060);
    clear.setRGB(0, 1, 0x80a0c0e0);
    Image image = read("alpha.png", Pictures.encode(clear, "png"));
    assertEquals(0x204060, rgb(image, 1, 0));
    assertEquals(0xa0c0e0, rgb(image, 0, 1));
  }

  @Test
  void cmykJpegBecomesColours() {
    Color colour = new Color(rgb(read("cmyk.jpg", cmykJpeg()), 8, 8));
    assertTrue(colour.getRed() > 180 && colour.getGreen() < 80, () -> "not red: " + colour);
  }

  /** Red as Photoshop writes it: values inverted, and a segment of Adobe's that says "no YCCK". */
  private static byte[] cmykJpeg() {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 64, 64, 4, null);
    for (int i = 0; i < 64 * 64; i++) {
      raster.setPixel(i % 64, i / 64, new int[] {255, 0, 0, 255});
    }
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("jpeg");
    ImageWriter writer = writers.next();
    while (writer.getClass().getModule() != ImageWriter.class.getModule()) {
      writer = writers.next(); // the JDK's writes four channels as they are
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(raster, null, null), null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] adobe = HexFormat.of().parseHex("ffee000e41646f626500640000000000");
    return Pictures.jpegWithSegment(bytes.toByteArray(), adobe);
  }

  @Test
  void truncatedCmykJpegIsAnError() {
    byte[] jpeg = cmykJpeg();
    Path file = Pictures.write(folder.resolve("cut.jpg"), Arrays.copyOf(jpeg, jpeg.length - 20));
    MediaException failure = assertThrows(MediaException.class, () -> reader.read(file));
    assertTrue(failure.getMessage().contains("truncated or damaged JPEG"), failure.getMessage());
  }

  @Test
  void webpIsRead() {
    String onePixel = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA";
    Image image = read("a.webp", Base64.getDecoder().decode(onePixel));
    assertEquals(1, image.width());
    assertEquals(1, image.height());
  }

  /** EXIF: at which side of the upright image the stored first row and first column lie. */
  @ParameterizedTest
  @CsvSource({
    "1, top, left",
    "2, top, right",
    "3, bottom, right",
    "4, bottom, left",
    "5, left, top",
    "6, right, top",
    "7, right, bottom",
    "8, left, bottom"
  })
  void orientationIsCarriedOut(int code, String rowSide, String columnSide) {
    BufferedImage stored = Pictures.gradient(WIDTH, HEIGHT);
    byte[] png = Pictures.pngWithOrientation(Pictures.encode(stored, "png"), code);
    Path file = Pictures.write(folder.resolve("turned.png"), png);
    for (int stripRows : new int[] {HEIGHT, 5, 1}) {
      int stripBytes = stripRows * WIDTH * 3;
      Image image = inStrips(stripBytes).read(file);
      for (int row = 0; row < HEIGHT; row++) {
        for (int column = 0; column < WIDTH; column++) {
          int fromRow = upright(rowSide, row, image);
          int fromColumn = upright(columnSide, column, image);
          boolean rowsStayRows = rowSide.equals("top") || rowSide.equals("bottom");
          int x = rowsStayRows ? fromColumn : fromRow;
          int y = rowsStayRows ? fromRow : fromColumn;
          assertEquals(stored.getRGB(column, row) & 0xffffff, rgb(image, x, y));
        }
      }
    }
  }

  private static int upright(String side, int distance, Image image) {
    return switch (side) {
      case "right" -> image.width() - 1 - distance;
      case "bottom" -> image.height() - 1 - distance;
      default -> distance;
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void jpegOrientationTellsTheSame(int code) {
    BufferedImage stored = new BufferedImage(64, 32, BufferedImage.TYPE_3BYTE_BGR);
    for (int i = 0; i < 64 * 32; i++) {
      stored.setRGB(i % 64, i / 64, i % 64 < 32 ? 0xe01010 : i / 64 < 16 ? 0x10e010 : 0x1010e0);
    }
    byte[] png = Pictures.pngWithOrientation(Pictures.encode(stored, "png"), code);
    byte[] jpeg =
        Pictures.jpegWithSegment(Pictures.encode(stored, "jpeg"), Pictures.exifSegment(code));
    Image expected = read("turned.png", png);
    Image image = read("turned.jpg", jpeg);
    assertEquals(expected.width(), image.width());
    for (int y = 4; y < image.height(); y += 8) {
      for (int x = 4; x < image.width(); x += 8) {
        assertNear(rgb(expected, x, y), rgb(image, x, y), 25);
      }
    }
  }

  @Test
  void damagedOrStrangeExifIsIgnored() {
    byte[] jpeg = Pictures.encode(Pictures.gradient(WIDTH, HEIGHT), "jpeg");
    byte[] plain = read("plain.jpg", jpeg).pixels();
    byte[] garbage = {'M', 'M', 0, 42, 127, -1, -1, -1, 5};
    byte[] damaged = Pictures.jpegWithSegment(jpeg, Pictures.segment(garbage));
    assertArrayEquals(plain, read("damaged.jpg", damaged).pixels());
    byte[] strange = Pictures.jpegWithSegment(jpeg, Pictures.exifSegment(9));
    assertArrayEquals(plain, read("strange.jpg", strange).pixels());
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png", "bmp", "gif", "tiff"})
  void stripsEqualTheWhole(String format) {
    for (int type :
        new int[] {
          BufferedImage.TYPE_3BYTE_BGR,
          BufferedImage.TYPE_BYTE_GRAY,
          BufferedImage.TYPE_BYTE_INDEXED
        }) {
      BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
      image.createGraphics().drawImage(Pictures.gradient(WIDTH, HEIGHT), 0, 0, null);
      Path file =
          Pictures.write(folder.resolve(type + "." + format), Pictures.encode(image, format));
      Image whole = reader.read(file);
      Image strips = inStrips(WIDTH * 30).read(file);
      assertEquals(whole.order(), strips.order());
      assertArrayEquals(whole.pixels(), strips.pixels());
    }
  }
}
