package org.jpose.media.video.read;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jpose.core.image.Image;
import org.jpose.media.MediaException;
import org.jpose.media.MediaException.Fault;
import org.jpose.media.image.FoundFiles;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageFileWriter;
import org.jpose.media.image.ImageFiles;
import org.jpose.media.image.ImageReadOptions;
import org.jpose.media.video.Ffmpeg;
import org.jpose.media.video.ffmpeg.LastErrorLine;
import org.jpose.testkit.SharedFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of telephones and of programs: the pixels that were put in, upright. */
class FfmpegPicturesTest {
  private static final String RED = "red";
  private static final String GREEN = "green";
  private static final String BLUE = "blue";
  private static final String WHITE = "white";

  @TempDir Path folder;

  private final ImageFileReader reader = new ImageFileReader(ImageReadOptions.defaults());

  private static byte[] heif(String name) throws IOException {
    try (InputStream in =
        FfmpegPicturesTest.class.getResourceAsStream("/org/jpose/media/image/heif/" + name)) {
      return in.readAllBytes();
    }
  }

  private static String colour(Image image, int x, int y) {
    StringBuilder channels = new StringBuilder();
    for (int channel = 0; channel < 3; channel++) {
      channels.append(image.value(x, y, channel) > 128 ? '1' : '0');
    }
    return switch (channels.toString()) {
      case "001" -> RED;
      case "010" -> GREEN;
      case "100" -> BLUE;
      case "111" -> WHITE;
      default -> channels.toString();
    };
  }

  /** The corners from left above by rows. */
  private static List<String> corners(Image image) {
    int right = image.width() - 1;
    int bottom = image.height() - 1;
    return List.of(
        colour(image, 0, 0),
        colour(image, right, 0),
        colour(image, 0, bottom),
        colour(image, right, bottom));
  }

  @ParameterizedTest
  @CsvSource({
    "grid.heic, 96, 64, red green blue white",
    "turned.heic, 64, 96, green white red blue",
    "single-turned.heic, 64, 96, blue red white green",
    "mirrored.heic, 96, 64, green red white blue"
  })
  void telephonesTilesAndTurns(String name, int width, int height, String corners)
      throws IOException {
    for (Image image :
        List.of(
            reader.read(heif(name), name),
            reader.read(Files.write(folder.resolve("IMG_1.HEIC"), heif(name))),
            // A telephone's photo, renamed.
            reader.read(Files.write(folder.resolve("IMG_1.jpg"), heif(name))))) {
      assertEquals(width, image.width());
      assertEquals(height, image.height());
      assertEquals(List.of(corners.split(" ")), corners(image));
    }
  }

  @Test
  void tilesMeetWhereTheyShould() throws IOException {
    Image image = reader.read(heif("grid.heic"), "grid.heic");
    // The tiles meet at column 64; colours at column 48 and row 32.
    for (int x : new int[] {46, 49, 62, 63, 64, 65}) {
      assertEquals(x < 48 ? RED : GREEN, colour(image, x, 30), "column " + x);
      assertEquals(x < 48 ? BLUE : WHITE, colour(image, x, 33), "column " + x);
    }
  }

  @Test
  void theCasesOfTheFolder() {
    Path shared = SharedFolder.require("cases/trials/07-folder-skips");
    Image jpeg = reader.read(shared.resolve("IMG_0003.JPG"));
    for (String name : List.of("IMG_0001.HEIC", "b.avif", "c.jp2")) {
      Image image = reader.read(shared.resolve(name));
      assertEquals(jpeg.width(), image.width(), name);
      assertEquals(jpeg.height(), image.height(), name);
      assertTrue(difference(jpeg, image) < 8, name + " differs by " + difference(jpeg, image));
    }
    FoundFiles found = ImageFiles.find(List.of(shared.toString()), false);
    assertEquals(4, found.files().size());
    assertTrue(found.leftOut().isEmpty());
  }

  /** Mean of absolute differences of values, whatever the order of colours. */
  private static double difference(Image one, Image other) {
    long sum = 0;
    for (int y = 0; y < one.height(); y++) {
      for (int x = 0; x < one.width(); x++) {
        for (int channel = 0; channel < 3; channel++) {
          int same = one.order() == other.order() ? channel : 2 - channel;
          sum += Math.abs(one.value(x, y, channel) - other.value(x, y, same));
        }
      }
    }
    return (double) sum / one.pixels().length;
  }

