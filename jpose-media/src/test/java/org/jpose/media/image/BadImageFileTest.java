package org.jpose.media.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.jpose.media.MediaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadImageFileTest {
  @TempDir Path folder;

  private final ImageFileReader reader = new ImageFileReader(ImageReadOptions.defaults());

  private void assertMessage(Path file, String expected) {
    MediaException failure = assertThrows(MediaException.class, () -> reader.read(file));
    assertEquals(file + ": " + expected, failure.getMessage());
    if (Files.isRegularFile(file)) {
      MediaException held =
          assertThrows(
              MediaException.class, () -> reader.read(Files.readAllBytes(file), file.toString()));
      assertEquals(failure.getMessage(), held.getMessage(), "from memory");
      assertEquals(failure.fault(), held.fault());
    }
  }

  private Path write(String name, byte[] bytes) {
    return Pictures.write(folder.resolve(name), bytes);
  }

  @Test
  void programsLearnWhatIsWrong() {
    byte[] png = Pictures.encode(Pictures.gradient(40, 30), "png");
    assertFault(MediaException.Fault.UNKNOWN_KIND, new byte[0]);
    assertFault(MediaException.Fault.UNKNOWN_KIND, "a letter".getBytes(StandardCharsets.UTF_8));
    assertFault(MediaException.Fault.DAMAGED, Arrays.copyOf(png, png.length / 2));
    assertFault(MediaException.Fault.DAMAGED, Arrays.copyOf(png, 20));
    assertFault(MediaException.Fault.TOO_LARGE, Pictures.pngClaiming(40_000, 40_000));
    assertEquals(
        MediaException.Fault.OTHER,
        assertThrows(MediaException.class, () -> reader.read(folder.resolve("none"))).fault());
  }

  private void assertFault(MediaException.Fault expected, byte[] bytes) {
    assertEquals(
        expected, assertThrows(MediaException.class, () -> reader.read(bytes, "it")).fault());
  }

  @Test
  void missing() {
    assertMessage(folder.resolve("none.jpg"), "no such file; check the name");
  }

  @Test
  void folder() {
    assertMessage(folder, "is a folder, expected an image file; name a file in it");
  }

  @Test
  void empty() {
    assertMessage(
        write("empty.jpg", new byte[0]),
        "is empty (0 bytes), expected an image; copy or download it again");
  }

  @Test
  void unreadable() {
    MediaException failure =
        ImageFileReader.unreadable(Path.of("a.jpg"), new AccessDeniedException("a.jpg"));
    assertEquals(
        "a.jpg: cannot be opened for reading; check its permissions" + " (permission denied)",
        failure.getMessage());
  }

  @Test
  void notRegular() {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device));
    assertMessage(device, "is empty (0 bytes), expected an image; copy or download it again");
  }

  @Test
  void notAnImage() {
    String kinds =
        "not an image jpose reads (JPEG, PNG, BMP, GIF, TIFF, WebP, HEIC, AVIF, JPEG 2000, PNM, TGA): ";
    assertMessage(
        write("notes.jpg", "hello\nworld".getBytes(StandardCharsets.UTF_8)),
        kinds + "it begins with the text 'hello'");
    assertMessage(
        write("zero.png", new byte[] {0, 0, 1, 1}), kinds + "it begins with the bytes 00 00 01 01");
    assertMessage(
        write("phone.jpg", "\0\0\0\30ftypheic\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1)),
        "truncated or damaged HEIC: Invalid data found when processing input (moov atom not found);"
            + " copy or download it again");
    assertMessage(
        write("film.jpg", "\0\0\0\30ftypisom\0\0\2\0".getBytes(StandardCharsets.ISO_8859_1)),
        kinds + "it is a video");
  }

  @ParameterizedTest
  @CsvSource({
    "jpeg, ' JPEG: Truncated File - Missing EOI marker; expected 300x200 pixels'",
    "png, ' PNG: Unexpected end of ZLIB input stream; expected 300x200 pixels'",
    "bmp, ' BMP: EOFException; expected 300x200 pixels'",
    "tiff, ': Data segment out of stream; its header cannot be read'"
  })
  void truncated(String format, String found) {
    byte[] whole = Pictures.encode(Pictures.gradient(300, 200), format);
    for (double part : new double[] {0.5, 0.9}) {
      byte[] bytes = Arrays.copyOf(whole, (int) (whole.length * part));
      Path file = write("cut." + format, bytes);
      assertMessage(file, "truncated or damaged" + found + "; copy or download it again");
      ImageFileReader strips =
          new ImageFileReader(
              ImageReadOptions.defaults(), new Heap(() -> Long.MAX_VALUE, 9000, 9000));
      assertThrows(MediaException.class, () -> strips.read(file));
    }
  }

  @Test
  void truncatedGif() {
    byte[] whole = Pictures.encode(Pictures.gradient(300, 200), "gif");
    for (double part : new double[] {0.5, 0.9}) {
      Path file = write("cut.gif", Arrays.copyOf(whole, (int) (whole.length * part)));
      MediaException failure = assertThrows(MediaException.class, () -> reader.read(file));
      assertTrue(
          failure
              .getMessage()
              .matches(
                  "(?s).*cut.gif: truncated or damaged GIF: it has [1-9]\\d+ of 60000 pixels;"
                      + " expected 300x200 pixels; copy or download it again"),
          failure.getMessage());
    }
  }

  @Test
  void truncatedTurnedJpeg() {
    byte[] jpeg =
        Pictures.jpegWithSegment(
            Pictures.encode(Pictures.gradient(300, 200), "jpeg"), Pictures.exifSegment(6));
    Path file = write("cut.jpg", Arrays.copyOf(jpeg, jpeg.length - 300));
    assertMessage(
        file,
        "truncated or damaged JPEG: Truncated File - Missing EOI marker; expected 300x200 pixels;"
            + " copy or download it again");
  }

  @Test
  void truncatedHeader() {
    byte[] jpeg = Pictures.encode(Pictures.gradient(30, 20), "jpeg");
    Path file = write("head.jpg", Arrays.copyOf(jpeg, 25));
    MediaException failure = assertThrows(MediaException.class, () -> reader.read(file));
    assertTrue(
        failure.getMessage().startsWith(file + ": truncated or damaged: ")
            && failure
                .getMessage()
                .endsWith("; its header cannot be read; copy or download it again"),
        failure.getMessage());
  }

  @Test
  void truncatedWebp() {
    byte[] webp =
        Base64.getDecoder().decode("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA");
    Path file = write("cut.webp", Arrays.copyOf(webp, 31));
    MediaException failure = assertThrows(MediaException.class, () -> reader.read(file));
    assertTrue(failure.getMessage().contains("truncated or damaged WebP"), failure.getMessage());
  }

  /** Whatever is wrong with a file, it is a MediaException that names it, or an image. */
  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png", "bmp", "gif", "tiff"})
  void randomDamageIsNeverAnotherException(String format) {
    byte[] whole = Pictures.encode(Pictures.gradient(60, 40), format);
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    ImageFileReader small =
        new ImageFileReader(ImageReadOptions.defaults().withMaxPixels(1_000_000));
    for (int run = 0; run < 300; run++) {
      byte[] bytes = whole.clone();
      for (int i = 0; i <= run % 4; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Path file = write("damaged." + format, bytes);
      try {
        assertTrue(small.read(file).width() > 0);
      } catch (MediaException e) {
        assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", run " + run, e);
      }
    }
  }

  @Test
  void decompressionBombIsRefusedFromItsHeader() {
    Path file = write("bomb.png", Pictures.pngClaiming(60_000, 60_000));
    assertMessage(
        file,
        "PNG of 60000x60000 pixels is more than the limit of 250000000 pixels; raise the limit (at"
            + " most 715827879) if you trust the file, or scale it down");
    ImageFileReader generous =
        new ImageFileReader(ImageReadOptions.defaults().withMaxPixels(Long.MAX_VALUE));
    MediaException failure = assertThrows(MediaException.class, () -> generous.read(file));
    assertTrue(failure.getMessage().contains("limit of 715827879 pixels"), failure.getMessage());
  }

  @Test
  void tooLittleHeapIsSaidBeforeAllocating() throws IOException {
    Path file = write("large.png", Pictures.pngClaiming(10_000, 10_000));
    ImageFileReader cramped =
        new ImageFileReader(
            ImageReadOptions.defaults(), new Heap(() -> 120 << 20, 1 << 20, 1 << 20));
    MediaException failure = assertThrows(MediaException.class, () -> cramped.read(file));
    String message = failure.getMessage();
    assertTrue(
        message.startsWith(
            file
                + ": PNG of 10000x10000 pixels needs 295 MB of heap, 120 MB are free; give Java"
                + " more, for example -Xmx"),
        message);
    assertFalse(message.endsWith("-Xmxm"), message);

    // Turned, the strip comes on top of the image.
    byte[] turned = Pictures.pngWithOrientation(Files.readAllBytes(file), 6);
    Path second = write("turned.png", turned);
    failure = assertThrows(MediaException.class, () -> cramped.read(second));
    assertTrue(failure.getMessage().contains("needs 296 MB of heap"), failure.getMessage());
  }

  @Test
  void heapIsNotAskedForMoreThanNeeded() {
    BufferedImage image = Pictures.gradient(100, 100);
    Path file = write("small.png", Pictures.encode(image, "png"));
    Heap justEnough = new Heap(() -> (8 << 20) + 30_000, 1 << 20, 1 << 20);
    ImageFileReader exact = new ImageFileReader(ImageReadOptions.defaults(), justEnough);
    assertEquals(100, exact.read(file).width());
  }

  @Test
  void limitsAreChecked() {
    IllegalArgumentException failure =
        assertThrows(
            IllegalArgumentException.class, () -> ImageReadOptions.defaults().withMaxPixels(0));
    assertEquals("maxPixels 0 must be at least 1", failure.getMessage());
  }
}
