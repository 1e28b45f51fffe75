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
  private static final String KINDS = "(JPEG, PNG, BMP, GIF, TIFF, WebP)";

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
