package org.jpose.media.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.stream.FileImageOutputStream;
import org.jpose.core.disk.FileException;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFileWriterTest {
  @TempDir Path folder;

  private final ImageFileReader reader = new ImageFileReader(ImageReadOptions.defaults());

  private static Image image(ColourOrder order) {
    byte[] pixels = new byte[64 * 48 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i % 3 * 60 + i / 600);
    }
    return Image.wrap(64, 48, order, pixels);
  }

  private static void assertSameColours(Image expected, Image found, int tolerance) {
    for (int y = 0; y < expected.height(); y += 3) {
      for (int x = 0; x < expected.width(); x += 3) {
        for (int colour = 0; colour < 3; colour++) {
          int a = expected.value(x, y, expected.order() == ColourOrder.RGB ? colour : 2 - colour);
          int b = found.value(x, y, found.order() == ColourOrder.RGB ? colour : 2 - colour);
          assertEquals(a, b, tolerance, "colour " + colour + " at " + x + "," + y);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ColourOrder.class)
  void whatIsWrittenIsReadBack(ColourOrder order) {
    Image image = image(order);
    for (String name : List.of("a.png", "a.BMP", "a.jpg", "a.jpeg")) {
      Path file = folder.resolve(name);
      new ImageFileWriter().write(image, file);
      assertSameColours(image, reader.read(file), name.startsWith("a.j") ? 8 : 0);
    }
  }

  @ParameterizedTest
  @EnumSource(ColourOrder.class)
  void bytesOfAPngAreThoseOfTheFile(ColourOrder order) throws IOException {
    Path file = folder.resolve("a.png");
    new ImageFileWriter().write(image(order), file);
    assertArrayEquals(Files.readAllBytes(file), ImageFileWriter.png(image(order)));
  }

  @Test
  void anEarlierFileIsReplaced() throws IOException {
    Path file = Files.writeString(folder.resolve("a.png"), "old");
    new ImageFileWriter().write(image(ColourOrder.BGR), file);
    assertEquals(64, reader.read(file).width());
    assertEquals(1, names().size());
  }

  @Test
  void badNames() {
    Path file = folder.resolve("a.gif");
    FileException failure =
        assertThrows(
            FileException.class, () -> new ImageFileWriter().write(image(ColourOrder.BGR), file));
    assertEquals(
        file + ": pictures are written as .png, .jpg, .jpeg or .bmp; choose one of these",
        failure.getMessage());
    Path lost = folder.resolve("none/a.png");
    failure = assertThrows(FileException.class, () -> ImageFileWriter.check(lost));
    assertEquals(
        lost
            + ": there is no folder "
            + lost.getParent()
            + " to write it to; create the folder first",
        failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.png", "a.jpg", "a.bmp"})
  void aFullDiskLeavesNothingBehind(String name) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "old");
    ImageFileWriter writer = new ImageFileWriter(path -> new FullDisk(path.toFile()));
    FileException failure =
        assertThrows(FileException.class, () -> writer.write(image(ColourOrder.BGR), file));
    assertEquals(
        file
            + ": could not be written: No space left on device; nothing incomplete was left under"
            + " this name; check free disk space and permissions",
        failure.getMessage());
    assertArrayEquals(new String[] {name}, names().toArray());
    assertEquals("old", Files.readString(file));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  /** Takes 100 bytes. */
  private static final class FullDisk extends FileImageOutputStream {
    FullDisk(File file) throws IOException {
      super(file);
    }

    @Override
    public void write(int value) throws IOException {
      super.write(value);
      check();
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      super.write(bytes, from, length);
      check();
    }

    private void check() throws IOException {
      if (getStreamPosition() > 100) {
        throw new IOException("No space left on device");
      }
    }
  }
}
