package org.jpose.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.LabelledPerson;
import org.jpose.data.PoseDataset;
import org.jpose.data.Visibility;
import org.jpose.media.MediaException;
import org.jpose.media.image.ImageFileWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that SciPy 1.17 wrote (scipy.io.savemat), with MPII's structure: a.png of the training part
 * with two labelled people and one known by his head only, test.png of the test part, b.png with
 * one person, nobody.png with nobody. Joint i is at (10 + i + k, 21 + 2 i), counted from 1, with k
 * 0 and 3 for the people of a.png and 1 for that of b.png; the first of each lacks joint 5.
 */
class MpiiMatlabFileTest {
  @TempDir Path folder;

  private byte[] resource(String name) throws IOException {
    try (InputStream in = getClass().getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(folder.resolve("mpii_human_pose_v1_u12_1.mat"), content);
  }

  private void images() throws IOException {
    Files.createDirectories(folder.resolve("images"));
    for (String name : new String[] {"a.png", "b.png", "nobody.png"}) {
      Image image = Image.wrap(200, 200, ColourOrder.RGB, new byte[3 * 200 * 200]);
      new ImageFileWriter().write(image, folder.resolve("images").resolve(name));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mpii.mat", "mpii-plain.mat"})
  void theTrainingPartIsData(String name) throws IOException {
    images();
    Path file = write(resource(name));
    for (Path place : new Path[] {file, folder}) {
      try (PoseDataset data = Datasets.open(place, DataOptions.defaults())) {
        assertEquals(Skeletons.MPII, data.skeleton());
        assertEquals(3, data.size());
        assertEquals(2, data.sample(0).people().size());
        LabelledPerson first = data.sample(0).people().get(0);
        assertEquals(15, first.labelled());
        assertEquals(9, first.joints().get(0).x());
        assertEquals(20, first.joints().get(0).y());
        assertEquals(Visibility.UNLABELLED, first.joints().get(5).visibility());
        assertEquals(100, first.box().width());
        assertEquals(-1, first.box().x());
        LabelledPerson second = data.sample(0).people().get(1);
        assertEquals(16, second.labelled());
        int wrist = Skeletons.MPII.indexOf("left_wrist");
        assertEquals(15, wrist);
        assertEquals(12 + 15, second.joints().get(wrist).x());
        assertEquals(20 + 2 * 15, second.joints().get(wrist).y());
        assertEquals(10, data.sample(1).people().get(0).joints().get(0).x());
        assertEquals(0, data.sample(2).people().size());
      }
    }
  }

  private String refusal() {
    Path file = folder.resolve("mpii_human_pose_v1_u12_1.mat");
    MediaException thrown =
        assertThrows(
            MediaException.class, () -> Datasets.open(file, DataOptions.defaults()).close());
    assertTrue(thrown.getMessage().startsWith(file + ": "), thrown.getMessage());
    return thrown.getMessage().substring((file + ": ").length());
  }

  @Test
  void anythingElseIsRefused() throws IOException {
    write(resource("other.mat"));
    assertEquals("has no RELEASE.annolist; expected MPII's annotations", refusal());
    byte[] hdf = Arrays.copyOf("MATLAB 7.3 MAT-file".getBytes(StandardCharsets.US_ASCII), 600);
    write(hdf);
    assertEquals("is a file of Matlab 7.3; save it with '-v7'", refusal());
    write(Arrays.copyOf(resource("mpii.mat"), 40));
    assertEquals("is not a file of Matlab 5 to 7", refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mpii.mat", "mpii-plain.mat"})
  void filesThatAreCutOffAreNoticed(String name) throws IOException {
    byte[] whole = resource(name);
    for (int length : new int[] {140, whole.length / 2, whole.length - 1}) {
      write(Arrays.copyOf(whole, length));
      assertEquals(
          "truncated: it ends in the middle of its data; copy or download it again", refusal());
    }
  }

  /** None hangs, takes much memory, or ends otherwise than with a word. */
  @Test
  void damagedFilesAreReadOrRefused() throws IOException {
    long seed = 20;
    Random random = new Random(seed);
    for (String name : new String[] {"mpii.mat", "mpii-plain.mat"}) {
      byte[] whole = resource(name);
      for (int i = 0; i < 300; i++) {
        byte[] damaged = whole.clone();
        for (int byteCount = random.nextInt(8); byteCount >= 0; byteCount--) {
          damaged[128 + random.nextInt(whole.length - 128)] = (byte) random.nextInt();
        }
        Path file = write(damaged);
        try {
          ResultsSource.openMpii(file, Optional.empty(), Optional.empty(), LabelOptions.defaults())
              .close();
        } catch (MediaException e) {
          assertTrue(e.getMessage().startsWith(file + ": "), e + ", seed " + seed);
        }
      }
    }
  }
}
