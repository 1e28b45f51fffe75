package org.jpose.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jpose.core.disk.FileException;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Skeletons;
import org.jpose.core.pose.Visibility;
import org.jpose.data.PoseDataset;
import org.jpose.data.Sample;
import org.jpose.media.image.ImageFileWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MpiiFileTest {
  @TempDir Path folder;

  @BeforeEach
  void images() throws IOException {
    Files.createDirectories(folder.resolve("images"));
    for (String name : new String[] {"a.png", "b.png"}) {
      Image image = Image.wrap(200, 200, ColourOrder.RGB, new byte[3 * 200 * 200]);
      new ImageFileWriter().write(image, folder.resolve("images").resolve(name));
    }
  }

  /** Joint i at (10 + i, 21 + 2 i), counted from 1; of the sixth nobody knows where it is. */
  private static String joints(boolean withVisibility) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      boolean known = i != 5;
      text.append(i == 0 ? "[[" : ",[")
          .append(known ? 10 + i : 0)
          .append(',')
          .append(known ? 21 + 2 * i : 0)
          .append(withVisibility ? known ? ",1.0" : ",0.0" : "")
          .append(']');
    }
    return text.append(']').toString();
  }

  private static String visible() {
    return "[1,1,1,1,1,0,1,1,1,1,1,1,1,1,1,1]";
  }

  private void assertRead(Path file) {
    DataOptions options = DataOptions.defaults();
    try (PoseDataset data = Datasets.open(file, options)) {
      assertEquals(Skeletons.MPII, data.skeleton());
      assertEquals(2, data.size());
      Sample first = data.sample(0);
      assertEquals(2, first.people().size());
      var ankle = first.people().get(0).joints().get(0);
      assertEquals(9, ankle.x());
      assertEquals(20, ankle.y());
      assertEquals(Visibility.VISIBLE, ankle.visibility());
      assertEquals(15, first.people().get(0).labelled());
      assertEquals(Visibility.UNLABELLED, first.people().get(0).joints().get(5).visibility());
      assertEquals(100, first.people().get(0).box().width());
      assertEquals(-1, first.people().get(0).box().x());
      assertEquals(1, data.sample(1).people().size());
    }
  }

  @Test
  void simpleBaselines() throws IOException {
    String record =
        "{\"joints_vis\": %s, \"joints\": %s, \"image\": \"%s\", \"scale\": 0.5, \"center\": [50, 60]}";
    String text =
        "["
            + record.formatted(visible(), joints(false), "a.png")
            + ", "
            + record.formatted(visible(), joints(false), "b.png")
            + ",\n"
            + record.formatted(visible(), joints(false), "a.png")
            + "]";
    assertRead(Files.writeString(folder.resolve("train.json"), text));
  }

  @Test
  void cmus() throws IOException {
    String record =
        "{\"dataset\":\"MPI\",\"isValidation\":0.0,\"img_paths\":\"%s\",\"img_width\":200,\"objpos\":[50.0,60.0],"
            + "\"joint_self\":%s,\"scale_provided\":0.5,\"joint_others\":[[[1,2,1]]]}";
    String text =
        "{\"root\":["
            + record.formatted("a.png", joints(true))
            + ","
            + record.formatted("a.png", joints(true))
            + ","
            + record.formatted("b.png", joints(true))
            + "]}";
    assertRead(Files.writeString(folder.resolve("mpii_annotations.json"), text));
  }

  @Test
  void imagesElsewhereAreReadOnlyIfThatIsAllowed() throws IOException {
    String record =
        "[{\"joints_vis\":%s,\"joints\":%s,\"image\":\"%s\",\"scale\":1,\"center\":[50,60]}]";
    Path own = Files.createDirectories(folder.resolve("own"));
    Path outside = folder.resolve("images/a.png");
    for (String name : new String[] {"../images/a.png", outside.toString()}) {
      Path file =
          Files.writeString(
              own.resolve("train.json"), record.formatted(visible(), joints(false), name));
      DataOptions usual = DataOptions.defaults();
      try (PoseDataset data = Datasets.open(file, usual)) {
        assertEquals(
            "%s: image '%s' leads out of %s; allow images outside (--allow-outside), if you trust the file"
                .formatted(file, name, own),
            assertThrows(FileException.class, () -> data.sample(0)).getMessage());
      }
      DataOptions all =
          new DataOptions(usual.split(), usual.labels(), usual.lmdb(), usual.skeleton(), true);
      try (PoseDataset data = Datasets.open(file, all)) {
        assertEquals(outside.toString(), data.sample(0).origin());
      }
    }
  }

  @Test
  void anotherSkeleton() throws IOException {
    String record =
        "[{\"joints_vis\":%s,\"joints\":%s,\"image\":\"a.png\",\"scale\":1,\"center\":[50,60]}]";
    Path file =
        Files.writeString(folder.resolve("train.json"), record.formatted(visible(), joints(false)));
    DataOptions options = DataOptions.defaults().withSkeleton(Skeletons.COCO17);
    try (PoseDataset data = Datasets.open(file, options)) {
      assertEquals(Skeletons.COCO17, data.skeleton());
      int wrist = Skeletons.COCO17.indexOf("right_wrist");
      assertEquals(19, data.sample(0).people().get(0).joints().get(wrist).x());
    }
  }

  @Test
  void mistakesAreNamed() throws IOException {
    String record = "[{\"joints_vis\":[1],\"joints\":[[1,2]],\"image\":\"a.png\"}]";
    Path file = Files.writeString(folder.resolve("train.json"), record);
    FileException e =
        assertThrows(
            FileException.class, () -> Datasets.open(file, DataOptions.defaults()).close());
    assertTrue(
        e.getMessage().contains("a person with 1 joints of a.png; MPII's have 16"), e.getMessage());
  }

  @Test
  void resultsInOtherCoordinatesAreNoLabels() throws IOException {
    String line =
        "{\"file\":\"a.png\",\"width\":9,\"height\":9,\"keypoint_scale\":\"unit\",\"people\":[]}\n";
    Path file = Files.writeString(folder.resolve("p.jsonl"), line);
    FileException e =
        assertThrows(
            FileException.class,
            () ->
                ResultsSource.open(
                    file, Optional.empty(), Optional.empty(), LabelOptions.defaults()));
    assertTrue(e.getMessage().toLowerCase(Locale.ROOT).contains("coordinates are in unit"));
  }
}
