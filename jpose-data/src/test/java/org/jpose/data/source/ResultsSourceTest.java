package org.jpose.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jpose.core.disk.FileException;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.LabelledPerson;
import org.jpose.core.pose.Pose;
import org.jpose.core.pose.Skeletons;
import org.jpose.core.pose.Visibility;
import org.jpose.data.PoseDataset;
import org.jpose.data.Sample;
import org.jpose.media.image.ImageFileWriter;
import org.jpose.media.results.ImageResult;
import org.jpose.media.results.ResultFormat;
import org.jpose.media.results.ResultWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResultsSourceTest {
  @TempDir private Path folder;

  private void writeImage(String name, int width, int height) {
    new ImageFileWriter()
        .write(
            Image.wrap(width, height, ColourOrder.BGR, new byte[3 * width * height]),
            folder.resolve(name));
  }

  /** What 'jpose image' writes of these people. */
  private Path writeResults(ResultFormat format) {
    Path file = folder.resolve(format == ResultFormat.JSON ? "people.json" : "people.jsonl");
    Pose sure =
        new Pose(
            Skeletons.COCO18,
            List.of(
                new Keypoint(0, "nose", 20.5f, 30, 0.9f),
                new Keypoint(1, "neck", 22, 50, 0.2f),
                new Keypoint(2, "right_shoulder", 12, 50, 0.1f)),
            0.8f);
    Pose unsure =
        new Pose(
            Skeletons.COCO18,
            List.of(new Keypoint(0, "nose", 60, 10, 0.2f), new Keypoint(1, "neck", 70, 30, 0.2f)),
            0.3f);
    try (ResultWriter writer = format.open(file)) {
      writer.write(ImageResult.of("a.png", 90, 60, List.of(sure, unsure)));
      writer.write(ImageResult.of("b.png", 40, 30, List.of()));
      writer.complete();
    }
    return file;
  }

  @ParameterizedTest
  @EnumSource(
      value = ResultFormat.class,
      names = {"JSON", "JSON_LINES"})
  void whatAModelFoundBecomesLabels(ResultFormat format) {
    writeImage("a.png", 90, 60);
    writeImage("b.png", 40, 30);
    writeResults(format);
    try (PoseDataset data = Datasets.open(folder, DataOptions.defaults())) {
      assertEquals(Skeletons.COCO18, data.skeleton());
      assertEquals(2, data.size());
      Sample sample = data.sample(0);
      assertEquals(1, sample.people().size());
      LabelledPerson person = sample.people().get(0);
      assertEquals(20.5f, person.joints().get(0).x());
      assertEquals(Visibility.VISIBLE, person.joints().get(0).visibility());
      assertEquals(Visibility.UNSURE, person.joints().get(1).visibility());
      assertEquals(Visibility.UNLABELLED, person.joints().get(2).visibility());
      assertEquals(0, sample.mask().value(65, 20), "who is not sure is left out");
      assertEquals(255, sample.mask().value(20, 30));
      assertEquals(0, data.sample(1).people().size());
    }
  }

  @Test
  void imagesAreFoundBesideTheResultsAndThresholdsAreOptions() {
    writeImage("a.png", 90, 60);
    writeImage("b.png", 40, 30);
    Path results = writeResults(ResultFormat.JSON);
    LabelOptions labels = LabelOptions.defaults().withConfidence(0.05f, 0.15f);
    try (PoseDataset data =
        Datasets.open(
            results, DataOptions.defaults().withLabels(labels.withOnlyWithPeople(true)))) {
      assertEquals(1, data.size());
      assertEquals(2, data.sample(0).people().size());
      assertEquals(Visibility.UNSURE, data.sample(0).people().get(0).joints().get(2).visibility());
    }
    PoseDataset closed = Datasets.open(results, DataOptions.defaults());
    closed.close();
    assertThrows(IllegalStateException.class, () -> closed.sample(0));
  }

  private static final String LINE = "{\"file\":\"%s\",\"width\":40,\"height\":30,\"people\":[]}\n";

  /** What is read for a name that results in a folder of their own have. */
  private static String read(Path place, boolean allowsOutside) {
    DataOptions usual = DataOptions.defaults();
    DataOptions options =
        new DataOptions(
            usual.split(), usual.labels(), usual.lmdb(), usual.skeleton(), allowsOutside);
    try (PoseDataset data = Datasets.open(place, options)) {
      return data.sample(0).origin();
    }
  }

  private Path resultsNaming(String name) throws IOException {
    Path own = Files.createDirectories(folder.resolve("own"));
    return Files.writeString(own.resolve("people.jsonl"), LINE.formatted(name));
  }

  @Test
  void namesThatLeadOutAreReadOnlyIfThatIsAllowed() throws IOException {
    writeImage("private.png", 40, 30);
    Path outside = folder.resolve("private.png");
    for (String name : List.of(outside.toString(), "../private.png", "x/../../private.png")) {
      Path results = resultsNaming(name);
      for (Path place : List.of(results, results.getParent())) {
        String message = assertThrows(FileException.class, () -> read(place, false)).getMessage();
        String folders = place.equals(results) ? Path.of("").toAbsolutePath() + " and " : "";
        assertEquals(
            "%s: image '%s' leads out of %s%s; allow images outside (--allow-outside), if you trust the file"
                .formatted(results, name, folders, results.getParent()),
            message);
        assertEquals(outside.toString(), read(place, true));
      }
    }
  }

  @Test
  void aFolderThatWasMovedHasItsOwnImages() throws IOException {
    Path results = resultsNaming(folder.resolve("a.png").toString());
    writeImage("a.png", 40, 30);
    writeImage("own/a.png", 40, 30);
    assertEquals(results.resolveSibling("a.png").toString(), read(results.getParent(), false));
  }

  /** As 'jpose image photos/ --json out.json' names them. */
  @Test
  void namesCountFromTheWorkingFolderToo() throws IOException {
    Path photos = Files.createTempDirectory(Path.of("target"), "photos");
    Path photo = photos.resolve("b.png");
    new ImageFileWriter().write(Image.wrap(40, 30, ColourOrder.BGR, new byte[3 * 40 * 30]), photo);
    assertEquals(photo.toString(), read(resultsNaming(photo.toString()), false));
    Path absolute = photo.toAbsolutePath();
    assertEquals(absolute.toString(), read(resultsNaming(absolute.toString()), false));
    Files.delete(photo);
    Files.delete(photos);
  }

  @Test
  void anImageOfAnotherSizeOrNoneIsThatSamplesFailure() {
    writeImage("a.png", 91, 60);
    writeResults(ResultFormat.JSON);
    try (PoseDataset data = Datasets.open(folder, DataOptions.defaults())) {
      String message = assertThrows(FileException.class, () -> data.sample(0)).getMessage();
      assertTrue(message.contains("91x60") && message.contains("90x60"), message);
      assertThrows(FileException.class, () -> data.sample(1));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"format\":\"jpose/2\",\"images\":[]}|format is 'jpose/2', expected jpose/1",
        "{\"format\":\"jpose/1\",\"images\":[]}|no images",
        "{\"format\":\"jpose/1\",\"images\":[{\"file\":\"a.png\"|truncated",
        "{\"file\":\"a.png\"}|has no file or no size",
        "{\"file\":\"a.mp4\",\"frame\":3}|a frame of a video",
        "{\"file\":\"a.png\",\"width\":9,\"height\":9,\"people\":[{\"keypoints\":[{\"name\":\"nose\","
            + "\"x\":1}]}]}|a keypoint lacks its name, x, y or score",
        "{\"file\":\"a.png\",\"width\":9,\"height\":9,\"people\":[{\"keypoints\":[{\"name\":\"tail\","
            + "\"x\":1,\"y\":1,\"score\":1}]}]}|no skeleton jpose knows has the joints [tail]"
      })
  void badResultsAreRefusedWithTheReason(String textAndReason) throws IOException {
    String[] parts = textAndReason.split("\\|");
    Path file = Files.writeString(folder.resolve("bad.json"), parts[0]);
    String message =
        assertThrows(
                FileException.class,
                () ->
                    ResultsSource.open(
                        file, Optional.empty(), Optional.empty(), LabelOptions.defaults()))
            .getMessage();
    assertTrue(message.contains(parts[1]), message);
    assertTrue(message.startsWith(file.toString()), message);
  }
}