  private static Image gradient() {
    byte[] pixels = new byte[37 * 23 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i / 3 % 37 * 6 + i % 3 * 30);
    }
    return Image.wrap(37, 23, org.jpose.core.image.ColourOrder.BGR, pixels);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ppm", "pam", "tga", "jp2", "j2k"})
  void withoutLoss(String kind) throws IOException {
    Path png = folder.resolve("a.png");
    new ImageFileWriter().write(gradient(), png);
    String[] lossless =
        kind.startsWith("j") ? new String[] {"-pred", "1", "-pix_fmt", "rgb24"} : new String[] {};
    String[] arguments = new String[lossless.length + 2];
    arguments[0] = "-i";
    arguments[1] = png.toString();
    System.arraycopy(lossless, 0, arguments, 2, lossless.length);
    Path file = Ffmpeg.make(folder.resolve("a." + kind), arguments);
    Image image = reader.read(file);
    assertEquals(37, image.width());
    assertTrue(difference(gradient(), image) < (kind.startsWith("j") ? 1 : 0.01), kind);
    assertEquals(
        List.of(folder.resolve("a." + kind)),
        ImageFiles.find(List.of(folder + "/*." + kind), false).files());
  }

  @Test
  void greyAsTextAndSixteenBits() throws IOException {
    Path text = Files.writeString(folder.resolve("a.pgm"), "P2\n# by hand\n2 1\n100\n0 100\n");
    assertArrayEquals(new byte[] {0, 0, 0, -1, -1, -1}, reader.read(text).pixels());
    byte[] head = "P5 2 1 65535\n".getBytes(StandardCharsets.US_ASCII);
    byte[] deep = Arrays.copyOf(head, head.length + 4);
    deep[head.length + 2] = (byte) 0xff;
    deep[head.length + 3] = (byte) 0xff;
    Path file = Files.write(folder.resolve("b.pgm"), deep);
    assertArrayEquals(new byte[] {0, 0, 0, -1, -1, -1}, reader.read(file).pixels());
    Path bits = Files.writeString(folder.resolve("c.pbm"), "P1\n8 1\n1 0 1 0 1 0 1 0\n");
    Image image = reader.read(bits);
    assertEquals(0, image.value(0, 0, 0));
    assertEquals(255, image.value(1, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"grid.heic", "mirrored.heic"})
  void cutOffAnywhere(String name) throws IOException {
    byte[] whole = heif(name);
    for (int length = 12; length < whole.length; length += 7) {
      byte[] cut = Arrays.copyOf(whole, length);
      MediaException e =
          assertThrows(MediaException.class, () -> reader.read(cut, name), "cut to " + length);
      assertEquals(Fault.DAMAGED, e.fault(), e.getMessage());
      assertTrue(e.getMessage().startsWith(name + ": truncated or damaged HEIC: "), e.getMessage());
    }
  }

  @Test
  void cutOffPictures() throws IOException {
    Path png = folder.resolve("a.png");
    new ImageFileWriter().write(gradient(), png);
    for (String kind : List.of("ppm", "tga", "jp2")) {
      byte[] whole =
          Files.readAllBytes(Ffmpeg.make(folder.resolve("a." + kind), "-i", png.toString()));
      byte[] cut = Arrays.copyOf(whole, whole.length / 2);
      MediaException e =
          assertThrows(MediaException.class, () -> reader.read(cut, "cut." + kind), kind);
      assertTrue(
          e.getMessage().startsWith("cut." + kind + ": truncated or damaged "), e.getMessage());
    }
  }

  @Test
  void tooLarge() throws IOException {
    ImageFileReader small = new ImageFileReader(new ImageReadOptions(1000));
    MediaException e =
        assertThrows(MediaException.class, () -> small.read(heif("grid.heic"), "grid.heic"));
    assertEquals(Fault.TOO_LARGE, e.fault());
    assertTrue(e.getMessage().startsWith("grid.heic: HEIC of 96x64 pixels is more than the limit"));
    Path huge = Files.writeString(folder.resolve("a.pgm"), "P5 30000 30000 255\n");
    assertThrows(MediaException.class, () -> reader.read(huge));
  }

  private static void assertTooLarge(byte[] encoded, String name, String size) {
    ImageFileReader small = new ImageFileReader(new ImageReadOptions(800));
    MediaException e = assertThrows(MediaException.class, () -> small.read(encoded, name));
    assertEquals(Fault.TOO_LARGE, e.fault(), e.getMessage());
    assertTrue(e.getMessage().contains(" of " + size + " pixels is more"), e.getMessage());
  }

  /** Who decoded them would find that there are no pixels. */
  @Test
  void tooLargeIsSaidBeforeAPixelIsDecoded() throws IOException {
    assertTooLarge("P5 9000 8000 255\n".getBytes(StandardCharsets.US_ASCII), "a.pgm", "9000x8000");
    assertTooLarge("P1 9000 8000\n0 0".getBytes(StandardCharsets.US_ASCII), "a.pbm", "9000x8000");
    ByteBuffer tga = ByteBuffer.allocate(22).order(ByteOrder.LITTLE_ENDIAN);
    tga.put(2, (byte) 10).putShort(12, (short) 9000).putShort(14, (short) 8000).put(16, (byte) 24);
    assertTooLarge(tga.array(), "a.tga", "9000x8000");
    Path png = folder.resolve("a.png");
    new ImageFileWriter().write(gradient(), png);
    byte[] jp2 = Files.readAllBytes(Ffmpeg.make(folder.resolve("a.jp2"), "-i", png.toString()));
    byte[] cut = Arrays.copyOf(jp2, jp2.length / 2);
    assertTooLarge(cut, "a.jp2", "37x23");
    int siz = new String(cut, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u0051");
    // Its width and height, and those of its only tile.
    for (int at : new int[] {6, 10, 22, 26}) {
      ByteBuffer.wrap(cut).putInt(siz + at, 9000);
    }
    assertTooLarge(cut, "a.jp2", "9000x9000");
  }

  @Test
  void soItIsOfAvif() throws IOException {
    Path shared = SharedFolder.require("cases/trials/07-folder-skips");
    byte[] avif = Files.readAllBytes(shared.resolve("b.avif"));
    Arrays.fill(avif, avif.length - 2000, avif.length, (byte) 0);
    assertTooLarge(avif, "b.avif", "656x352");
    MediaException e = assertThrows(MediaException.class, () -> reader.read(avif, "b.avif"));
    assertEquals(Fault.DAMAGED, e.fault(), e.getMessage());
  }

  @Test
  void tilesAreOfTheSizeTheirHeadSays() throws IOException {
    byte[] grid = heif("grid.heic");
    int size = new String(grid, StandardCharsets.ISO_8859_1).indexOf("ispe");
    ByteBuffer.wrap(grid).putInt(size + 8, 48);
    MediaException e = assertThrows(MediaException.class, () -> reader.read(grid, "a.heic"));
    assertEquals(
        "a.heic: truncated or damaged HEIC: a tile has 64x64 pixels, its head says 48x64; copy or"
            + " download it again",
        e.getMessage());
  }

  /** As threads of a server do. */
  @Test
  void manyAtOnce() throws Exception {
    List<HeifPicture> open = new ArrayList<>();
    try {
      LastErrorLine.begin();
      for (int i = 0; i < 25; i++) {
        open.add(HeifPicture.open(heif(i % 2 == 0 ? "grid.heic" : "mirrored.heic")));
      }
      for (int i = 0; i < open.size(); i++) {
        Image image = open.get(i).decode((width, height) -> {});
        assertEquals(i % 2 == 0 ? RED : GREEN, colour(image, 0, 0), "picture " + i);
      }
    } finally {
      open.forEach(HeifPicture::close);
    }
  }

  @Test
  void notOneOfThem() throws IOException {
    for (String text : List.of("P5", "P8 1 1", "Perhaps", "....ftypmp42....")) {
      Path file = Files.writeString(folder.resolve("a.ppm"), text);
      MediaException e = assertThrows(MediaException.class, () -> reader.read(file), text);
      assertEquals(Fault.UNKNOWN_KIND, e.fault(), e.getMessage());
    }
  }
}
