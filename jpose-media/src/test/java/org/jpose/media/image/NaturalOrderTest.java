package org.jpose.media.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.jpose.media.MediaException;
import org.jpose.media.video.Frame;
import org.jpose.media.video.FrameSource;
import org.jpose.media.video.VideoOptions;
import org.jpose.media.video.read.VideoSources;
import org.jpose.testkit.SharedFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In which order files are taken, and what is told of those that are not. */
class NaturalOrderTest {
  @TempDir private Path folder;

  private Path image(String name, int width) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(new BufferedImage(width, 50, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    return file;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f_1 f_2 f_10 f_100",
        "f_1 f_01 f_2 f_010 f_10",
        "a1b2 a1b10 a2b1 a10b1",
        "99999999999999999998 99999999999999999999 100000000000000000000",
        "cam2/9 cam2/10 cam10/1",
        "IMG_9 IMG_10 img_1",
        "a a0 a1 aa",
        "1-9 1-10 1a",
      })
  void numbersAreComparedByTheirValue(String names) {
    List<Path> expected = new ArrayList<>();
    for (String name : names.split(" ")) {
      expected.add(Path.of(name));
    }
    List<Path> sorted = new ArrayList<>(expected);
    Collections.shuffle(sorted, new Random(names.hashCode()));
    sorted.sort(new NaturalOrder());
    if (names.startsWith("f_1 f_01")) {
      assertEquals("f_2", sorted.get(2).toString(), "equal numbers side by side");
    } else {
      assertEquals(expected, sorted);
    }
  }

  @Test
  void foldersPatternsAndSeriesHaveOneOrder() throws IOException {
    image("f_1.png", 100);
    image("f_2.png", 120);
    image("f_10.png", 140);
    List<String> expected = List.of("f_1.png", "f_2.png", "f_10.png");
    for (String given : List.of("", "/*.png")) {
      List<String> names =
          ImageFiles.find(List.of(folder + given), false).files().stream()
              .map(file -> file.getFileName().toString())
              .toList();
      assertEquals(expected, names);
    }
    for (String given : List.of("", "/*.png", "/f_%d.png")) {
      List<String> told = new ArrayList<>();
      VideoOptions options = VideoOptions.defaults().withListener(told::add);
      List<Integer> widths = new ArrayList<>();
      List<String> files = new ArrayList<>();
      try (FrameSource source = VideoSources.open(folder + given, options)) {
        for (Optional<Frame> frame = source.next(); frame.isPresent(); frame = source.next()) {
          widths.add(frame.get().image().width());
          files.add(frame.get().file().orElseThrow().getFileName().toString());
        }
      }
      assertEquals(List.of(100, 120, 140), widths);
      assertEquals(expected, files);
      assertEquals(2, told.size(), told.toString());
      assertTrue(told.get(0).contains("7 numbers are missing between f_1.png and"), told.get(0));
      assertTrue(told.get(1).contains("f_2.png: has 120x50 pixels, the first"), told.get(1));
    }
  }

  @Test
  void anOrdinarySeriesIsNotTalkedOf() throws IOException {
    for (int i = 0; i < 40; i += 5) {
      image("every_fifth/f_" + i + ".png", 60);
      image("all/" + (8 + i / 5) + ".png", 60);
      image("other/photo" + (char) ('a' + i) + ".png", 60);
    }
    for (String name : List.of("every_fifth", "all", "other")) {
      List<String> told = new ArrayList<>();
      VideoOptions options = VideoOptions.defaults().withListener(told::add);
      try (FrameSource source = VideoSources.open(folder.resolve(name).toString(), options)) {
        while (source.next().isPresent()) {
          // All frames.
        }
      }
      assertEquals(List.of(), told);
    }
  }

  @Test
  void picturesThatAreNotReadAreCounted() throws IOException {
    image("a.png", 30);
    assertEquals(Optional.empty(), ImageFiles.find(List.of(folder.toString()), false).leftOut());
    for (String name : List.of("a.PSD", "b.psd", "c.jxl", "notes.txt", ".hidden.psd", "x.NEF")) {
      Files.write(folder.resolve(name), new byte[] {1});
    }
    Files.createDirectories(folder.resolve("sub.jp2"));
    assertEquals(
        Optional.of("4 files left out: .psd 2, .jxl 1, .nef 1"),
        ImageFiles.find(List.of(folder.toString()), true).leftOut());
    assertEquals(
        Optional.of("1 file left out: .jxl 1"),
        ImageFiles.find(List.of(folder + "/[ac].{png,jxl}"), false).leftOut());
    assertEquals(Optional.empty(), ImageFiles.find(List.of(folder + "/*.png"), false).leftOut());
  }

  @Test
  void imagesOfThirtyTwoBitsAreNotCalledDamaged() {
    Path given = SharedFolder.require("cases/trials/12-float-tiff");
    for (String name : List.of("float32.tiff", "int32.tiff")) {
      String message =
          assertThrows(
                  MediaException.class,
                  () -> new ImageFileReader(ImageReadOptions.defaults()).read(given.resolve(name)))
              .getMessage();
      assertTrue(message.contains("32 bits a colour"), message);
      assertTrue(message.contains("convert it to 8 or 16 bits"), message);
    }
  }
}
