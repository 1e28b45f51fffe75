package org.jpose.media.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFilesTest {
  private static final String KINDS =
      "(JPEG, PNG, BMP, GIF, TIFF, WebP, HEIC, AVIF, JPEG 2000, PNM, TGA)";

  @TempDir Path root;

  @BeforeEach
  void makeFiles() throws IOException {
    for (String name :
        List.of(
            "b.jpg",
            "a.PNG",
            "notes.txt",
            ".hidden.jpg",
            "sub/c.webp",
            "sub/deep/d.jpeg",
            ".cache/e.jpg",
            "empty/notes.txt",
            "odd[1].jpg")) {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
  }

  private FoundFiles find(boolean recursive, String... arguments) {
    return ImageFiles.find(Stream.of(arguments).map(a -> root + "/" + a).toList(), recursive);
  }

  private List<String> names(FoundFiles found) {
    assertEquals(List.of(), found.problems());
    return found.files().stream().map(file -> root.relativize(file).toString()).toList();
  }

  @Test
  void numberedFilesAreTakenByNumber(@TempDir Path folder) throws IOException {
    Path series = Files.createDirectory(folder.resolve("series"));
    for (String name : List.of("f_1.png", "f_2.png", "f_10.png", "f_x.png", "g_0007.jpg")) {
      Files.createFile(series.resolve(name));
    }
    FoundFiles found = ImageFiles.find(List.of(series + "/f_%d.png"), false);
    assertEquals(
        List.of(series.resolve("f_1.png"), series.resolve("f_2.png"), series.resolve("f_10.png")),
        found.files());
    assertEquals(
        List.of(
            series
                + "/f_%d.png: 7 numbers are missing between f_1.png and f_10.png; the 3 files that"
                + " are there follow each other"),
        found.remarks());
    for (String pattern : List.of("/g_%04d.jpg", "/g_%4d.jpg", "/g_%d.jpg")) {
      found = ImageFiles.find(List.of(series + pattern), false);
      assertEquals(List.of(series.resolve("g_0007.jpg")), found.files());
      assertEquals(List.of(), found.remarks());
    }
    assertEquals(
        List.of(
            series
                + "/h_%03d.png: there is no file h_000.png or of another number; check the name"),
        ImageFiles.find(List.of(series + "/h_%03d.png"), false).problems());
    Files.createFile(series.resolve("50%d.png"));
    assertEquals(
        List.of(series.resolve("50%d.png")),
        ImageFiles.find(List.of(series + "/50%d.png"), false).files());
    assertEquals(1, ImageFiles.find(List.of(series + "/%d_%d.png"), false).problems().size());
  }

  @Test
  void foldersGiveTheirImagesSorted() {
    assertEquals(List.of("a.PNG", "b.jpg", "odd[1].jpg"), names(find(false, "")));
    assertEquals(
        List.of("a.PNG", "b.jpg", "odd[1].jpg", "sub/c.webp", "sub/deep/d.jpeg"),
        names(find(true, "")));
  }

  @Test
  void filesAreTakenWhateverTheirName() {
    assertEquals(
        List.of("notes.txt", ".hidden.jpg", "odd[1].jpg"),
        names(find(false, "notes.txt", ".hidden.jpg", "odd[1].jpg")));
  }

  @Test
  void patterns() {
    assertEquals(List.of("b.jpg", "odd[1].jpg"), names(find(false, "*.jpg")));
    assertEquals(List.of("a.PNG", "b.jpg"), names(find(false, "[ab].*")));
    assertEquals(List.of("sub/c.webp"), names(find(false, "s*/*")));
    assertEquals(
        List.of("b.jpg", "odd[1].jpg", "sub/deep/d.jpeg"), names(find(false, "**/*.{jpg,jpeg}")));
    assertEquals(List.of("sub/c.webp", "sub/deep/d.jpeg"), names(find(false, "sub/**")));
  }

  @Test
  void patternsWorkFromTheWorkingFolder() {
    FoundFiles found = ImageFiles.find(List.of("no-such-*.jpg", "pom.xm?"), false);
    assertEquals(
        List.of(
            "no-such-*.jpg: matches no image file " + KINDS + "; check the pattern",
            "pom.xm?: matches no image file " + KINDS + "; check the pattern"),
        found.problems());
  }

  @Test
  void anAddressIsNoFile() {
    assertEquals(
        List.of(
            "https://me:***@a.example/b.jpg?x=[1]: images are read from files and folders; download it"
                + " first"),
        ImageFiles.find(List.of("https://me:secret@a.example/b.jpg?x=[1]"), false).problems());
  }

  @Test
  void foundTwiceIsListedOnce() {
    assertEquals(
        List.of("b.jpg", "odd[1].jpg"), names(find(false, "b.jpg", "*.jpg", "sub/../b.jpg")));
  }

  @Test
  void whatGivesNothingIsAProblem() {
    FoundFiles found = find(false, "none.jpg", "empty", "*.gif", "none/*.jpg", "b.jpg", "[a");
    assertEquals(List.of(root.resolve("b.jpg")), found.files());
    assertEquals(
        List.of(
            root + "/none.jpg: no such file or folder; check the name",
            root
                + "/empty: no image files "
                + KINDS
                + " in this folder; its subfolders were not searched",
            root + "/*.gif: matches no image file " + KINDS + "; check the pattern",
            root + "/none/*.jpg: there is no folder " + root + "/none; check the name"),
        found.problems().subList(0, 4));
    assertTrue(
        found.problems().get(4).startsWith(root + "/[a: not a file name or pattern: "),
        found.problems().get(4));
  }

  @Test
  void linksInCirclesEnd() throws IOException {
    Files.createSymbolicLink(root.resolve("sub/up"), root);
    assertTrue(names(find(true, "")).contains("sub/deep/d.jpeg"));
  }

  @Test
  void danglingLinksAreKeptForTheReaderToReport() throws IOException {
    Files.createSymbolicLink(root.resolve("empty/lost.jpg"), root.resolve("gone.jpg"));
    assertEquals(List.of("empty/lost.jpg"), names(find(false, "empty")));
  }
}
