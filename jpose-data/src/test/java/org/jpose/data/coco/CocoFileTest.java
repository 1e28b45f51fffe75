package org.jpose.data.coco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jpose.core.disk.FileException;
import org.jpose.core.pose.Box;
import org.jpose.core.pose.Skeletons;
import org.jpose.core.pose.Visibility;
import org.jpose.testkit.SharedFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CocoFileTest {
  private static final String JOINTS =
      IntStream.range(0, 17).mapToObj(i -> i + ",2." + "0,2").collect(Collectors.joining(","));
  private static final String ANNOTATION =
      "{\"id\":900100000985,\"image_id\":7,\"category_id\":1,\"keypoints\":["
          + JOINTS
          + "],\"bbox\":[1,2,3,4],\"area\":5.5,\"iscrowd\":0,\"num_keypoints\":17,"
          + "\"segmentation\":[[1,2,3,4,5,6],[7,8,9,10,11,12.5]],\"extra\":{\"deep\":[[{}]]}}";
  private static final String IMAGE =
      "{\"file_name\":\"a.jpg\",\"height\":3,\"width\":4,\"id\":7,\"licence\":[1]}";
  private static final String CATEGORY = "{\"id\":1,\"name\":\"person\"}";

  @TempDir Path folder;

  private Path write(String json) throws IOException {
    return Files.writeString(folder.resolve("test.json"), json);
  }

  private static String file(String images, String annotations, String categories) {
    return "{\"info\":{\"a\":[1]},\"annotations\":["
        + annotations
        + "],\"categories\":["
        + categories
        + "],\"images\":["
        + images
        + "]}";
  }

  private String failure(String json) throws IOException {
    Path file = write(json);
    String message = assertThrows(FileException.class, () -> CocoFile.read(file)).getMessage();
    assertTrue(message.startsWith(file.toString()), message);
    return message.substring(file.toString().length());
  }

  @Test
  void readsEveryFieldWhateverTheOrderOfSections() throws IOException {
    CocoDataset data = CocoFile.read(write(file(IMAGE, ANNOTATION, CATEGORY)));
    assertEquals(List.of(new CocoImage(7, "a.jpg", 4, 3)), data.images());
    CocoPerson person = data.people(7).get(0);
    assertSame(person, data.people().get(0));
    assertEquals(900100000985L, person.id());
    assertEquals(new Box(1, 2, 3, 4), person.box());
    assertEquals(5.5, person.area());
    assertFalse(person.crowd());
    assertEquals(17, person.keypointCount());
    assertEquals(17, person.keypoints().labelled());
    assertEquals(16, person.keypoints().x(16));
    assertEquals(2, person.keypoints().y(16));
    assertEquals(Visibility.VISIBLE, person.keypoints().visibility(3));
    assertFalse(person.keypoints().hasConfidence());
    Polygons polygons = assertInstanceOf(Polygons.class, person.segmentation());
    assertEquals(2, polygons.count());
    assertEquals(3, polygons.corners(1));
    assertEquals(12.5f, polygons.y(1, 2));
    assertSame(Skeletons.COCO17, data.category(1).skeleton());
    assertTrue(data.people(8).isEmpty());
  }

  @Test
  void leavesSegmentationsOutWhenAsked() throws IOException {
    Path file = write(file(IMAGE, ANNOTATION, CATEGORY));
    CocoPerson person = CocoFile.readWithoutSegmentations(file).people().get(0);
    assertTrue(person.segmentation().isEmpty());
  }

  @Test
  void peopleOfAnImageKeepTheOrderOfTheFile() throws IOException {
    String annotations =
        IntStream.of(5, 2, 9, 4, 1)
            .mapToObj(i -> "{\"id\":" + i + ",\"image_id\":" + i % 2 + ",\"category_id\":1}")
            .collect(Collectors.joining(","));
    CocoDataset data = CocoFile.read(write(file(IMAGE, annotations, CATEGORY)));
    assertEquals(List.of(5L, 9L, 1L), data.people(1).stream().map(CocoPerson::id).toList());
    assertEquals(List.of(2L, 4L), data.people(0).stream().map(CocoPerson::id).toList());
    assertEquals(List.of(), data.people(Long.MAX_VALUE));
  }

  @Test
  void fillsInWhatMayBeMissing() throws IOException {
    String three = "1,2,2, 5,9,1, 0,0,0";
    String annotations =
        "{\"id\":1,\"image_id\":7,\"category_id\":3,\"keypoints\":["
            + three
            + "],\"keypoint_confidence\":[0.9,0.5,0.2]},"
            + "{\"id\":2,\"image_id\":7,\"category_id\":3,\"bbox\":[0,0,3,5],\"iscrowd\":true}";
    String category =
        "{\"id\":3,\"name\":\"dog\",\"keypoints\":[\"nose\",\"tail\",\"left_hip\"],"
            + "\"skeleton\":[[1,2]]}";
    CocoDataset data = CocoFile.read(write(file(IMAGE, annotations, category)));
    CocoPerson first = data.people().get(0);
    assertEquals(new Box(1, 2, 4, 7), first.box());
    assertEquals(28, first.area());
    assertEquals(2, first.keypointCount());
    assertEquals(0.2f, first.keypoints().confidence(2));
    assertEquals(Visibility.OCCLUDED, first.keypoints().visibility(1));
    CocoPerson second = data.people().get(1);
    assertEquals(15, second.area());
    assertTrue(second.crowd());
    assertEquals(0, second.keypoints().count());
    var skeleton = data.category(3).skeleton();
    assertEquals("dog", skeleton.name());
    assertEquals(1, skeleton.limbs().get(0).to());
    assertEquals(0.026, skeleton.joints().get(0).sigma());
    assertEquals(0.089, skeleton.joints().get(1).sigma());
    assertEquals(0.107, skeleton.joints().get(2).sigma());
  }

  @Test
  void leavesOutOtherThings() throws IOException {
    String car = "{\"id\":3,\"image_id\":7,\"category_id\":2,\"bbox\":[0,0,1,1]}";
    String categories = CATEGORY + ",{\"id\":2,\"name\":\"car\"}";
    CocoDataset data = CocoFile.read(write(file(IMAGE, car + "," + ANNOTATION, categories)));
    assertEquals(1, data.people().size());
    assertEquals(1, data.categories().size());
  }

  @Test
  void readsBothFormsOfMasks() throws IOException {
    // Columns of 3: outside, outside, inside | inside, inside, outside | ...
    String plain = "{\"size\":[3,4],\"counts\":[2,3,7]}";
    String packed = "{\"counts\":\"" + Compressed.text(2, 3, 7) + "\",\"size\":[3,4]}";
    for (String mask : List.of(plain, packed)) {
      String annotation =
          "{\"id\":1,\"image_id\":7,\"category_id\":1,\"iscrowd\":1,\"segmentation\":" + mask + "}";
      CocoDataset data = CocoFile.read(write(file(IMAGE, annotation, CATEGORY)));
      Rle rle = assertInstanceOf(Rle.class, data.people().get(0).segmentation());
      assertEquals(3, rle.area());
      boolean[] pixels = new boolean[12];
      pixels[8] = true;
      pixels[1] = true;
      pixels[5] = true;
      assertTrue(Arrays.equals(pixels, rle.pixels()), Arrays.toString(rle.pixels()));
    }
  }

  @Test
  void cutOffAnywhereIsTruncated() throws IOException {
    String whole = file(IMAGE, ANNOTATION, CATEGORY);
    for (int length = 1; length < whole.length(); length += 7) {
      String message = failure(whole.substring(0, length));
      assertTrue(message.contains("truncated"), length + ": " + message);
      assertTrue(message.startsWith(": line 1, column "), message);
    }
    assertTrue(failure("").contains("is empty"));
    int inAnnotation = whole.indexOf("num_keypoints");
    assertTrue(failure(whole.substring(0, inAnnotation)).contains("annotation 900100000985"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"keypoints\":[0,2.0,2 | \"keypoints\":[0,2.0 | keypoints has 50 numbers, expected three",
        "\"keypoints\":[0,2.0,2, | \"keypoints\":[ | keypoints has 48 numbers, expected 51",
        "\"keypoints\":[0,2.0,2 | \"keypoints\":[0,2.0,3 | visibility of joint 0 is 3.0",
        "\"keypoints\":[0 | \"keypoints\":[\"x\" | keypoints: found a text, expected a number",
        "\"keypoints\":[0 | \"keypoints\":[1e300 | the number 1e300 is too large",
        "\"keypoints\":[0 | \"keypoints\":[NaN | joint 0 is labelled with visibility 2 at NaN, 2.0",
        "\"bbox\":[1, | \"bbox\":[ | bbox has 3 numbers, expected 4",
        "\"bbox\":[1,2,3 | \"bbox\":[1,2,-3 | box of -3.0x4.0 pixels",
        "\"area\":5.5 | \"area\":null | area: found null, expected a number",
        "\"image_id\":7, | `` | there is no image_id",
        "\"category_id\":1 | \"category_id\":2 | is of category 2; listed are [1]",
        "[[1,2,3,4, | [[1,2,3, | a polygon has 5 coordinates",
        "\"iscrowd\":0 | \"iscrowd\":\"no\" | found a text, expected a whole number",
      })
  void saysWhichAnnotationIsWrong(String sound, String damaged, String message) throws IOException {
    String json = file(IMAGE, ANNOTATION.replace(sound, damaged), CATEGORY);
    String found = failure(json);
    assertTrue(found.contains(message), found);
    assertTrue(found.contains("annotation 900100000985"), found);
  }

  @Test
  void saysWhatElseIsWrong() throws IOException {
    assertTrue(failure("[]").contains("the file is a list, as COCO's results are"));
    assertTrue(failure("{\"images\":[]}").contains("has no 'annotations'"));
    assertTrue(failure("{\"annotations\":[]}").contains("has no 'images'"));
    assertTrue(
        failure(file(IMAGE + "," + IMAGE, ANNOTATION, CATEGORY))
            .contains("image id 7 occurs twice"));
    assertTrue(
        failure(file(IMAGE.replace("\"id\":7,", ""), ANNOTATION, CATEGORY))
            .contains("image number 1: there is no id"));
    assertTrue(failure(file(IMAGE, ANNOTATION, CATEGORY) + "{}").contains("something follows"));
    String mask = ANNOTATION.replaceFirst("\\[\\[1.*?]]", "{\"size\":[3,4],\"counts\":[2,3,8]}");
    assertTrue(failure(file(IMAGE, mask, CATEGORY)).contains("sum to 13 pixels, expected 4 x 3"));
    Path missing = folder.resolve("none.json");
    assertTrue(
        assertThrows(FileException.class, () -> CocoFile.read(missing))
            .getMessage()
            .contains("no such file"));
    assertTrue(
        assertThrows(FileException.class, () -> CocoFile.read(folder))
            .getMessage()
            .contains("is a folder"));
  }

  @Test
  void readsCocosOwnFile() {
    Path file = SharedFolder.require("vectors/coco_eval/person_keypoints_val2014_100_gt.json");
    CocoDataset data = CocoFile.read(file);
    assertEquals(100, data.images().size());
    assertTrue(data.people().stream().anyMatch(CocoPerson::crowd));
    for (CocoPerson person : data.people()) {
      assertTrue(data.image(person.image()).isPresent(), "annotation " + person.id());
      assertEquals(person.keypointCount(), person.keypoints().labelled(), "of " + person.id());
    }
  }

  @Test
  void readsPseudoLabelsWithConfidence() {
    CocoFolder data = CocoFolder.find(SharedFolder.require("data/pseudo"));
    CocoPerson last = CocoFile.read(data.annotations()).people().get(7184);
    assertEquals(0.08f, last.keypoints().confidence(16));
    assertFalse(last.keypoints().isLabelled(16));
    assertTrue(data.images().endsWith("images"));
  }

  @Test
  void findsSplits() throws IOException {
    Files.createDirectories(folder.resolve("annotations"));
    Files.createDirectories(folder.resolve("val2017"));
    Path file = folder.resolve("annotations/person_keypoints_val2017.json");
    Files.writeString(file, "{}");
    CocoFolder expected = new CocoFolder(file, folder.resolve("val2017"));
    assertEquals(expected, CocoFolder.find(folder));
    assertEquals(expected, CocoFolder.find(folder, "val2017"));
    assertEquals(expected, CocoFolder.find(folder, file.toString()));
    Files.writeString(folder.resolve("annotations/person_keypoints_train2017.json"), "{}");
    String which = assertThrows(FileException.class, () -> CocoFolder.find(folder)).getMessage();
    assertTrue(which.contains("train2017, val2017"), which);
    String none =
        assertThrows(FileException.class, () -> CocoFolder.find(folder, "test2017")).getMessage();
    assertTrue(none.contains("no split or annotation file 'test2017'"), none);
    String images =
        assertThrows(FileException.class, () -> CocoFolder.find(folder, "train2017")).getMessage();
    assertTrue(images.contains("no folder 'train2017' or 'images'"), images);
  }
}
