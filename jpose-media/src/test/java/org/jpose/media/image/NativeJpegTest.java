package org.jpose.media.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jpose.core.image.Image;
import org.jpose.media.MediaException;
import org.jpose.testkit.SharedFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** OpenCV's pixels are ImageIO's, and what is not a plain, whole file is left to ImageIO. */
class NativeJpegTest {
  private static final ImageReadOptions JAVA = ImageReadOptions.defaults();
  private static final ImageFileReader BY_JAVA = new ImageFileReader(JAVA);
  private static final ImageFileReader EITHER = new ImageFileReader(JAVA.withNativeJpeg());
  private static final long MANY = 1_000_000;
  private static final int END_MARKER = 2;

  @TempDir Path folder;

  private final NativeJpeg opencv = new NativeJpeg();

  @Test
  void theLibraryOfTheTestsIsThere() {
    assertTrue(opencv.isAvailable());
    assertTrue(EITHER.decodesNatively());
    assertFalse(BY_JAVA.decodesNatively());
  }

  /** Sampling 4:2:0, 4:2:2 and 4:4:4, sides that are no multiples of a block's, restarts. */
  @ParameterizedTest
  @CsvSource({
    "0x221111, 0",
    "0x221111, 3",
    "0x211111, 0",
    "0x211111, 2",
    "0x111111, 0",
    "0x111111, 1"
  })
  void pixelsAreImageIos(String sampling, int restart) throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 60; i++) {
      int width = 1 + random.nextInt(70);
      int height = 1 + random.nextInt(70);
      Path file = file(encoded(width, height, i, Integer.decode(sampling), restart));
      Image image = opencv.read(new EncodedImage.Stored(file), MANY).orElseThrow();
      Image expected = BY_JAVA.read(file);
      assertEquals(expected.order(), image.order());
      assertArrayEquals(expected.pixels(), image.pixels(), width + "x" + height);
    }
  }

  @Test
  void photosOfCocoAreImageIos() throws IOException {
    Path photos = SharedFolder.require("data/coco_mini/train2017");
    List<Path> files;
    try (Stream<Path> all = Files.list(photos)) {
      files = all.sorted().toList();
    }
    int plain = 0;
    int looked = 0;
    for (int i = 0; i < files.size(); i += 25) {
      Optional<Image> image = opencv.read(new EncodedImage.Stored(files.get(i)), MANY);
      looked++;
      if (image.isPresent()) {
        plain++;
        assertAlike(BY_JAVA.read(files.get(i)).pixels(), image.get().pixels(), files.get(i));
      }
    }
    assertTrue(plain > 0.9 * looked, plain + " of " + looked + " are plain");
  }

  /** Java converts from sRGB to sRGB where a profile says so, and rounds. */
  private static void assertAlike(byte[] expected, byte[] pixels, Path file) {
    assertEquals(expected.length, pixels.length, file.toString());
    for (int i = 0; i < pixels.length; i++) {
      assertEquals(expected[i] & 0xff, pixels[i] & 0xff, 1, file.toString());
    }
  }

  static Stream<byte[]> others() throws IOException {
    BufferedImage picture = Pictures.gradient(33, 20);
    BufferedImage grey = new BufferedImage(33, 20, BufferedImage.TYPE_BYTE_GRAY);
    byte[] plain = Pictures.encode(picture, "jpg");
    return Stream.of(
        Pictures.encode(picture, "jpg", true),
        Pictures.encode(grey, "jpg"),
        Pictures.encode(picture, "png"),
        // 4:4:0 and 4:1:1: libraries differ in how they enlarge the colours.
        encoded(33, 20, 1, 0x121111, 0),
        encoded(33, 20, 1, 0x411111, 0),
        with(plain, Pictures.exifSegment(6)),
        new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0},
        new byte[] {1});
  }

  @ParameterizedTest
  @MethodSource("others")
  void otherFilesAreLeftToImageIo(byte[] bytes) throws IOException {
    Path file = file(bytes);
    assertTrue(opencv.read(new EncodedImage.Stored(file), MANY).isEmpty());
    assertEquals(outcome(BY_JAVA, file), outcome(EITHER, file));
  }

  @Test
  void uprightExifIsNoHindrance() throws IOException {
    byte[] plain = encoded(33, 20, 1, 0x221111, 0);
    // JFIF stays first.
    byte[] both = insert(plain, 4 + 16, Pictures.exifSegment(1));
    byte[] turned = insert(plain, 4 + 16, Pictures.exifSegment(6));
    assertTrue(opencv.read(new EncodedImage.Stored(file(both)), MANY).isPresent());
    assertFalse(opencv.read(new EncodedImage.Stored(file(turned)), MANY).isPresent());
    assertEquals(20, EITHER.read(file(turned)).width());
  }

  @Test
  void tooManyPixelsAreLeftToImageIo() throws IOException {
    Path file = file(encoded(33, 20, 1, 0x221111, 0));
    assertTrue(opencv.read(new EncodedImage.Stored(file), 33 * 20).isPresent());
    assertTrue(opencv.read(new EncodedImage.Stored(file), 33 * 20 - 1).isEmpty());
  }

  /** A file that was whole is looked at again when its bytes are others. */
  @Test
  void damageAfterTheFirstReadingIsSeen() throws IOException {
    byte[] bytes = encoded(40, 30, 1, 0x221111, 0);
    Path file = file(bytes);
    assertTrue(opencv.read(new EncodedImage.Stored(file), MANY).isPresent());
    assertTrue(opencv.read(new EncodedImage.Stored(file), MANY).isPresent());
    for (int at = bytes.length / 2; at < bytes.length; at += 7) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 0x55;
      Files.write(file, damaged);
      assertEquals(
          PlainJpeg.of(damaged).isPresent(),
          opencv.read(new EncodedImage.Stored(file), MANY).isPresent(),
          "byte " + at);
    }
    assertTrue(opencv.read(new EncodedImage.Stored(file(bytes)), MANY).isPresent());
  }

  @Test
  void truncatedFilesAreDamagedAsBefore() throws IOException {
    for (byte[] whole : wholeFiles()) {
      for (int length = 1; length < whole.length; length += 1 + whole.length / 40) {
        assertLeftToImageIo(Arrays.copyOf(whole, length), "of length " + length);
      }
      assertLeftToImageIo(Arrays.copyOf(whole, whole.length - END_MARKER), "without its end");
    }
  }

  /** Also a flip that leaves a stream of known codes: then the pixels are as ImageIO has them. */
  @Test
  void flippedBytesGiveWhatTheyGaveBefore() throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    int refused = 0;
    for (byte[] whole : wholeFiles()) {
      for (int i = 0; i < 150; i++) {
        byte[] flipped = whole.clone();
        int place = 2 + random.nextInt(whole.length - 2);
        flipped[place] ^= (byte) (1 + random.nextInt(255));
        Path file = file(flipped);
        String before = outcome(BY_JAVA, file);
        assertEquals(before, outcome(EITHER, file), "byte " + place);
        refused += before.startsWith("pixels") ? 0 : 1;
      }
    }
    assertTrue(refused > 10, refused + " of 450 are seen to be damaged");
  }

  @Test
  void bytesLostFromTheMiddleGiveWhatTheyGaveBefore() throws IOException {
    for (byte[] whole : wholeFiles()) {
      for (int tenth = 1; tenth < 10; tenth++) {
        int place = whole.length * tenth / 10;
        byte[] shorter = Arrays.copyOf(whole, whole.length - 5);
        System.arraycopy(whole, place + 5, shorter, place, whole.length - place - 5);
        Path file = file(shorter);
        assertEquals(outcome(BY_JAVA, file), outcome(EITHER, file), "from byte " + place);
      }
    }
  }

  @Test
  void nativeMemoryStaysFlat() throws IOException {
    Path file = file(encoded(33, 20, 1, 0x221111, 0));
    byte[] whole = Files.readAllBytes(file);
    Path damaged = folder.resolve("damaged.jpg");
    Files.write(damaged, Arrays.copyOf(whole, whole.length / 2));
    opencv.read(new EncodedImage.Stored(file), MANY);
    long bytes = Pointer.totalBytes();
    long count = Pointer.totalCount();
    for (int i = 0; i < 10_000; i++) {
      assertTrue(opencv.read(new EncodedImage.Stored(file), MANY).isPresent());
      assertTrue(opencv.read(new EncodedImage.Stored(damaged), MANY).isEmpty());
    }
    assertEquals(bytes, Pointer.totalBytes());
    assertEquals(count, Pointer.totalCount());
  }

  private static List<byte[]> wholeFiles() {
    return List.of(
        encoded(61, 47, 1, 0x221111, 0),
        encoded(61, 47, 2, 0x111111, 0),
        encoded(61, 47, 3, 0x211111, 2));
  }

  private void assertLeftToImageIo(byte[] bytes, String what) throws IOException {
    Path file = file(bytes);
    assertTrue(opencv.read(new EncodedImage.Stored(file), MANY).isEmpty(), what);
    assertEquals(outcome(BY_JAVA, file), outcome(EITHER, file), what);
  }

  private static String outcome(ImageFileReader reader, Path file) {
    try {
      Image image = reader.read(file);
      return "pixels " + image + Arrays.hashCode(image.pixels());
    } catch (MediaException e) {
      return e.getMessage();
    }
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("image.jpg"), bytes);
  }

  private static byte[] with(byte[] jpeg, byte[] segment) {
    return insert(jpeg, 2, segment);
  }

  private static byte[] insert(byte[] jpeg, int at, byte[] segment) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(jpeg, 0, at);
    bytes.writeBytes(segment);
    bytes.write(jpeg, at, jpeg.length - at);
    return bytes.toByteArray();
  }

  /** Of smooth colours with noise, so that there are codes of all lengths. */
  private static byte[] encoded(int width, int height, long seed, int sampling, int restart) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] pixels = new byte[width * height * 3];
    for (int i = 0; i < pixels.length; i++) {
      int smooth = (i / 3 % width * 3 + i / 3 / width * 2) * (1 + i % 3);
      pixels[i] = (byte) Math.min(255, (smooth & 0x7f) + random.nextInt(1 + smooth % 100));
    }
    int[] parameters = {
      opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR, sampling,
      opencv_imgcodecs.IMWRITE_JPEG_RST_INTERVAL, restart
    };
    try (BytePointer pointer = new BytePointer(pixels);
        Mat image = new Mat(height, width, opencv_core.CV_8UC3, pointer);
        BytePointer jpeg = new BytePointer();
        IntPointer options = new IntPointer(parameters)) {
      opencv_imgcodecs.imencode(".jpg", image, jpeg, options);
      byte[] bytes = new byte[(int) jpeg.limit()];
      jpeg.get(bytes);
      return bytes;
    }
  }
}
