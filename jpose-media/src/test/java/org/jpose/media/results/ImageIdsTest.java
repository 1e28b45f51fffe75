package org.jpose.media.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jpose.core.disk.FileException;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeletons;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In COCO's results no two images have one id. */
class ImageIdsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private Path target() {
    return folder.resolve("people.json");
  }

  private Path annotations(String images) throws IOException {
    return Files.writeString(
        folder.resolve("annotations.json"),
        "{\"info\":{\"images\":[1]},\"images\":[" + images + "],\"annotations\":[{\"id\":1}]}");
  }

  private static ImageResult image(String file) {
    Keypoint nose = new Keypoint(0, "nose", 1, 2, 0.5f);
    return ImageResult.of(file, 8, 6, List.of(new Pose(Skeletons.COCO18, List.of(nose), 0.5f)));
  }

  /** The ids of the people of these images, one each. */
  private List<Long> written(ImageIds ids, List<String> files) throws IOException {
    ResultDetails details = ResultDetails.none().withImageIds(ids);
    try (ResultWriter writer = ResultFormat.COCO.open(target(), details)) {
      files.forEach(file -> writer.write(image(file)));
      writer.complete();
    }
    List<Long> found = new ArrayList<>();
    for (JsonNode person : JSON.readTree(target().toFile())) {
      found.add(person.get("image_id").asLong());
    }
    return found;
  }

  private List<Long> planned(List<String> files) throws IOException {
    return written(ImageIds.plan(files, Optional.of(target())), files);
  }

  @Test
  void numbersOfNamesAreIds() throws IOException {
    List<String> files = List.of("val/000000000139.jpg", "val/000000000285.jpg", "b_7.png");
    assertEquals(List.of(139L, 285L, 7L), planned(files));
    assertEquals(List.of("people.json"), List.of(folder.toFile().list()));
    assertEquals(List.of(1L), planned(List.of("photo.jpg")));
    assertTrue(ImageIds.plan(List.of("photo.jpg"), Optional.empty()).list().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "cam1_0001.jpg, cam2_0001.jpg",
    "a/7.jpg, b/7.jpg",
    "x01.png, x1.png",
    "photo.jpg, 1.jpg",
    "portrait.jpg, landscape.jpg",
    "8.jpg, 8.png",
    "100%.jpg, 2 (copy).jpg"
  })
  void othersAreNumberedAndListed(String one, String other) throws IOException {
    assertEquals(List.of(1L, 2L), planned(List.of(one, other)));
    JsonNode images = JSON.readTree(folder.resolve("people.images.json").toFile()).get("images");
    assertEquals(2, images.size());
    assertEquals(one, images.get(0).get("file_name").asText());
    assertEquals(other, images.get(1).get("file_name").asText());
    assertEquals(2, images.get(1).get("id").asInt());
    assertEquals(8, images.get(1).get("width").asInt());
    assertEquals(6, images.get(1).get("height").asInt());
    // The list is one that gives ids again.
    assertEquals(
        List.of(2L), written(ImageIds.of(folder.resolve("people.images.json")), List.of(other)));
  }

  @Test
  void withoutAPlaceForTheListItIsRefused() {
    FileException e =
        assertThrows(
            FileException.class,
            () -> ImageIds.plan(List.of("cam1_0001.jpg", "cam2_0001.jpg"), Optional.empty()));
    assertEquals(
        "cam1_0001.jpg and cam2_0001.jpg would both be image 1, and COCO's results tell images by"
            + " their ids only; name a file, beside which their list is written, or an annotation"
            + " file that has ids",
        e.getMessage());
    assertThrows(
        FileException.class,
        () -> ImageIds.plan(List.of("a.jpg", "b.jpg"), Optional.of(Path.of("/dev/null"))));
  }

  @Test
  void aWriterNeverMergesImages() {
    FileException e =
        assertThrows(
            FileException.class, () -> written(ImageIds.byName(), List.of("a_1.jpg", "b_1.jpg")));
    assertTrue(e.getMessage().startsWith("a_1.jpg and b_1.jpg would both be image 1 "));
    assertEquals(0, folder.toFile().list().length);
  }

  @Test
  void annotationsGiveIds() throws IOException {
    Path annotations =
        annotations(
            "{\"id\":5,\"file_name\":\"val/a.jpg\",\"license\":{\"id\":9}},"
                + "{\"file_name\":\"train\\\\a.jpg\",\"id\":6},"
                + "{\"file_name\":\"./c_0001.jpg\",\"id\":\"77\"}");
    ImageIds ids = ImageIds.of(annotations);
    List<String> files = List.of("/data/val/a.jpg", "train/a.jpg", "elsewhere/c_0001.jpg");
    ids.require(files);
    assertEquals(List.of(5L, 6L, 77L), written(ids, files));
    assertFails(
        () -> ids.require(List.of("a.jpg")),
        "a.jpg: is the name of several images of "
            + annotations
            + ", so that it has no id; leave it out, or name the folders as there");
    assertFails(
        () -> ids.require(List.of("b.jpg")),
        "b.jpg: is no image of "
            + annotations
            + ", so that it has no id; leave it out, or name the folders as there");
    assertFails(
        () -> ids.require(List.of("x/val/a.jpg", "y/val/a.jpg")),
        "x/val/a.jpg and y/val/a.jpg would both be image 5 of COCO's results; give them other"
            + " names, or ids from annotations");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":1,\"file_name\":\"a.jpg\"},{\"id\":1,\"file_name\":\"b.jpg\"}",
        "{\"id\":1,\"file_name\":\"a.jpg\"},{\"id\":2,\"file_name\":\"a.jpg\"}",
        "{\"id\":1}",
        "{\"id\":\"x\",\"file_name\":\"a.jpg\"}",
        "",
        "{"
      })
  void refusesAnnotationsThatGiveNone(String images) throws IOException {
    Path file = annotations(images);
    FileException e = assertThrows(FileException.class, () -> ImageIds.of(file));
    assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
  }

  @Test
  void openPoseNamesAreChecked() {
    assertFails(
        () ->
            ResultFormat.OPENPOSE.requireDifferent(
                List.of("a/1.jpg", "b/1.png"), ImageIds.byName()),
        "a/1.jpg and b/1.png would both be 1_keypoints.json; rename one of them, or write them to"
            + " different folders");
    ResultFormat.JSON.requireDifferent(List.of("a/1.jpg", "b/1.jpg"), ImageIds.byName());
  }

  private static void assertFails(org.junit.jupiter.api.function.Executable call, String message) {
    assertEquals(message, assertThrows(FileException.class, call).getMessage());
  }
}
