package org.jpose.media.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.jpose.core.image.Image;
import org.jpose.media.MediaException;
import org.jpose.media.MediaException.Fault;
import org.jpose.testkit.SharedFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files made, or broken, so that readers give no picture, no answer, or no end. */
class HostileImageTest {
  private final ImageFileReader reader = new ImageFileReader(ImageReadOptions.defaults());

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = HostileImageTest.class.getResourceAsStream("/siege/" + name)) {
      return in.readAllBytes();
    }
  }

  private void assertRefused(Fault fault, byte[] bytes, String message) {
    MediaException refusal = assertThrows(MediaException.class, () -> reader.read(bytes, "it"));
    assertEquals(message, refusal.getMessage());
    assertEquals(fault, refusal.fault());
  }

  @ParameterizedTest
  @CsvSource({
    "gif-15800.gif, 'GIF: it has 1 of 249640000 pixels; expected 15800x15800 pixels'",
    "webp-anim.webp, 'WebP: its first frame has no picture in it; expected 1x1 pixels'",
    "webp-vp8l-16k.webp, 'WebP: its prefix codes are damaged; expected 15701x15701 pixels'",
    "losslesswebp-016-trunc.webp,"
        + " 'WebP: it ends after 42486 of 46614 bytes; expected 320x240 pixels'"
  })
  void picturesThatAreNotThereAreDamage(String name, String found) throws IOException {
    assertRefused(
        Fault.DAMAGED,
        resource(name),
        "it: truncated or damaged " + found + "; copy or download it again");
  }

  /** The same with a container that says it is whole. */
  @Test
  void losslessWebpThatEndsEarlyIsDamageWhateverItsContainerSays() throws IOException {
    byte[] cut = resource("losslesswebp-016-trunc.webp");
    ByteBuffer sizes = ByteBuffer.wrap(cut).order(ByteOrder.LITTLE_ENDIAN);
    sizes.putInt(4, cut.length - 8).putInt(16, cut.length - 20);
    MediaException refusal = assertThrows(MediaException.class, () -> reader.read(cut, "it"));
    assertTrue(
        refusal.getMessage().contains("damaged WebP: its pixels end early"), refusal.getMessage());
  }

  @Test
  void aWebpCanvasOfAnotherSizeIsDamage() throws IOException {
    byte[] picture = Arrays.copyOfRange(lossy(), 12, lossy().length);
    byte[] file =
        ByteBuffer.allocate(30 + picture.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put("RIFF".getBytes(StandardCharsets.US_ASCII))
            .putInt(22 + picture.length)
            .put("WEBPVP8X".getBytes(StandardCharsets.US_ASCII))
            .putInt(10)
            .putInt(0)
            .put(new byte[] {63, 31, 0, 29, 31, 0})
            .put(picture)
            .array();
    assertRefused(
        Fault.DAMAGED,
        file,
        "it: truncated or damaged WebP: its picture has 1x1 pixels; expected 8000x7966 pixels;"
            + " copy or download it again");
    byte[] empty = Arrays.copyOf(file, 30);
    ByteBuffer.wrap(empty).order(ByteOrder.LITTLE_ENDIAN).putInt(4, 22);
    assertRefused(
        Fault.DAMAGED,
        empty,
        "it: truncated or damaged WebP: there is no picture in it; expected 8000x7966 pixels;"
            + " copy or download it again");
  }

  private static byte[] lossy() {
    return Base64.getDecoder().decode("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA");
  }

  /** As written by cwebp -lossless, of one colour: 27 bytes are all that 65x33 pixels take. */
  static byte[] oneColourWebp() {
    Bits bits = new Bits();
    bits.put(0x2f, 8);
    bits.put(64, 14);
    bits.put(32, 14);
    bits.put(0, 4);
    // No transform, no cache, no groups; five codes of one symbol each.
    bits.put(0, 3);
    for (int symbol : new int[] {200, 100, 50, 255}) {
      bits.put(0b101, 3);
      bits.put(symbol, 8);
    }
    bits.put(0b001, 3);
    bits.put(0, 1);
    return bits.file();
  }

  @Test
  void smallLosslessWebpIsRead() {
    Image image = reader.read(oneColourWebp(), "it");
    assertEquals(65, image.width());
    assertEquals(33, image.height());
    int red = image.order().red();
    assertEquals(100, image.value(64, 32, red));
    assertEquals(200, image.value(0, 0, 1));
    assertEquals(50, image.value(30, 20, 2 - red));
  }

  /** Bits of a lossless WebP picture, the lowest first. */
  private static final class Bits {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int held;
    private int count;

    void put(int value, int bits) {
      for (int i = 0; i < bits; i++) {
        held |= (value >> i & 1) << count++;
        if (count == 8) {
          bytes.write(held);
          held = 0;
          count = 0;
        }
      }
    }

    byte[] file() {
      // TwelveMonkeys' reader takes eight bytes at a time.
      put(0, 15);
      put(0, 24);
      put(0, 24);
      byte[] picture = bytes.toByteArray();
      int padded = picture.length + (picture.length & 1);
      return ByteBuffer.allocate(20 + padded)
          .order(ByteOrder.LITTLE_ENDIAN)
          .put("RIFF".getBytes(StandardCharsets.US_ASCII))
          .putInt(12 + padded)
          .put("WEBPVP8L".getBytes(StandardCharsets.US_ASCII))
          .putInt(picture.length)
          .put(picture)
          .array();
    }
  }

  /** A photo by libwebp, with all its transforms. */
  @Test
  void losslessWebpIsReadToItsLastByte() throws IOException {
    byte[] whole = resource("lossless.webp");
    assertEquals(120, reader.read(whole, "it").width());
    assertEquals(300, reader.read(resource("lossless-palette.webp"), "it").width());
    assertEquals(120, reader.read(resource("lossy.webp"), "it").width());
    for (int lost : new int[] {9, 100, 2000}) {
      byte[] cut = Arrays.copyOf(whole, whole.length - lost);
      ByteBuffer sizes = ByteBuffer.wrap(cut).order(ByteOrder.LITTLE_ENDIAN);
      sizes.putInt(4, cut.length - 8).putInt(16, cut.length - 20);
      MediaException refusal = assertThrows(MediaException.class, () -> reader.read(cut, "it"));
      assertTrue(
          refusal.getMessage().contains("damaged WebP: its pixels end early"),
          refusal.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 60, 4000, 16_001})
  void wholeGifsAreRead(int width) {
    BufferedImage gradient = Pictures.gradient(width, 37);
    assertEquals(width, reader.read(Pictures.encode(gradient, "gif"), "it").width());
  }

  @ParameterizedTest
  @ValueSource(ints = {3000, 5000})
  void theFirstOfThousandsOfTiffPagesIsRead(int pages) {
    Image image = reader.read(tiff(pages), "it");
    assertEquals(4, image.width());
    assertEquals(3, image.height());
    assertEquals(200, image.value(3, 2, 0));
  }

  /** Grey pages of 4x3 pixels, one after the other. */
  private static byte[] tiff(int pages) {
    int[][] tags = {
      {256, 4}, {257, 3}, {258, 8}, {259, 1}, {262, 1}, {273, 0}, {277, 1}, {278, 3}, {279, 12}
    };
    int page = 12 + 2 + 12 * tags.length + 4;
    ByteBuffer file = ByteBuffer.allocate(8 + pages * page).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8 + 12);
    for (int i = 0; i < pages; i++) {
      int pixels = file.position();
      file.put(new byte[11]).put((byte) 200).putShort((short) tags.length);
      for (int[] tag : tags) {
        file.putShort((short) tag[0]).putShort((short) (tag[0] == 273 ? 4 : 3)).putInt(1);
        file.putInt(tag[0] == 273 ? pixels : tag[1]);
      }
      file.putInt(i == pages - 1 ? 0 : file.position() + 4 + 12);
    }
    return file.array();
  }

  /** Directories that name each other as details, within the 64 kB that EXIF may have. */
  @Test
  void chainsOfExifDirectoriesAreNotFollowed() {
    int count = 3000;
    ByteBuffer exif = ByteBuffer.allocate(8 + 18 * count).order(ByteOrder.BIG_ENDIAN);
    exif.put((byte) 'M').put((byte) 'M').putShort((short) 42).putInt(8);
    for (int i = 1; i <= count; i++) {
      exif.putShort((short) 1).putShort((short) 0x8769).putShort((short) 4).putInt(1);
      exif.putInt(8 + 18 * i).putInt(0);
    }
    byte[] jpeg = Pictures.encode(Pictures.gradient(30, 20), "jpeg");
    byte[] chained = Pictures.jpegWithSegment(jpeg, Pictures.segment(exif.array()));
    assertArrayEquals(reader.read(jpeg, "it").pixels(), reader.read(chained, "it").pixels());
  }

  /** A progressive JPEG whose scans are there again and again. */
  private static byte[] scans(int copies, int side) throws IOException {
    byte[] jpeg = Pictures.encode(Pictures.gradient(16, 16), "jpeg", true);
    int first = -1;
    int frame = -1;
    for (int i = 0; i + 1 < jpeg.length; i++) {
      boolean marker = jpeg[i] == -1;
      frame = marker && jpeg[i + 1] == (byte) 0xc2 ? i : frame;
      first = marker && jpeg[i + 1] == (byte) 0xda && first < 0 ? i : first;
    }
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) side).putShort(frame + 7, (short) side);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(jpeg, 0, first);
    for (int i = 0; i < copies; i++) {
      all.write(jpeg, first, jpeg.length - 2 - first);
    }
    all.write(jpeg, jpeg.length - 2, 2);
    return all.toByteArray();
  }

  @Test
  void aJavaWithoutItsDecodersIsNoDamage() {
    MediaException missing =
        ImageFileReader.broken(
            "a.jpg", new UnsatisfiedLinkError("no javajpeg in java.library.path"));
    assertEquals(Fault.NO_DECODER, missing.fault());
    assertEquals(
        "a.jpg: cannot be read by this Java, of which a part is missing (no javajpeg in"
            + " java.library.path); install a complete one, as the package openjdk-17-jre-headless,"
            + " and look at JAVA_HOME",
        missing.getMessage());
    NoClassDefFoundError initialized =
        new NoClassDefFoundError("Could not initialize class sun.java2d.cmm.lcms.LCMS");
    assertEquals(Fault.NO_DECODER, ImageFileReader.broken("a.jpg", initialized).fault());
    assertEquals(Fault.DAMAGED, ImageFileReader.broken("a.jpg", new StackOverflowError()).fault());
  }

  @Test
  void aJpegOfManyScansIsRefusedBeforeItIsDecoded() throws IOException {
    byte[] one = scans(1, 8000);
    int scans = JpegScanCount.of(new EncodedImage.Held("it", one));
    assertTrue(scans > 1 && scans <= 12, scans + " scans");
    assertRefused(
        Fault.TOO_LARGE,
        scans(10, 8000),
        "it: JPEG of 8000x8000 pixels in %d scans, which are %d million pixels to decode, more"
                .formatted(10 * scans, 640 * scans)
            + " than the limit of 1500 million; save it as an ordinary JPEG");
    // Small ones may have as many as they like.
    assertEquals(16, reader.read(scans(1, 16), "it").width());
    assertEquals(
        1,
        JpegScanCount.of(
            new EncodedImage.Held("it", Pictures.encode(Pictures.gradient(16, 16), "jpeg"))));
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_BYTE_INDEXED})
  void textOfPngFilesIsNotUnpacked(int type) throws IOException {
    BufferedImage picture = new BufferedImage(30, 20, type);
    picture.setRGB(7, 5, 0xffff0000);
    byte[] png = Pictures.encode(picture, "png");
    byte[] expected = reader.read(png, "it").pixels();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    packed.writeBytes("k\0\0".getBytes(StandardCharsets.US_ASCII));
    try (DeflaterOutputStream deflater =
        new DeflaterOutputStream(packed, new Deflater(Deflater.BEST_SPEED))) {
      for (int i = 0; i < 40; i++) {
        deflater.write(new byte[1 << 20]);
      }
    }
    byte[] bomb = Pictures.pngWithChunk(png, "zTXt", packed.toByteArray());
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    assertArrayEquals(expected, reader.read(bomb, "it").pixels());
    long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    assertTrue(allocated < 20 << 20, allocated + " bytes for a picture of 30x20 pixels");
  }

  @ParameterizedTest
  @ValueSource(strings = {"t_5000.tif", "tif-3000-pages.tif", "t4_100.jpg", "ztxt-1GB.png"})
  void theFilesThatCameFromOutside(String name) throws IOException {
    Path file = SharedFolder.require("cases/siege/" + name);
    if (name.endsWith(".jpg")) {
      assertRefused(
          Fault.TOO_LARGE,
          Files.readAllBytes(file),
          "it: JPEG of 8000x8000 pixels in 101 scans, which are 6464 million pixels to decode,"
              + " more than the limit of 1500 million; save it as an ordinary JPEG");
    } else {
      Image image = reader.read(file);
      assertEquals(name.endsWith(".png") ? 320 : 32, image.width());
    }
  }
}
